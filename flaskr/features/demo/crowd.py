"""What readers of a large sample say and do: comments in threads, and reactions."""

from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from flaskr.features.comments.storing import kept_html, kept_source
from flaskr.features.demo.composing import Composer
from flaskr.features.reactions.models import KINDS
from flaskr.lib import markdown
from flaskr.lib.sanitize import SafeHtml

REMARKS = 5_000
NAMES = 3_000

_STATES = ("approved", "pending", "spam", "trash")
_STATE_SHARES = tuple(accumulate((0.955, 0.02, 0.02, 0.005)))
_KINDS = tuple(KINDS)

Said = tuple[Any, ...]
"""A comment: the fields of `FinishedComment` after `post_id`, the parent's place in this post."""
Felt = tuple[str, str, datetime]
"""A reaction: the kind, what stands for the visitor, and when."""


class Crowd:
    """Says things, in remarks that are rendered once each; the same for the same seed."""

    def __init__(self, seed: int, composer: Composer) -> None:
        self._seed = seed
        self._composer = composer
        self._remark = cache(self._made)
        rng = Random(f"{seed} names")
        words = [word.capitalize() for word in composer.lexicon.words[1000 : 2 * NAMES + 1000]]
        self._names = [
            rng.choice((first, f"{first} {last}", f"{first} {last[:1]}."))
            for first, last in zip(words[:NAMES], words[NAMES:], strict=True)
        ]

    def said(
        self, rng: Random, count: int, *, after: datetime, until: datetime,
        author: tuple[int, str],
    ) -> list[Said]:  # fmt: skip
        """Return a post's comments in the order of time, answers after what they answer."""
        times = sorted(_some_time(rng, after, until) for _ in range(count))
        return [self._one(rng, place, at, author) for place, at in enumerate(times)]

    def felt(self, rng: Random, *, after: datetime, until: datetime) -> list[Felt]:
        """Return a post's reactions: mostly none."""
        if rng.random() > 0.12:
            return []
        return [
            (rng.choice(_KINDS), f"{rng.getrandbits(128):032x}", _some_time(rng, after, until))
            for _ in range(1 + int(rng.expovariate(1 / 4)))
        ]

    def _one(self, rng: Random, place: int, at: datetime, author: tuple[int, str]) -> Said:
        parent = None
        if place and rng.random() < 0.45:
            parent = place - 1 if rng.random() < 0.6 else rng.randrange(place)
        body, html = self._remark(int(rng.random() * REMARKS))
        user_id, name, email, url = None, self._names[int(rng.random() * NAMES)], "", ""
        if parent is not None and rng.random() < 0.15:
            user_id, name = author
        elif rng.random() < 0.7:
            email = f"{name.split()[0].lower()}@example.org"
            url = f"https://example.org/{name.split()[0].lower()}/" if rng.random() < 0.2 else ""
        state = rng.choices(_STATES, cum_weights=_STATE_SHARES)[0]
        return (parent, user_id, name, email, url, body, html, at, state)

    def _made(self, number: int) -> tuple[str, SafeHtml]:
        source = self._composer.remark(Random(f"{self._seed} remark {number}"))
        html = kept_html(markdown.render(source, policy="comment").html)
        return kept_source(html), html


def _some_time(rng: Random, after: datetime, until: datetime) -> datetime:
    at = after + timedelta(days=rng.expovariate(1 / 3))
    return at if at < until else after + (until - after) * rng.random()
