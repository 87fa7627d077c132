"""What is wrong with a page as HTML, as far as one page shows it."""

from collections import Counter
from html.parser import HTMLParser

_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
# HTML 13.1.2.4: their end may be left out.
_OPEN_ENDED = {
    "body", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td",
    "tfoot", "th", "thead", "tr",
}  # fmt: skip


def page_faults(page: str) -> list[str]:
    """Return sentences without their subject, the page: such as “has no title.”."""
    parser = _Parser()
    parser.feed(page)
    parser.close()
    found = parser.found
    headings = parser.tags["h1"]
    if headings != 1:
        found.append(f"has {headings} main headings (h1) instead of one.")
    if not parser.title.strip():
        found.append("has no title.")
    if not parser.has_language:
        found.append("does not say its language (lang).")
    found += [f"has the id “{id}” {many} times." for id, many in parser.ids.items() if many > 1]
    return found


class _Parser(HTMLParser):
    """Counts what there is, and follows which elements are open."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.title = ""
        self.has_language = False
        self.found: list[str] = []
        self._open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags[tag] += 1
        if named.get("id"):
            self.ids[named["id"] or ""] += 1
        if tag == "html":
            self.has_language = bool(named.get("lang"))
        line = self.getpos()[0]
        if tag == "img" and "alt" not in named:
            self.found.append(f"has a picture without alt, in line {line}.")
        if tag not in _VOID:
            self._open.append((tag, line))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in (name for name, _line in self._open):
            self.found.append(f"ends a <{tag}> that is not open, in line {self.getpos()[0]}.")
            return
        while (last := self._open.pop())[0] != tag:
            self._unclosed(*last)

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "title" and self.tags["svg"] == 0:
            self.title += data

    def close(self) -> None:
        super().close()
        for each in self._open:
            self._unclosed(*each)

    def _unclosed(self, tag: str, line: int) -> None:
        if tag not in _OPEN_ENDED:
            self.found.append(f"does not end the <{tag}> of line {line}.")
