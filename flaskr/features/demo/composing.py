"""Composing the texts of a large sample: whole posts out of rendered pieces.

Joined pieces equal what the renderer makes of the joined source, so a text costs some
microseconds instead of milliseconds.
"""

from dataclasses import dataclass
from random import Random

from flaskr.features.demo.lexicon import Lexicon
from flaskr.features.demo.pieces import (
    BLOCKS,
    HEADINGS,
    SENTENCES,
    Piece,
    Pieces,
    plain_sentence,
)
from flaskr.features.posts.rendering import EXCERPT_LENGTH
from flaskr.features.search.words import folded
from flaskr.lib import text
from flaskr.lib.sanitize import SafeHtml, escape, join

MEDIAN_WORDS, SPREAD = 400, 0.75
SHORTEST, LONGEST = 8, 20_000  # words

_BETWEEN = escape(" ")


@dataclass(frozen=True, slots=True)
class Text:
    """A composed text in all its forms."""

    body: str
    html: SafeHtml
    text: str
    folded: str
    summary: str
    reading_minutes: int


class Composer:
    """Composes texts and titles; what it makes depends on the seed and on the caller's dice."""

    def __init__(self, seed: int) -> None:
        self.lexicon = Lexicon(seed)
        self._pieces = Pieces(seed, self.lexicon)

    def title(self, rng: Random) -> str:
        """Return a title of two to nine words."""
        words = self.lexicon.telling(rng, rng.choice((2, 3, 3, 4, 4, 5, 5, 6, 7, 9)))
        if rng.random() < 0.5:
            words[rng.randrange(len(words))] = self.lexicon.rare(rng)
        return plain_sentence(words, rng.choice(("", "", "", "", "?", "…")))

    def text(self, rng: Random) -> Text:
        """Return a text whose length is spread as those of blogs are: log-normally."""
        # The last paragraph goes beyond what is asked for, by half of one on average.
        words = int((MEDIAN_WORDS - 45) * rng.lognormvariate(0, SPREAD))
        words = max(SHORTEST, min(words, LONGEST))
        return _joined(self._blocks(rng, words))

    def remark(self, rng: Random) -> str:
        """Return what somebody might say under a post, in Markdown without blocks."""
        sentences = rng.choice((1, 1, 1, 2, 2, 3, 4, 7))
        return " ".join(
            plain_sentence(self.lexicon.some(rng, rng.randrange(3, 18)), rng.choice(".....!?…"))
            for _ in range(sentences)
        )

    def _blocks(self, rng: Random, words: int) -> list[Piece]:
        blocks = [self._paragraph(rng, 1 + words // 150 % 3, self._own_sentence(rng))]
        left = words - blocks[0].words
        anchors: set[str] = set()
        while left > 0:
            if len(blocks) % 5 == 4 and words > 250:
                heading = self._pieces.heading(rng.randrange(HEADINGS))
                # The second of two equal headings would get another anchor than the first.
                if heading.anchor not in anchors:
                    anchors.add(heading.anchor)
                    blocks.append(heading)
            # Only paragraphs stand side by side: two lists or quotations would become one.
            blocks.append(self._paragraph(rng, rng.choice((2, 3, 3, 4, 5, 6))))
            left -= blocks[-1].words
            if left > 0 and rng.random() < 0.15:
                blocks.append(self._pieces.block(rng.randrange(BLOCKS)))
                left -= blocks[-1].words
                blocks.append(self._paragraph(rng, 2))
                left -= blocks[-1].words
        return blocks

    def _own_sentence(self, rng: Random) -> Piece:
        """Return a sentence that no other text has, with one or two rare words."""
        words = self.lexicon.some(rng, rng.randrange(4, 9))
        for _ in range(rng.choice((1, 2))):
            words.insert(rng.randrange(1, len(words)), self.lexicon.rare(rng))
        body = plain_sentence(words)
        return Piece(body, escape(body), body, folded(body), len(words))

    def _paragraph(self, rng: Random, sentences: int, *others: Piece) -> Piece:
        dice, sentence = rng.random, self._pieces.sentence
        parts = [sentence(int(dice() * SENTENCES)) for _ in range(sentences)] + list(others)
        html = [self._pieces.opening]
        for part in parts:
            html += (part.html, _BETWEEN)
        html[-1] = self._pieces.closing
        return Piece(
            " ".join([part.body for part in parts]),
            join(html),
            " ".join([part.text for part in parts]),
            " ".join([part.folded for part in parts]),
            sum([part.words for part in parts]),
        )


def _joined(blocks: list[Piece]) -> Text:
    plain = "\n".join([block.text for block in blocks])
    words = sum([block.words for block in blocks])
    return Text(
        body="\n\n".join([block.body for block in blocks]),
        html=join([block.html for block in blocks]),
        text=plain,
        folded=" ".join([block.folded for block in blocks]),
        summary=text.excerpt(plain[: 3 * EXCERPT_LENGTH], length=EXCERPT_LENGTH),
        reading_minutes=max(1, -(-words // text.WORDS_PER_MINUTE)),
    )
