"""Snippets: the part of a text that shows best why it was found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from flaskr.features.search.query import Query, Term
from flaskr.features.search.words import fold, normal, origins
from flaskr.lib.sanitize import SafeHtml, mark

LENGTH = 220
LEAD = 50
MOST_MATCHES = 200

_START, _END = "\x02", "\x03"
_CUT_START = re.compile(r"^[^\W_]*\W+")
_CUT_END = re.compile(r"\W+[^\W_]*$")


@dataclass(frozen=True)
class Match:
    """Where in a text a term is, and which one."""

    start: int
    end: int
    term: int


def snippet(text: str, query: Query) -> SafeHtml | None:
    """Return the part of a plain text with the most terms, marked; None if it has none."""
    line = normal(" ".join(text.split()))
    matches = matches_in(line, query.wanted)
    if not matches:
        return None
    best = max(matches, key=lambda match: (len(_terms_from(match, matches)), -match.start))
    start, end = _bounds(line, best)
    inside = [match for match in matches if match.start >= start and match.end <= end]
    return mark(_marked(line, inside, start, end), _START, _END)


def matches_in(text: str, terms: Sequence[Term]) -> list[Match]:
    """Return where the terms are in a composed text, in order, not overlapping."""
    folded, where = fold(text), origins(text)
    found = [
        Match(where[start], where[end - 1] + 1, number)
        for number, term in enumerate(terms)
        for start, end in islice(_places(folded, term), MOST_MATCHES)
    ]
    kept: list[Match] = []
    for match in sorted(found, key=lambda match: (match.start, -match.end)):
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept


def _places(folded: str, term: Term) -> Iterator[tuple[int, int]]:
    words = r"\s+".join(map(re.escape, term.words))
    # The pattern begins with the word itself, for which the engine can search fast; what must
    # not stand before it is looked at afterwards.
    for match in re.finditer(words + (r"\S*" if term.is_prefix else r"(?!\S)"), folded):
        if match.start() == 0 or folded[match.start() - 1].isspace():
            yield match.span()


def _terms_from(first: Match, matches: Sequence[Match]) -> set[int]:
    last = first.start + LENGTH - LEAD
    return {match.term for match in matches if first.start <= match.start and match.end <= last}


def _bounds(line: str, match: Match) -> tuple[int, int]:
    """Return a part of at most about LENGTH characters around the match, cut between words."""
    start = 0 if match.start <= LEAD else match.start - LEAD
    end = max(min(start + LENGTH, len(line)), match.end)
    start = max(0, min(start, end - LENGTH))
    if start:
        # A text without spaces has no such place near; then it is cut where it is.
        cut = _CUT_START.match(line[start : match.start])
        start += cut.end() if cut else 0
    if end < len(line):
        cut = _CUT_END.search(line[match.end : end])
        end = match.end + cut.start() if cut and cut.start() > 0 else end
    return start, end


def _marked(line: str, matches: Sequence[Match], start: int, end: int) -> str:
    parts = ["…"] if start else []
    position = start
    for match in matches:
        parts += [line[position : match.start], _START, line[match.start : match.end], _END]
        position = match.end
    return "".join([*parts, line[position:end], "…" if end < len(line) else ""])
