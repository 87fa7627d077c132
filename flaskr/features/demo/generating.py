"""Generating the posts of a large sample, in a process of its own where there are many."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from multiprocessing import get_context
from multiprocessing.connection import Connection
from random import Random

from flaskr.features.demo.composing import Composer
from flaskr.features.demo.crowd import Crowd, Felt, Said
from flaskr.features.demo.outline import Order, Outline
from flaskr.features.posts.bulk import FinishedPost
from flaskr.features.search.words import folded
from flaskr.lib.slugs import slugify

CHUNK = 500
"""How many posts are generated at a time; it is a part of what a seed means."""
FEW = 2 * CHUNK
"""How many posts are generated sooner than another process is there to do it."""
_LONGEST_SLUG = 80  # that `writing.write` makes of a title
_TAGS = (0, 1, 2, 2, 3, 3, 3, 4, 4, 5, 6)


@dataclass(frozen=True)
class Cast:
    """Who and what stands by in the database: authors with their names, and tags with theirs."""

    authors: tuple[tuple[int, str], ...]
    tags: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Generated:
    """A post, its words for search, and what readers made of it."""

    post: FinishedPost
    title_words: str
    body_words: str
    tag_words: tuple[str, ...]
    said: list[Said]
    felt: list[Felt]


def chunks(order: Order, cast: Cast, *, start: int = 0) -> Iterator[list[Generated]]:
    """Generate the posts from number `start` on, CHUNK by CHUNK.

    Where there are many, another process makes a chunk while this one stores the last.
    """
    if order.posts - start <= FEW:
        yield from _made(order, cast, start)
        return
    # Not forked: a connection to a database must never be in two processes.
    spawning = get_context("spawn")
    receiver, sender = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_send, args=(sender, order, cast, start), daemon=True)
    process.start()
    sender.close()
    try:
        for _ in range(start, order.posts, CHUNK):
            yield receiver.recv()
    finally:
        receiver.close()
        process.terminate()
        process.join()


def _send(sender: Connection, order: Order, cast: Cast, start: int) -> None:
    # Ctrl-C reaches both processes; the one that stores then ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for chunk in _made(order, cast, start):
            sender.send(chunk)
    except BrokenPipeError:
        pass  # nobody is there any more to take it


def _made(order: Order, cast: Cast, start: int) -> Iterator[list[Generated]]:
    generator = _Generator(order, cast)
    for first in range(start, order.posts, CHUNK):
        rng = Random(f"{order.seed} posts {first}")
        numbers = range(first, min(first + CHUNK, order.posts))
        yield [generator.post(number, rng) for number in numbers]


class _Generator:
    def __init__(self, order: Order, cast: Cast) -> None:
        self._until = order.until
        self._outline = Outline(order)
        self._composer = Composer(order.seed)
        self._crowd = Crowd(order.seed, self._composer)
        self._authors = cast.authors
        self._author_shares = _zipf(len(cast.authors))
        self._tags = [(id, folded(name)) for id, name in cast.tags]
        self._tag_shares = _zipf(len(cast.tags))

    def post(self, number: int, rng: Random) -> Generated:
        """Generate a post; what depends on chance depends on `rng` alone."""
        fate = self._outline.fate(number)
        at = self._outline.time(number, rng)
        title, text = self._composer.title(rng), self._composer.text(rng)
        authors = rng.choices(
            self._authors, cum_weights=self._author_shares, k=2 if rng.random() < 0.06 else 1
        )
        tags = dict(
            rng.choices(self._tags, cum_weights=self._tag_shares, k=rng.choice(_TAGS))
            if fate != "page"
            else ()
        )
        is_out = fate in {"public", "private", "page"}
        changed = at
        if rng.random() < 0.1:
            changed += (self._until - at) * min(1.0, rng.random() * 0.02)
        post = FinishedPost(
            slug=slugify(title, fallback="post", limit=_LONGEST_SLUG),
            title=title,
            body=text.body,
            html=text.html,
            text=text.text,
            summary=text.summary,
            reading_minutes=text.reading_minutes,
            author_ids=tuple(dict.fromkeys(id for id, _ in authors)),
            tag_ids=tuple(tags),
            created_at=at - timedelta(days=0.02 + rng.expovariate(1 / 4)),
            updated_at=changed,
            published_at=at if is_out else None,
            scheduled_at=self._scheduled(rng) if fate == "scheduled" else None,
            kind="page" if fate == "page" else "post",
            visibility="private" if fate == "private" else "public",
        )
        said, felt = self._reception(number, rng, post, authors[0])
        return Generated(post, folded(title), text.folded, tuple(tags.values()), said, felt)

    def _scheduled(self, rng: Random) -> datetime:
        return self._until + timedelta(days=2 + rng.randrange(60), minutes=rng.randrange(1440))

    def _reception(
        self, number: int, rng: Random, post: FinishedPost, author: tuple[int, str]
    ) -> tuple[list[Said], list[Felt]]:
        count = self._outline.comments(number)
        at = post.published_at
        if at is None or not post.is_public or post.kind == "page":
            return [], []
        said = self._crowd.said(rng, count, after=at, until=self._until, author=author)
        return said, self._crowd.felt(rng, after=at, until=self._until)


def _zipf(size: int) -> list[float]:
    """Return the cumulated shares of things by rank: the second has half of what the first has."""
    return list(accumulate(1 / rank for rank in range(1, size + 1)))
