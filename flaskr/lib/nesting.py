"""Keeps HTML from costing more to parse than it is long, before a parser sees it."""

import re
from collections import Counter

DEPTH = 200
"""How many elements may stand in each other; browsers flatten beyond 512."""
FORMATTING_DEPTH = 8
"""How many of them may be formatting elements, which a parser opens again in later paragraphs."""
TAG_LENGTH = 20_000
"""How many characters a tag may have; parsers compare each attribute's name with all before it."""

_FORMATTING_NAMES = "a b big code em font i nobr s small strike strong tt u"
_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
# Elements that another of their kind closes do not nest in themselves.
_CLOSED_BY_NEXT_NAMES = "p li dt dd tr td th thead tbody tfoot option rt rp colgroup"

_FORMATTING = frozenset(_FORMATTING_NAMES.split())
_VOID = frozenset(_VOID_NAMES.split())
_CLOSED_BY_NEXT = frozenset(_CLOSED_BY_NEXT_NAMES.split())

_BARE_AMPERSAND = re.compile(r"&(?![A-Za-z#])")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)(>?)")


def limit(html: str) -> str:
    """Return HTML unchanged if it nests reasonably, else without its deepest tags and balanced.

    A parser's time grows with the square of the depth (100,000 nested `<div>` take 20 seconds), and
    12 KB of formatting elements and paragraphs become 7 MB: the only place to stop it is before.
    """
    if len(html) < 4_000:
        return html
    # A million bare "&" take the parser 20 seconds; written out they mean the same.
    html = _BARE_AMPERSAND.sub("&amp;", html)
    return _balanced(html) if _is_deep(html) else html


def _is_deep(html: str) -> bool:
    opened: Counter[str] = Counter()
    depth = formatting = 0
    for match in _TAG.finditer(html):
        closing, name, rest, end = match.groups()
        name = name.lower()
        # A tag with a "<" inside could hide end tags from this count: not to be trusted.
        if not end or len(rest) > TAG_LENGTH:
            return True
        if name in _VOID or name in _CLOSED_BY_NEXT:
            continue
        if not closing:
            step = 1
        elif opened[name]:
            step = -1
        else:
            continue
        opened[name] += step
        depth += step
        formatting += step * (name in _FORMATTING)
        if depth > DEPTH or formatting > FORMATTING_DEPTH:
            return True
    return _hides_tags(html)


def _hides_tags(html: str) -> bool:
    # Inside a comment or a declaration end tags were counted that a parser does not see.
    start = html.find("<!")
    while start != -1:
        end = html.find(">", start)
        if end == -1 or html.find("<", start + 1, end) != -1:
            return True
        start = html.find("<!", end)
    return False


def _balanced(html: str) -> str:
    """Write the tags again so that they nest; every other "<" becomes text, for any parser."""
    parts: list[str] = []
    stack: list[str] = []
    position = 0
    html = _without_comments(html)
    for match in _TAG.finditer(html):
        parts.append(html[position : match.start()].replace("<", "&lt;"))
        position = match.end()
        closing, name, rest, end = match.groups()
        name = name.lower()
        if not end:
            parts.append(match[0].replace("<", "&lt;"))
        elif closing:
            parts.append(_close(name, stack))
        else:
            parts.append(_open(name, rest, stack))
    parts.append(html[position:].replace("<", "&lt;"))
    parts.extend(f"</{name}>" for name in reversed(stack))
    return "".join(parts)


def _without_comments(html: str) -> str:
    parts: list[str] = []
    position = 0
    while (start := html.find("<!--", position)) != -1:
        parts.append(html[position:start])
        end = html.find("-->", start + 4)
        if end == -1:
            return "".join(parts)
        position = end + 3
    parts.append(html[position:])
    return "".join(parts)


def _open(name: str, rest: str, stack: list[str]) -> str:
    tag = f"<{name}{rest if len(rest) <= TAG_LENGTH else ''}>"
    if name in _VOID or name in _CLOSED_BY_NEXT:
        return tag
    formatting = sum(each in _FORMATTING for each in stack) if name in _FORMATTING else 0
    if len(stack) >= DEPTH or formatting >= FORMATTING_DEPTH:
        return ""
    stack.append(name)
    return tag


def _close(name: str, stack: list[str]) -> str:
    if name in _CLOSED_BY_NEXT:
        return f"</{name}>"
    if name not in stack:
        return ""
    parts: list[str] = []
    while True:
        top = stack.pop()
        parts.append(f"</{top}>")
        if top == name:
            return "".join(parts)
