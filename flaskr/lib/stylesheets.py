"""Looking through a style sheet that somebody wrote for what it would load from elsewhere."""

import re
from collections.abc import Iterator

# CSS Syntax 3, section 4: what a text is made of, as far as it matters here.
_ESCAPED = r"\\(?:[0-9a-f]{1,6}\s?|[^0-9a-f])"
_TOKEN = re.compile(
    rf"""
    /\*.*?(?:\*/|\Z)
    | (?P<string>"(?:[^"\\\n]|\\.)*|'(?:[^'\\\n]|\\.)*)["']?
    | (?P<name>@?(?:[-\w]|{_ESCAPED})+)(?P<call>\()?
    | (?P<mark>[()\[\]{{}};:])
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_BARE_ADDRESS = re.compile(r"\s*(?P<address>[^\s\"')](?:[^)\\]|\\.)*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(\n)|([^0-9a-f]))", re.IGNORECASE)
_LOADING = {"url", "src", "image", "image-set", "-webkit-image-set"}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/", re.IGNORECASE)


def complaint(css: str) -> str:
    """Return a sentence about the first thing that must not be in it, or nothing.

    Readers' browsers are to ask nobody but this site. The response's policy (CSP) would refuse it
    too; a sentence beside the field says so to who can change it.
    """
    css = re.sub(r"\r\n?|\f", "\n", css)
    for start, said in _complaints(css):
        if said:
            line = css.count("\n", 0, start) + 1
            return f"Line {line} {said}"
    return ""


def _complaints(css: str) -> Iterator[tuple[int, str]]:
    calls: list[str] = []
    name, is_kept, place = "", False, 0
    while token := _TOKEN.search(css, place):
        place = token.end()
        if token["name"]:
            name = _plain(token["name"]).lower()
            if name == "@import":
                yield token.start(), "imports another style sheet. Put its rules here instead."
            if token["call"]:
                calls.append(name)
                if name in ("url", "src") and (bare := _BARE_ADDRESS.match(css, place)):
                    place = bare.end()
                    yield token.start(), _about(_plain(bare["address"]))
        elif token["string"] and (is_kept or _LOADING.intersection(calls[-1:])):
            yield token.start(), _about(_plain(token["string"][1:]))
        elif mark := token["mark"]:
            _nest(calls, mark)
            # A property of one's own may be put where a picture is loaded.
            if mark == ":":
                is_kept = is_kept or name.startswith("--") or name == "initial-value"
            elif mark in "{};":
                is_kept = False


def _nest(calls: list[str], mark: str) -> None:
    if mark == "(":
        calls.append("")
    elif mark == ")" and calls:
        calls.pop()


def _about(address: str) -> str:
    # As browsers read addresses (WHATWG URL, section 4.4): tabs and lines are not there, and a
    # backslash is a slash; `https:host` needs none.
    address = re.sub(r"[\t\n]", "", address.strip("".join(map(chr, range(33)))))
    if _PICTURE.match(address):
        return ""
    if address[:5].lower() == "data:":
        return "has data in it that is no picture."
    if _SCHEME.match(address) or address[:2].replace("\\", "/") == "//":
        return (
            "loads something from another address. Upload the file to Media, "
            "and use its address that begins with /media/."
        )
    return ""


def _plain(text: str) -> str:
    return _ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    if escape[2]:
        return ""
    if escape[3]:
        return escape[3]
    number = int(escape[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
