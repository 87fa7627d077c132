"""Looking through a style sheet that somebody wrote for what it would load from elsewhere."""

import re

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# CSS Syntax 3, section 4.3.7: a backslash and up to six digits, or any other character.
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|([^\n0-9a-f]))", re.IGNORECASE)
_IMPORT = re.compile(r"@import\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}", re.IGNORECASE)
_DATA = re.compile(r"data:(?!image/|font/)", re.IGNORECASE)


def complaint(css: str) -> str:
    """Return a sentence about the first thing that must not be in it, or nothing.

    Readers' browsers are to ask nobody but this site. The response's policy (CSP) would refuse it
    too; a sentence beside the field says so to who can change it.
    """
    plain = _ESCAPE.sub(_character, _COMMENT.sub(_blank, css))
    for number, line in enumerate(plain.split("\n"), start=1):
        if _IMPORT.search(line):
            return f"Line {number} imports another style sheet. Put its rules here instead."
        if _ELSEWHERE.search(line):
            return (
                f"Line {number} loads something from another address. Upload the file to Media, "
                "and use its address that begins with /media/."
            )
        if _DATA.search(line):
            return f"Line {number} has data in it that is neither a picture nor a font."
    return ""


def _blank(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n")


def _character(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return escape[2]
    number = int(escape[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
