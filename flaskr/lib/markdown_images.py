"""The pictures that a Markdown text shows, found as files inside the folder it comes from."""

import re
from pathlib import Path
from urllib.parse import unquote

from flaskr.lib.markdown_records import ImageRef

_MARKDOWN = re.compile(r"!\[[^\]]*\]\(\s*(?:<([^<>\n]+)>|([^\s()]+(?:\([^\s()]*\)[^\s()]*)*))")
_HTML = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*(?:\"([^\"]+)\"|'([^']+)')", re.IGNORECASE)
_REMOTE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_PUBLISHED_FROM = ("", "static", "source", "assets", "public", "content")


def images_of(body: str, cover: str, *, path: Path, root: Path) -> tuple[ImageRef, ...]:
    """Find the files that the pictures in `body`, and the cover, mean.

    A reference is looked for beside the file `path`, in its Hexo asset folder, and, if it begins
    with a slash, where generators publish from. A file outside `root`, by `..` or by a link, is
    never given; nor is a reference to another server.
    """
    references = [cover] if cover else []
    for pattern in (_MARKDOWN, _HTML):
        references.extend(match[1] or match[2] for match in pattern.finditer(body))
    found = []
    for reference in dict.fromkeys(references):
        file = _file_of(reference, path, root)
        if file is not None:
            found.append(ImageRef(reference, file))
    return tuple(found)


def _file_of(reference: str, path: Path, root: Path) -> Path | None:
    if _REMOTE.match(reference) or "\x00" in reference:
        return None
    plain = unquote(re.split(r"[?#]", reference)[0])
    if not plain or "\x00" in plain:
        return None
    if plain.startswith("/"):
        candidates = [root / place / plain.lstrip("/") for place in _PUBLISHED_FROM]
    else:
        candidates = [path.parent / plain, path.parent / path.stem / plain]
        candidates += [root / place / plain for place in _PUBLISHED_FROM]
    for candidate in candidates:
        try:
            real = candidate.resolve()
            if real.is_relative_to(root) and real.is_file():
                return real
        except (OSError, RuntimeError, ValueError):
            continue  # a name too long, or links in a circle
    return None
