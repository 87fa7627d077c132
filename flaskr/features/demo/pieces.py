"""The pieces that texts of a large sample are put together from, each rendered once.

A piece is rendered by the one renderer when it is used for the first time. Pieces are made so
that they do not reach into each other: what the renderer makes of two of them is what it makes of
one and then of the other (`composing.py` relies on it, and a test proves it).
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from flaskr.features.demo.lexicon import Lexicon
from flaskr.features.demo.listings import listing
from flaskr.features.search.words import folded
from flaskr.lib import markdown
from flaskr.lib.sanitize import SafeHtml
from flaskr.lib.text import word_count

SENTENCES = 20_000
BLOCKS = 1_500
HEADINGS = 4_000

_OPENING, _CLOSING = len("<p>"), len("</p>\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text in all its forms: source, HTML, plain text, and folded for search."""

    body: str
    html: SafeHtml
    text: str
    folded: str
    words: int
    anchor: str = ""


class Pieces:
    """Sentences, blocks and headings by number; the same for the same seed."""

    def __init__(self, seed: int, lexicon: Lexicon) -> None:
        self._seed = seed
        self._lexicon = lexicon
        self._made: dict[tuple[str, int], Piece] = {}
        paragraph = markdown.render("word").html
        # A paragraph's tags, as safe HTML: cut out of what the sanitiser made.
        self.opening, self.closing = paragraph[:_OPENING], paragraph[-_CLOSING:]

    def sentence(self, number: int) -> Piece:
        """Return a sentence: a part of a paragraph, without the paragraph's tags."""
        return self._piece("sentence", number, _sentence)

    def block(self, number: int) -> Piece:
        """Return a list, a quotation, a table or some code."""
        return self._piece("block", number, _block)

    def heading(self, number: int) -> Piece:
        """Return a heading."""
        return self._piece("heading", number, _heading)

    def _piece(self, kind: str, number: int, write: Callable[[Random, Lexicon], str]) -> Piece:
        found = self._made.get((kind, number))
        if found is None:
            body = write(Random(f"{self._seed} {kind} {number}"), self._lexicon)
            found = self._made[kind, number] = self._rendered(kind, body)
        return found

    def _rendered(self, kind: str, body: str) -> Piece:
        made = markdown.render(body)
        html = made.html[_OPENING:-_CLOSING] if kind == "sentence" else made.html
        anchor = made.headings[0].anchor if made.headings else ""
        return Piece(body, html, made.text, folded(made.text), word_count(made.text), anchor)


def plain_sentence(words: list[str], end: str = ".") -> str:
    """Join words to a sentence that is the same in every form."""
    return " ".join(words).capitalize() + end


def _sentence(rng: Random, lexicon: Lexicon) -> str:
    words = lexicon.some(rng, rng.choice((5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 21, 26)))
    words[0] = words[0].capitalize()
    for place in range(2, len(words) - 2, 6):
        words[place] += rng.choice((",", ",", ",", "", "", ";", " –"))
    if rng.random() < 0.3:
        place = rng.randrange(1, len(words) - 1)
        words[place] = _marked(rng, words[place].rstrip(",;– "))
    return " ".join(words) + rng.choice((".", ".", ".", ".", ".", "?", "!", "…"))


def _marked(rng: Random, word: str) -> str:
    return rng.choice(
        (
            f"*{word}*",
            f"**{word}**",
            f"`{word}`",
            f"“{word}”",
            f"[{word}](/search?q={word})",
            f"[{word}](https://example.org/{word}/)",
        )
    )


def _heading(rng: Random, lexicon: Lexicon) -> str:
    words = lexicon.telling(rng, rng.choice((2, 3, 3, 4, 5)))
    # Of one level: what another one becomes depends on the headings before it.
    return "## " + " ".join(words).capitalize()


def _block(rng: Random, lexicon: Lexicon) -> str:
    kind = rng.choice(("bullets", "bullets", "numbers", "quote", "quote", "table", "code", "code"))
    if kind == "code":
        return listing(rng, lexicon)
    if kind == "quote":
        return "> " + " ".join(_sentence(rng, lexicon) for _ in range(rng.choice((1, 1, 2, 3))))
    if kind == "table":
        return _table(rng, lexicon)
    items = [_sentence(rng, lexicon) for _ in range(rng.choice((3, 3, 4, 5, 7)))]
    marks = ("- " if kind == "bullets" else f"{number}. " for number in range(1, len(items) + 1))
    return "\n".join(mark + item for mark, item in zip(marks, items, strict=True))


def _table(rng: Random, lexicon: Lexicon) -> str:
    rows = [["Ala", "Bero", "Cinta"]]
    rows += [[*lexicon.telling(rng, 1), str(rng.randrange(999)), f"{rng.random():.2f}"]
             for _ in range(rng.choice((3, 4, 6)))]  # fmt: skip
    rows.insert(1, ["---", "--:", "--:"])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
