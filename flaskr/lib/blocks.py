"""Gutenberg's block comments taken out of a post, and the blocks made ordinary HTML."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from flaskr.lib.autop import autop


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


Attachment = Callable[[int], tuple[str, str, str] | None]
"""From an attachment's number to its address, alternative text and caption, if it is known."""

# Attributes are JSON in which WordPress writes `<`, `>` and `--` as escapes.
_DELIMITER = re.compile(r"<!--\s+(/?)wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)([^<]*?)-->")
_MAX_DEPTH = 50
_PLAIN = _names(
    "paragraph heading list list-item quote pullquote preformatted image table columns "
    "column group row stack buttons button separator more embed html audio video media-text "
    "spacer footnotes freeform details missing"
)
_GALLERY_TAGS = re.compile(r"</?(?:ul|li)\b[^>]*>", re.IGNORECASE)
_VERSE = re.compile(r"<pre\b[^>]*>(.*?)</pre>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rendered:
    """HTML, and sentences about what did not come over as it was."""

    html: str
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Open:
    name: str
    attributes: dict[str, Any]
    start: int


def has_blocks(content: str) -> bool:
    """Whether the content was written in the block editor."""
    return "<!-- wp:" in content


def render_blocks(content: str, *, attachment: Attachment) -> Rendered:
    """Turn block content into HTML; what stands between blocks is classic content.

    Blocks that only WordPress can fill (latest posts, a reusable block) leave nothing, an unknown
    block leaves its inner HTML; both are named in the notes.
    """
    return _Renderer(attachment).render(content)


class _Renderer:
    def __init__(self, attachment: Attachment) -> None:
        self._attachment = attachment
        self._out: list[str] = []
        self._open: list[_Open] = []
        self._names: Counter[str] = Counter()
        self._notes: dict[str, None] = {}

    def render(self, content: str) -> Rendered:
        position = 0
        for match in _DELIMITER.finditer(content):
            self._text(content[position : match.start()])
            position = match.end()
            name = match[2].removeprefix("core/")
            if match[1]:
                self._close(name)
            else:
                self._start(name, match[3].strip())
        self._text(content[position:])
        return Rendered("".join(self._out), tuple(self._notes))

    def _text(self, text: str) -> None:
        if text.strip():
            self._out.append(text if self._open else autop(text))
        else:
            self._out.append("\n")

    def _start(self, name: str, rest: str) -> None:
        alone = rest.endswith("/")
        attributes = _attributes(rest.removesuffix("/").strip())
        if alone:
            self._out.append(self._alone(name, attributes))
            return
        self._open.append(_Open(name, attributes, len(self._out)))
        self._names[name] += 1
        self._report_unknown(name)

    def _close(self, name: str) -> None:
        if not self._names[name]:
            return
        while True:
            block = self._open.pop()
            self._names[block.name] -= 1
            if block.name == name:
                break
        rewrite = getattr(self, f"_{name.replace('-', '_')}_block", None)
        if rewrite is not None and len(self._open) < _MAX_DEPTH:
            inner = "".join(self._out[block.start :])
            self._out[block.start :] = [rewrite(inner, block.attributes)]

    def _report_unknown(self, name: str) -> None:
        known = name in _PLAIN or name.startswith("core-embed/")
        if not known and not hasattr(self, f"_{name.replace('-', '_')}_block"):
            self._note(f"The block “{name}” is unknown; its content was kept as it stands.")

    def _alone(self, name: str, attributes: dict[str, Any]) -> str:
        if name == "block":
            self._note(
                f"The reusable block number {attributes.get('ref', '?')} is stored outside the "
                "post; put its text in by hand."
            )
        elif name == "gallery":
            return self._gallery_block("", attributes)
        elif name.removeprefix("core-embed/") != name or name == "embed":
            return _link(str(attributes.get("url", "")))
        elif name not in ("spacer", "footnotes", "separator", "paragraph"):
            self._note(f"The block “{name}” is filled by WordPress itself and was left out.")
        return "<hr>" if name == "separator" else ""

    def _note(self, sentence: str) -> None:
        self._notes.setdefault(sentence)

    def _gallery_block(self, inner: str, attributes: dict[str, Any]) -> str:
        if "<img" in inner:
            return _GALLERY_TAGS.sub("", inner)
        ids = [number for number in attributes.get("ids", []) if isinstance(number, int)]
        return gallery(ids, self._attachment, self._note) + inner

    def _image_block(self, inner: str, attributes: dict[str, Any]) -> str:
        number = attributes.get("id")
        if "<img" not in inner and isinstance(number, int):
            return gallery([number], self._attachment, self._note) + inner
        return inner

    def _file_block(self, inner: str, attributes: dict[str, Any]) -> str:
        return inner.replace("</a><a", "</a> <a")

    def _verse_block(self, inner: str, attributes: dict[str, Any]) -> str:
        return _VERSE.sub(lambda match: f"<p>{match[1].replace(chr(10), '<br>')}</p>", inner)

    def _code_block(self, inner: str, attributes: dict[str, Any]) -> str:
        language = attributes.get("language") or attributes.get("lang")
        if isinstance(language, str) and language:
            return inner.replace("<pre", f'<pre data-language="{escape(language)}"', 1)
        return inner

    def _cover_block(self, inner: str, attributes: dict[str, Any]) -> str:
        url = attributes.get("url")
        if isinstance(url, str) and url and "<img" not in inner and "<video" not in inner:
            return f'<p><img src="{escape(url)}" alt=""></p>{inner}'
        return inner

    def _shortcode_block(self, inner: str, attributes: dict[str, Any]) -> str:
        return f"\n\n{autop(inner)}\n\n"

    def _nextpage_block(self, inner: str, attributes: dict[str, Any]) -> str:
        self._note("The post was split into several pages; it is one page now.")
        return ""


def gallery(ids: list[int], attachment: Attachment, note: Callable[[str], None]) -> str:
    """Write the pictures with these numbers as figures, one below the other."""
    figures = []
    for number in ids:
        found = attachment(number)
        if found is None:
            note(f"The picture number {number} of a gallery is not in the export.")
            continue
        url, alt, caption = found
        words = f"<figcaption>{caption}</figcaption>" if caption else ""
        image = f'<img src="{escape(url)}" alt="{escape(alt)}">'
        figures.append(f"<figure>{image}{words}</figure>")
    return "".join(figures)


def _attributes(text: str) -> dict[str, Any]:
    if not text.startswith("{"):
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _link(url: str) -> str:
    return f"<p>{escape(url)}</p>" if url else ""
