"""Any HTML made into a shallow, well-formed tree that a recursive converter can walk safely.

What comes out holds only: `blockquote ul ol li figure` around the leaves `p h1…h6 pre figcaption
run` (bare text of a list item), inline elements inside leaves, and islands, whose elements stand
as they were (`table`, `iframe`, `video`, …). Everything else (`div`, `span`, unknown tags) is
dissolved and its text kept. So nesting is bounded however deep the input goes.
"""

import re
from collections import Counter
from html import escape

from flaskr.lib.html_tokens import Token, tokens


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


MAX_DEPTH = 24
BLOCK_ISLANDS = _names(
    "table iframe video audio object embed dl details svg math canvas select map"
)
_CONTAINERS = _names("blockquote ul ol li figure")
_LEAVES = _names("p h1 h2 h3 h4 h5 h6 pre figcaption")
_DISSOLVED_BLOCKS = _names(
    "div section article main header footer aside nav center address fieldset form legend "
    "hgroup body html head title search noscript dd dt tr td th tbody thead tfoot caption "
    "summary"
)
_INLINE = _names(
    "a b strong i em del s strike code kbd samp tt sub sup u ins mark abbr q cite small var"
)
_SAME = {"b": "strong", "i": "em", "s": "del", "strike": "del", "tt": "code", "samp": "code"}
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
_CLOSED_BY = {
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"td", "th", "tr"},
    "tbody": {"td", "th", "tr", "thead", "tbody"},
    "tfoot": {"td", "th", "tr", "thead", "tbody"},
    "li": {"li", "p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
    "option": {"option"},
    "p": {"p"},
}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MORE = re.compile(r"more\b", re.IGNORECASE)
_LANGUAGE_CLASS = re.compile(r"(?:lang(?:uage)?|brush)\s*[-:]\s*([\w+#.-]+)", re.IGNORECASE)


def tidy(html: str) -> str:
    """Make HTML well-formed, shallow and free of everything that carries no text or picture."""
    return _Tidier(html).result()


def language_of(attributes: dict[str, str]) -> str:
    """Name the programming language that a `pre` or `code` is marked with, or ""."""
    for name in ("data-language", "data-lang", "lang", "language"):
        if re.fullmatch(r"[\w+#.-]{1,30}", attributes.get(name, "")):
            return attributes[name].lower()
    match = _LANGUAGE_CLASS.search(attributes.get("class", ""))
    return match[1].lower() if match else ""


