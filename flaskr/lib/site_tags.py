"""Template tags of Jekyll, Hugo and Hexo inside Markdown, made Markdown where they can be."""

import re
from collections.abc import Callable
from posixpath import basename, splitext

from flaskr.lib.markdown_text import destination, fenced, title_part

_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_BLOCK = re.compile(
    r"\{%-?\s*(?P<name>highlight|codeblock|code|blockquote|quote|pullquote)\b(?P<rest>[^%]*?)-?%\}"
    r"(?P<body>.*?)\{%-?\s*end(?P=name)\s*-?%\}",
    re.DOTALL,
)
_HUGO_HIGHLIGHT = re.compile(
    r"\{\{[<%]\s*highlight\s+(?P<rest>[^{}]*?)\s*[>%]\}\}(?P<body>.*?)\{\{[<%]\s*/\s*highlight\s*[>%]\}\}",
    re.DOTALL,
)
_HUGO = re.compile(r"\{\{([<%])\s*(/?\s*[\w/.-]+)((?:\s[^{}]*?)?)\s*/?\s*[>%]\}\}")
_TAG = re.compile(r"\{%-?\s*(\w+)((?:\s[^%]*?)?)\s*-?%\}")
_SITE_ADDRESS = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}")
_URL_FILTER = re.compile(
    r"\{\{-?\s*[\"']([^\"'{}]*)[\"']\s*\|\s*(?:relative_url|absolute_url|prepend:[^{}|]*)\s*-?\}\}"
)
_OUTPUT = re.compile(r"\{\{-?\s*([\w.]+)[^{}]*\}\}")
_WORD = re.compile(
    r"""([\w-]+)\s*[=:]\s*("[^"]*"|'[^']*'|`[^`]*`|\S+)|("[^"]*"|'[^']*'|`[^`]*`|\S+)"""
)
_DATED = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}-")
_PLACE = re.compile("\ue000(\\d+)\ue001")
_MARKDOWN = (".md", ".markdown", ".html", ".mkd", ".mdown")


def without_site_tags(body: str) -> tuple[str, tuple[str, ...]]:
    """Turn the common tags of Jekyll, Hugo and Hexo into Markdown; keep the rest as it stands.

    Links to another post become `/its-file-name-without-date/`. Gives the text and a sentence for
    each kind of tag that was kept.
    """
    return _Converter().convert(body)


class _Converter:
    def __init__(self) -> None:
        self._kept: list[str] = []
        self._notes: dict[str, None] = {}

    def convert(self, body: str) -> tuple[str, tuple[str, ...]]:
        if "{%" not in body and "{{" not in body:
            return body, ()
        body = body.replace("\ue000", "").replace("\ue001", "")
        body = _RAW.sub(lambda match: self._keep(match[1]), body)
        body = _BLOCK.sub(self._block, body)
        body = _HUGO_HIGHLIGHT.sub(self._highlight, body)
        body = _SITE_ADDRESS.sub("", body)
        body = _URL_FILTER.sub(r"\1", body)
        body = _HUGO.sub(self._hugo, body)
        body = _TAG.sub(self._tag, body)
        for name in dict.fromkeys(match[1] for match in _OUTPUT.finditer(body)):
            self._note(f"{{{{ {name} }}}}")
        while _PLACE.search(body):
            body = _PLACE.sub(lambda match: self._kept[int(match[1])], body)
        return body, tuple(self._notes)

    def _keep(self, text: str) -> str:
        self._kept.append(text)
        return f"\ue000{len(self._kept) - 1}\ue001"

    def _note(self, tag: str) -> None:
        self._notes.setdefault(f"The tag {tag} is unknown here and was left in the text.")

    def _block(self, match: re.Match[str]) -> str:
        name, rest, body = match["name"], match["rest"].strip(), match["body"]
        if name in ("blockquote", "quote", "pullquote"):
            return _quote(body, rest if name != "pullquote" else "")
        named, plain = _words(rest)
        language = named.get("lang", "") or ("" if name == "codeblock" else next(iter(plain), ""))
        title = " ".join(plain) if name == "codeblock" else ""
        before = f"**{title}**\n\n" if title else ""
        return self._keep(f"\n\n{before}{fenced(body, language)}\n\n")

    def _highlight(self, match: re.Match[str]) -> str:
        _, plain = _words(match["rest"])
        return self._keep(f"\n\n{fenced(match['body'], next(iter(plain), ''))}\n\n")

    def _hugo(self, match: re.Match[str]) -> str:
        name = match[2]
        handler = _HUGO_TAGS.get(name)
        found = handler(*_words(match[3])) if handler is not None else None
        if found is None:
            self._note(f"{{{{< {name} >}}}}")
            return self._keep(match[0])
        return found

    def _tag(self, match: re.Match[str]) -> str:
        handler = _TAGS.get(match[1])
        found = handler(*_words(match[2])) if handler is not None else None
        if found is None:
            self._note(f"{{% {match[1]} %}}")
            return self._keep(match[0])
        return found


