"""WordPress's shortcodes, `[gallery ids="1,2"]`, made ordinary HTML."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape

from flaskr.lib.blocks import Attachment, Rendered, gallery


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CODE = re.compile(r"\[(\[?)([A-Za-z][\w-]*)((?:[\s=][^\[\]]*)?)\](\]?)")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"']+)|("[^"]*"|'[^']*'|\S+)""")
_IMAGE_FIRST = re.compile(
    r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)\Z", re.DOTALL | re.IGNORECASE
)
_URL = re.compile(r"https?://[^\s\"'<>\]]+")
_MAX_DEPTH = 5
_LANGUAGES = _names(
    "bash c cpp csharp css diff go html java javascript js jscript objc perl php plain "
    "powershell python py ruby rust scala shell sql swift text xml yaml"
)
_WITH_CONTENT = _names("caption wp_caption embed audio video code sourcecode")
_LINKED = _names("soundcloud tweet twitter gist instagram facebook spotify googlemaps")


@dataclass(slots=True)
class _Use:
    """One use of a shortcode: what stands in its brackets and, if it encloses any, its content."""

    name: str
    attributes: dict[str, str]
    values: list[str]
    content: str


def render_shortcodes(
    content: str, *, attachment: Attachment, attached: tuple[int, ...] = ()
) -> Rendered:
    """Turn the known shortcodes into HTML; unknown ones stay as text and are named in the notes.

    `attached` are the numbers of the pictures attached to the post, which a gallery without
    numbers shows. `[[code]]` becomes the text `[code]`.
    """
    renderer = _Renderer(attachment, attached)
    return Rendered(renderer.render(content), tuple(renderer.notes))


@dataclass(slots=True)
class _Renderer:
    attachment: Attachment
    attached: tuple[int, ...]
    notes: dict[str, None] = field(default_factory=dict)

    def render(self, content: str, depth: int = 0) -> str:
        out: list[str] = []
        position = 0
        unclosed: set[str] = set()
        while match := _CODE.search(content, position):
            out.append(content[position : match.start()])
            name, position = match[2], match.end()
            if match[1] and match[4]:
                out.append(match[0][1:-1])
                continue
            handler = _HANDLERS.get(name.lower())
            if handler is None or depth > _MAX_DEPTH:
                self._unknown(name, match[3], content)
                out.append(match[0])
                continue
            lead, trail = match[1], match[4]
            inner = ""
            rest = match[3].strip()
            if not rest.endswith("/") and _encloses(name) and name not in unclosed and not trail:
                end = content.find(f"[/{name}]", position)
                if end < 0:
                    unclosed.add(name)
                else:
                    inner, position = content[position:end], end + len(name) + 3
            use = _use(name.lower(), rest.removesuffix("/").strip(), inner)
            out.extend((lead, handler(self, use, depth), trail))
        out.append(content[position:])
        return "".join(out)

    def note(self, sentence: str) -> None:
        self.notes.setdefault(sentence)

    def _unknown(self, name: str, rest: str, content: str) -> None:
        looks_like_one = "=" in rest or "_" in name or f"[/{name}]" in content
        if looks_like_one:
            self.note(f"The shortcode [{name}] is unknown and was left in the text.")


def _encloses(name: str) -> bool:
    return name.lower() in _WITH_CONTENT or name.lower() in _LANGUAGES


def _use(name: str, rest: str, content: str) -> _Use:
    attributes: dict[str, str] = {}
    values: list[str] = []
    for match in _ATTRIBUTE.finditer(unescape(rest).removeprefix("=")):
        if match[1]:
            attributes.setdefault(match[1].lower(), _unquoted(match[2]))
        else:
            values.append(_unquoted(match[3]))
    return _Use(name, attributes, values, content)


def _unquoted(value: str) -> str:
    return value[1:-1] if value[:1] in ("'", '"') and value[-1:] == value[:1] else value


def _caption(renderer: _Renderer, use: _Use, depth: int) -> str:
    inner = renderer.render(use.content, depth + 1)
    match = _IMAGE_FIRST.match(inner)
    image, words = (match[1], match[2]) if match else (inner, "")
    words = words.strip() or use.attributes.get("caption", "")
    return f"\n\n<figure>{image}<figcaption>{words}</figcaption></figure>\n\n"


def _gallery(renderer: _Renderer, use: _Use, depth: int) -> str:
    named = use.attributes.get("ids") or use.attributes.get("include", "")
    ids = [int(number) for number in re.findall(r"\d{1,18}", named)] or list(renderer.attached)
    if not ids:
        renderer.note("A gallery names no pictures, and none is attached to the post.")
    return f"\n\n{gallery(ids, renderer.attachment, renderer.note)}\n\n"


def _linked(renderer: _Renderer, use: _Use, depth: int) -> str:
    """A link, alone on its line, to the first address that the shortcode names."""
    places = [use.content, *use.attributes.values(), *use.values]
    found = next((match for place in places if (match := _URL.search(unescape(place)))), None)
    if found is None:
        renderer.note(f"The shortcode [{use.name}] names no address and was left out.")
        return ""
    return f"\n\n<p>{escape(found[0])}</p>\n\n"


def _video_page(page: str) -> Callable[[_Renderer, _Use, int], str]:
    def handler(renderer: _Renderer, use: _Use, depth: int) -> str:
        number = use.attributes.get("id") or next(iter(use.values), "")
        if re.fullmatch(r"[\w-]{5,20}", number):
            return f"\n\n<p>{page}{number}</p>\n\n"
        # The old form `[youtube=https://…?v=x]` is cut into name and value at the last `=`.
        whole = {key: f"{key}={value}" for key, value in use.attributes.items()}
        if use.attributes and not any(_URL.search(v) for v in use.attributes.values()):
            use.values.append(" ".join(whole.values()))
        return _linked(renderer, use, depth)

    return handler


def _media(renderer: _Renderer, use: _Use, depth: int) -> str:
    sources = ("src", "mp3", "m4a", "ogg", "wav", "wma", "flac", "mp4", "m4v", "webm", "ogv", "mov")
    named = [use.attributes[source] for source in sources if source in use.attributes]
    found = named or [match[0] for match in _URL.finditer(" ".join([*use.values, use.content]))]
    if not found:
        renderer.note(f"The shortcode [{use.name}] names no file and was left out.")
        return ""
    poster = use.attributes.get("poster", "")
    extra = f' poster="{escape(poster)}"' if poster else ""
    return f'\n\n<{use.name} controls src="{escape(found[0])}"{extra}></{use.name}>\n\n'


def _source(renderer: _Renderer, use: _Use, depth: int) -> str:
    language = use.attributes.get("language") or use.attributes.get("lang", "")
    if not language and use.name in _LANGUAGES:
        language = use.name
    code = re.sub(r"<br\s*/?>|</?p>", "", use.content)
    return f'\n\n<pre data-language="{escape(language)}">{escape(unescape(code))}</pre>\n\n'


_HANDLERS: dict[str, Callable[[_Renderer, _Use, int], str]] = {
    "caption": _caption,
    "wp_caption": _caption,
    "gallery": _gallery,
    "playlist": _gallery,
    "embed": _linked,
    "audio": _media,
    "video": _media,
    "code": _source,
    "sourcecode": _source,
    "youtube": _video_page("https://www.youtube.com/watch?v="),
    "vimeo": _video_page("https://vimeo.com/"),
    **dict.fromkeys(_LINKED, _linked),
    **{name: _source for name in _LANGUAGES if name != "text"},
}