class _Tidier:
    def __init__(self, html: str) -> None:
        self._tokens = tokens(html)
        self._out: list[str] = []
        self._open: list[str] = []
        self._leaf = ""
        self._fresh_item = False
        self._inline: list[Token] = []
        self._ignored: Counter[str] = Counter()
        self._after_space = True
        self._breaks = 0

    def result(self) -> str:
        for token in self._tokens:
            getattr(self, f"_{token.kind}")(token)
        self._close_leaf()
        while self._open:
            self._out.append(f"</{self._open.pop()}>")
        return "".join(self._out)

    def _text(self, token: Token) -> None:
        text = _SPACE.sub(" ", token.text)
        if not self._leaf and text in (" ", ""):
            return
        self._need_leaf()
        if self._after_space:
            text = text.removeprefix(" ")
        if text:
            self._breaks = 0
            self._after_space = text.endswith(" ")
            self._out.append(escape(text, quote=False))

    def _comment(self, token: Token) -> None:
        if _MORE.match(token.text):
            self._close_leaf()
            self._out.append("<more></more>")

    def _start(self, token: Token) -> None:
        name = token.name
        if name in BLOCK_ISLANDS:
            self._island(token)
        elif name in _CONTAINERS:
            self._start_container(token)
        elif name == "pre":
            self._pre(token)
        elif name in _LEAVES:
            self._start_leaf(name)
        elif name == "hr":
            self._close_leaf()
            self._out.append("<hr>")
        elif name in _DISSOLVED_BLOCKS:
            self._close_leaf()
        elif name == "br":
            self._break()
        elif name in ("img", "footnote"):
            self._need_leaf()
            self._out.append(token.as_start() + ("</footnote>" if name == "footnote" else ""))
            self._after_space, self._breaks = False, 0
        elif name in _INLINE:
            self._start_inline(Token("start", _SAME.get(name, name), "", token.attributes))

    def _end(self, token: Token) -> None:
        name = _SAME.get(token.name, token.name)
        if name in _INLINE:
            self._end_inline(name)
        elif name in _LEAVES or name in _DISSOLVED_BLOCKS:
            self._close_leaf()
        elif name in _CONTAINERS and self._ignored[name]:
            self._ignored[name] -= 1
            self._close_leaf()
        elif name in self._open:
            self._close_leaf()
            while (closed := self._open.pop()) != name:
                self._out.append(f"</{closed}>")
            self._out.append(f"</{name}>")

    def _start_container(self, token: Token) -> None:
        self._close_leaf()
        name = token.name
        if name == "li":
            self._end_open_item()
        if len(self._open) >= MAX_DEPTH:
            self._ignored[name] += 1
            return
        top = self._open[-1] if self._open else ""
        if name == "li" and top not in ("ul", "ol"):
            self._push("ul", "<ul>")
        if name != "li" and top in ("ul", "ol"):
            self._push("li", "<li>")
        self._push(name, token.as_start("start", "reversed"))
        self._fresh_item = name == "li"

    def _push(self, name: str, start: str) -> None:
        self._open.append(name)
        self._out.append(start)

    def _end_open_item(self) -> None:
        """End the list item that the next one implies the end of, if one is open in this list."""
        for position in range(len(self._open) - 1, -1, -1):
            if self._open[position] in ("ul", "ol"):
                return
            if self._open[position] == "li":
                while len(self._open) > position:
                    self._out.append(f"</{self._open.pop()}>")
                return

    def _start_leaf(self, name: str) -> None:
        if name == "figcaption" and "figure" not in self._open:
            name = "p"
        self._close_leaf()
        self._leaf = name
        self._out.append(f"<{name}>")
        self._after_space, self._breaks, self._fresh_item = True, 0, False
        self._out.extend(inline.as_start("href", "title", "cite") for inline in self._inline)

    def _need_leaf(self) -> None:
        if not self._leaf:
            in_item = bool(self._open) and self._open[-1] == "li"
            self._start_leaf("run" if in_item and self._fresh_item else "p")

    def _close_leaf(self) -> None:
        if self._leaf:
            self._out.extend(f"</{inline.name}>" for inline in reversed(self._inline))
            self._out.append(f"</{self._leaf}>")
            self._leaf = ""

    def _break(self) -> None:
        """One break stays one; from the second on, breaks end the paragraph."""
        if not self._leaf:
            return
        self._breaks += 1
        self._after_space = True
        if self._breaks > 1 and self._leaf in ("p", "run"):
            self._close_leaf()
        else:
            self._out.append("<br>")

    def _start_inline(self, token: Token) -> None:
        if any(inline.name == token.name for inline in self._inline):
            if token.name != "a":
                self._ignored[token.name] += 1
                return
            self._end_inline("a")
        self._inline.append(token)
        if self._leaf:
            self._out.append(token.as_start("href", "title", "cite"))

    def _end_inline(self, name: str) -> None:
        if self._ignored[name]:
            self._ignored[name] -= 1
            return
        position = next((i for i, open_ in enumerate(self._inline) if open_.name == name), -1)
        if position < 0:
            return
        above = self._inline[position + 1 :]
        if self._leaf:
            self._out.extend(f"</{inline.name}>" for inline in reversed(self._inline[position:]))
            self._out.extend(inline.as_start("href", "title", "cite") for inline in above)
        self._inline = self._inline[:position] + above

    def _pre(self, token: Token) -> None:
        """Take preformatted text as it stands; of the tags inside, only the language matters."""
        self._close_leaf()
        language, text = language_of(token.attributes), []
        for inner in self._tokens:
            if inner.kind == "text":
                text.append(inner.text)
            elif inner.kind == "end" and inner.name == "pre":
                break
            elif inner.kind == "start":
                language = language or (
                    language_of(inner.attributes) if inner.name == "code" else ""
                )
                text.append("\n" if inner.name == "br" else "")
        content = escape("".join(text).replace("\r\n", "\n"), quote=False)
        self._out.append(f'<pre data-language="{escape(language)}">{content}</pre>')
        self._fresh_item = False

    def _island(self, token: Token) -> None:
        """Copy an element with all it holds, balanced and not too deep."""
        self._close_leaf()
        self._out.append(token.as_start())
        if token.name in _VOID:
            return
        names = [token.name]
        for inner in self._tokens:
            if inner.kind == "text":
                self._out.append(escape(inner.text, quote=False))
            elif inner.kind == "start":
                self._island_start(inner, names)
            elif inner.kind == "end" and inner.name in names:
                while (closed := names.pop()) != inner.name:
                    self._out.append(f"</{closed}>")
                self._out.append(f"</{inner.name}>")
            if not names:
                break
        self._out.extend(f"</{name}>" for name in reversed(names))
        self._fresh_item = False

    def _island_start(self, token: Token, names: list[str]) -> None:
        while names[-1] in _CLOSED_BY.get(token.name, ()):
            self._out.append(f"</{names.pop()}>")
        if token.name in _VOID:
            self._out.append(token.as_start())
        elif len(names) < MAX_DEPTH:
            names.append(token.name)
            self._out.append(token.as_start())
