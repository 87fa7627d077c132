"""Marks up source code: spans with short class names that a theme's style sheet colours."""

from collections.abc import Iterable
from html import escape
from itertools import groupby

from pygments.token import STANDARD_TYPES, Whitespace, _TokenType

TOKEN_CLASSES: frozenset[str] = frozenset(filter(None, STANDARD_TYPES.values()))
"""Every class name that `highlight` may write, such as `k` for a keyword."""

LIMIT = 50_000
"""Longer code is shown plain: some lexers take time that grows faster than the text."""


def highlight(code: str, language: str) -> str:
    """Write code as HTML with a span for each token; in an unknown language it is only escaped."""
    # The lexers cost 40 ms to import, and most pages have none.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    if not language or len(code) > LIMIT:
        return escape(code)
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code)
    return _spans(lexer.get_tokens(code))


def _spans(tokens: Iterable[tuple[_TokenType, str]]) -> str:
    parts: list[str] = []
    for name, run in groupby(tokens, key=lambda token: _class_of(token[0])):
        text = escape("".join(value for _, value in run))
        parts.append(f'<span class="{name}">{text}</span>' if name else text)
    return "".join(parts)


def _class_of(kind: _TokenType) -> str:
    # A lexer may invent kinds; they look like the nearest standard kind they are part of.
    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    # Nobody colours spaces, and a span around each makes the page half as long again.
    return "" if kind is Whitespace else STANDARD_TYPES.get(kind, "")
