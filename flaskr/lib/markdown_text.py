"""Plain text written so that Markdown reads it as the same plain text, with few backslashes."""

import re

_ALWAYS = re.compile(r"`|~~|\\(?=[!-/:-@\[-`{-~])|<(?=[A-Za-z/!?])|&(?=#?\w{1,40};)")
_STAR = re.compile(r"\*+")
_UNDERSCORE = re.compile(r"_+")
_BRACKET = re.compile(r"\[(?=\^|[ xX]?\] )|\](?=[(\[:])")
_LINE_START = re.compile(
    r"^(?P<indent>[ \t]*)"
    r"(?P<mark>#{1,6}(?=\s|$)|>|[-+](?=\s|$)|:(?=\s)|(?=[-=|:+][-=|:+\s]*$)[-=|:+])",
    re.MULTILINE,
)
_NUMBER_START = re.compile(r"^([ \t]*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)


def escape_text(text: str, *, dollars: bool = False) -> str:
    """Escape what Markdown would read as inline markup inside a run of text.

    `dollars` says that the paragraph has several dollar signs, which could be read as maths.
    """
    text = _ALWAYS.sub(lambda match: "\\" + match[0].replace("~~", "~\\~"), text)
    text = _STAR.sub(lambda match: _unless_spaced(text, match), text)
    text = _UNDERSCORE.sub(lambda match: _unless_inside_word(text, match), text)
    text = _BRACKET.sub(r"\\\g<0>", text)
    return text.replace("$", "\\$") if dollars else text


def escape_line_starts(text: str) -> str:
    """Escape what Markdown would read as a heading, list, quote or rule where a line begins."""
    text = _LINE_START.sub(r"\g<indent>\\\g<mark>", text)
    return _NUMBER_START.sub(r"\1\\\2", text)


def destination(url: str) -> str:
    """Write an address so that it can stand in `[…](here)`."""
    url = re.sub(r"[\x00-\x1f\x7f]", "", url.strip())
    replaced = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C"}
    return "".join(replaced.get(character, character) for character in url)


def title_part(title: str) -> str:
    """Write a title so that it can follow an address, with the space before it; "" for none."""
    title = " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f' "{title}"' if title else ""


def fenced(code: str, language: str = "") -> str:
    """Write a code block whose fence is longer than any inside it."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{code.strip(chr(10))}\n{fence}"


def _unless_spaced(text: str, match: re.Match[str]) -> str:
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return match[0] if before.isspace() and after.isspace() else match[0].replace("*", "\\*")


def _unless_inside_word(text: str, match: re.Match[str]) -> str:
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return match[0] if before.isalnum() and after.isalnum() else match[0].replace("_", "\\_")
