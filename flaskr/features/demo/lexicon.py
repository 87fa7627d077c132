"""A made-up language for large samples: its words, as unequally frequent as those of any other."""

from itertools import accumulate
from random import Random

SIZE = 60_000
_COMMON = 40  # words without meaning of their own, such as "the"
# Zipf's law in Mandelbrot's form: the word of rank r is used in proportion to 1 / (r + 2.7).
_SHIFT = 2.7

_ONSETS = (
    *("", "b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "l", "n", "r", "s"),
    *("t", "m", "br", "cl", "pr", "sh", "st", "tr"),
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou", "é", "ö")
_VOWEL_SHARES = (20, 24, 16, 16, 9, 4, 5, 4, 1, 1)
_CODAS = ("", "l", "m", "n", "r", "s", "t", "nd", "st", "ck")
_CODA_SHARES = (150, 8, 4, 12, 10, 8, 5, 2, 2, 1)


class Lexicon:
    """The words of the language, the most frequent first; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        rng = Random(f"{seed} words")
        words: dict[str, None] = {}
        while len(words) < SIZE:
            words.setdefault(_word(rng, len(words)))
        self.words = tuple(words)
        self._shares = tuple(accumulate(1 / (rank + 1 + _SHIFT) for rank in range(SIZE)))

    def some(self, rng: Random, count: int) -> list[str]:
        """Choose words as a text uses them."""
        return rng.choices(self.words, cum_weights=self._shares, k=count)

    def telling(self, rng: Random, count: int) -> list[str]:
        """Choose words that say what something is about: none of the most common ones."""
        words = self.some(rng, 3 * count)
        common = set(self.words[:_COMMON])
        kept = [word for word in words if word not in common][:count]
        return kept or [self.rare(rng)]

    def rare(self, rng: Random) -> str:
        """Choose a word that hardly another text has: as in German, two words may make one."""
        first, second = rng.choices(self.words, k=2)
        return first if rng.random() < 0.6 else first + second


def _word(rng: Random, rank: int) -> str:
    """Make a word; as in every language the frequent ones are short."""
    if rank < _COMMON:
        syllables = 1
    elif rank < 1000:
        syllables = rng.choice((1, 2, 2, 2, 2, 3))
    else:
        syllables = rng.choice((2, 3, 3, 3, 4))
    return "".join(map(_syllable, [rng] * syllables))


def _syllable(rng: Random) -> str:
    onset = rng.choice(_ONSETS)
    vowel = rng.choices(_VOWELS, _VOWEL_SHARES)[0]
    return onset + vowel + rng.choices(_CODAS, _CODA_SHARES)[0]
