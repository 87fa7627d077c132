"""The headings of a rendered text, by which one finds one's way in it."""

import html as entities
import re
from dataclasses import dataclass

from flaskr.lib.sanitize import SafeHtml

# The sanitiser writes every tag in one form, and no attribute holds a "<" or a ">".
_HEADING = re.compile(r'<h([1-4]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_NOTE = re.compile(r'<sup class="footnote-ref".*?</sup>', re.DOTALL)


@dataclass(frozen=True)
class TextSection:
    """A part of a text: the words of its heading, the `id` of that, and the parts it has."""

    title: str
    anchor: str
    parts: tuple["TextSection", ...] = ()


def sections_of(html: SafeHtml) -> tuple[TextSection, ...]:
    """Return the parts of a text in their order, two levels deep.

    The highest level that the text uses counts as the first one, whatever its number.
    """
    found = [(int(level), anchor, _words(inner)) for level, anchor, inner in _HEADING.findall(html)]
    levels = sorted({level for level, _, words in found if words})[:2]
    sections: list[tuple[str, str, list[TextSection]]] = []
    for level, anchor, words in found:
        if not words or level not in levels:
            continue
        if level == levels[0] or not sections:
            sections.append((words, anchor, []))
        else:
            sections[-1][2].append(TextSection(words, anchor))
    return tuple(TextSection(words, anchor, tuple(parts)) for words, anchor, parts in sections)


def _words(inner: str) -> str:
    text = _TAG.sub("", _NOTE.sub("", _FORMULA.sub(" … ", inner)))
    return " ".join(entities.unescape(text).split())
