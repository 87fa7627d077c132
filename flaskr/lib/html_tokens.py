"""A tokeniser for HTML as people and plug-ins write it: it never fails and is never slow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Literal

_ATTRIBUTE = re.compile(r"""([^\s=/>"'<]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_QUOTE_OR_END = re.compile("[\"'>]")
_SILENT = {"script", "style"}  # their content is no text
_UNBALANCED_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of HTML; `name` is lower case for tags, `text` is unescaped for text."""

    kind: Literal["text", "start", "end", "comment"]
    name: str = ""
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)

    def as_start(self, *only: str) -> str:
        """Write the start tag again, with these attributes or, if none is named, with all."""
        kept = {key: value for key, value in self.attributes.items() if not only or key in only}
        written = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        return f"<{self.name}{written}>"


def tokens(html: str) -> Iterator[Token]:
    """Cut HTML into tokens; scripts and style sheets are left out, what is no tag is text."""
    position, unbalanced, text_from = 0, 0, 0
    last_end = html.rfind(">")
    while True:
        start = html.find("<", position)
        if start < 0 or start > last_end:
            break
        position = start + 1
        match = _NAME.match(html, position + html.startswith("/", position))
        if match is None and not html.startswith(("!", "?"), position):
            continue
        if start > text_from:
            yield Token("text", text=unescape(html[text_from:start]))
        if match is None:
            comment, position = _comment(html, start)
            yield comment
        else:
            end = _tag_end(html, match.end()) if unbalanced < _UNBALANCED_AT_MOST else -1
            if end < 0:
                unbalanced += 1
                end = html.find(">", match.end()) + 1
            position = end
            yield from _tag(match[0].lower(), html[match.end() : end - 1], html[start + 1] == "/")
            if match[0].lower() in _SILENT and html[start + 1] != "/":
                position = _after_silent(html, match[0], end)
        text_from = position
    if text_from < len(html):
        yield Token("text", text=unescape(html[text_from:]))


def _comment(html: str, start: int) -> tuple[Token, int]:
    """A comment, or a declaration that is treated as one; unclosed, a comment takes the rest."""
    if html.startswith("<!--", start):
        end = html.find("-->", start + 4)
        text = html[start + 4 : end if end >= 0 else len(html)]
        return Token("comment", text=text.strip()), end + 3 if end >= 0 else len(html)
    return Token("comment"), html.find(">", start) + 1


def _tag_end(html: str, position: int) -> int:
    """Where the tag ends, a `>` inside quotes not counting; -1 if its quotes are not balanced."""
    while match := _QUOTE_OR_END.search(html, position):
        if match[0] == ">":
            return match.end()
        closing = html.find(match[0], match.end())
        if closing < 0:
            return -1
        position = closing + 1
    return -1


def _tag(name: str, inside: str, is_end: bool) -> Iterator[Token]:
    if is_end:
        yield Token("end", name)
        return
    if name in _SILENT:
        return
    attributes: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(inside):
        value = found[2] or ""
        if value[:1] in ("'", '"'):
            value = value[1:-1]
        attributes.setdefault(found[1].lower(), unescape(value))
    yield Token("start", name, attributes=attributes)


def _after_silent(html: str, name: str, position: int) -> int:
    end = re.compile(rf"</{re.escape(name)}[^>]*>", re.IGNORECASE).search(html, position)
    return end.end() if end else len(html)