Named = dict[str, str]


def _words(text: str) -> tuple[Named, list[str]]:
    named: Named = {}
    plain: list[str] = []
    for match in _WORD.finditer(text):
        if match[1] and not match[2].startswith("//"):
            named[match[1]] = match[2].strip("\"'`")
        else:
            plain.append(match[0].strip("\"'`"))
    return named, plain


def _quote(body: str, source: str) -> str:
    lines = "\n".join(f"> {line}".rstrip() for line in body.strip("\n").split("\n"))
    return f"\n\n{lines}\n{f'>{chr(10)}> — {source}{chr(10)}' if source else ''}\n"


def _video(page: str) -> Callable[[Named, list[str]], str | None]:
    def handler(named: Named, plain: list[str]) -> str | None:
        number = named.get("id") or next(iter(plain), "")
        return f"\n\n<{page}{number}>\n\n" if re.fullmatch(r"[\w/-]+", number) else None

    return handler


def _figure(named: Named, _: list[str]) -> str | None:
    if not named.get("src"):
        return None
    caption = named.get("caption") or named.get("title", "")
    image = _image(named["src"], named.get("alt", ""), caption)
    return f"[{image}]({destination(named['link'])})" if named.get("link") else image


def _image(src: str, alt: str = "", title: str = "") -> str:
    words = re.sub(r"([\[\]])", r"\\\1", alt)
    return f"![{words}]({destination(src)}{title_part(title)})"


def _hexo_image(_: Named, plain: list[str]) -> str | None:
    """`img [class] path [width] [height] ["title" "alt"]`, and `asset_img` the same way."""
    at = next((i for i, word in enumerate(plain) if re.search(r"[./]", word)), None)
    if at is None:
        return None
    texts = [word for word in plain[at + 1 :] if not word.isdigit()]
    texts = " ".join(texts).split("' '") if len(texts) == 1 else texts
    title = texts[0].strip("'\"") if texts else ""
    alt = texts[1].strip("'\"") if len(texts) > 1 else title
    return _image(plain[at], alt, "" if title == alt else title)


def _post_address(_: Named, plain: list[str]) -> str | None:
    return address_of(plain[0]) if plain else None


def _hexo_post_link(_: Named, plain: list[str]) -> str | None:
    if not plain:
        return None
    words = [word for word in plain[1:] if word not in ("true", "false")]
    return f"[{' '.join(words) or plain[0]}]({address_of(plain[0])})"


def _hexo_link(_: Named, plain: list[str]) -> str | None:
    at = next((i for i, word in enumerate(plain) if "/" in word), None)
    if not at:
        return None
    return f"[{' '.join(plain[:at])}]({destination(plain[at])})"


def _gist(_: Named, plain: list[str]) -> str | None:
    return f"\n\n<https://gist.github.com/{'/'.join(plain[:2])}>\n\n" if plain else None


def address_of(name: str) -> str:
    """Give the path at which the post or file that a tag names will be found."""
    path, anchor, fragment = name.partition("#")
    root, extension = splitext(path)
    if not re.fullmatch(r"\.[a-zA-Z][a-zA-Z0-9]{1,5}", extension):
        root = path
    elif extension not in _MARKDOWN:
        return "/" + path.lstrip("/")
    last = basename(root.rstrip("/"))
    if last in ("index", "_index"):
        last = basename(root.rstrip("/").rpartition("/")[0])
    slug = _DATED.sub("", last)
    return (f"/{slug}/" if slug else "/") + anchor + fragment


_TAGS: dict[str, Callable[[Named, list[str]], str | None]] = {
    "post_url": _post_address,
    "link": lambda named, plain: (
        _hexo_link(named, plain) if len(plain) > 1 else _post_address(named, plain)
    ),
    "post_path": _post_address,
    "post_link": _hexo_post_link,
    "img": _hexo_image,
    "asset_img": _hexo_image,
    "asset_path": lambda _, plain: plain[0] if plain else None,
    "youtube": _video("https://www.youtube.com/watch?v="),
    "vimeo": _video("https://vimeo.com/"),
    "gist": _gist,
}
_HUGO_TAGS: dict[str, Callable[[Named, list[str]], str | None]] = {
    "figure": _figure,
    "youtube": _video("https://www.youtube.com/watch?v="),
    "vimeo": _video("https://vimeo.com/"),
    "gist": _gist,
    "ref": _post_address,
    "relref": _post_address,
}
