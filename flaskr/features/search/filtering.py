"""Filters: keeping to some of the posts that were found, and what can be kept to.

They look at the posts that match, which are some hundreds at most (`finding.MOST_FOUND`), by their
keys: however long a blog is, they cost no more.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr.features.accounts.models import User
from flaskr.features.posts.models import Post, PostAuthor, PostTag, Tag
from flaskr.features.search.query import cleaned
from flaskr.lib import zones

BEST, NEWEST = "best", "newest"
KINDS = ("post", "page")
MOST_CHOICES = 30
_LONGEST = 100


@dataclass(frozen=True)
class Filters:
    """What a search keeps to: a kind, a tag's slug, an author's username, a year; empty for all.

    `order` is BEST, or NEWEST for what was published last.
    """

    kind: str = ""
    tag: str = ""
    author: str = ""
    year: str = ""
    order: str = BEST

    @property
    def chosen(self) -> Mapping[str, str]:
        """Those that are set, by their names in an address."""
        set_ones = {name: value for name, value in vars(self).items() if value}
        return {name: value for name, value in set_ones.items() if value != BEST}


def filters_of(args: Mapping[str, str]) -> Filters:
    """Read filters as an address has them; what makes no sense is as if it was not there."""
    kind, order, year = args.get("kind", ""), args.get("order", ""), args.get("year", "")
    return Filters(
        kind=kind if kind in KINDS else "",
        tag=cleaned(args.get("tag", ""))[:_LONGEST],
        author=cleaned(args.get("author", ""))[:_LONGEST],
        year=year if year.isascii() and year.isdigit() and len(year) == 4 else "",
        order=NEWEST if order == NEWEST else BEST,
    )


EVERYTHING = Filters()
"""The filters that let everything through."""


@dataclass(frozen=True)
class Choice:
    """Something that can be kept to, what it is called, and how many of the posts it leaves."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Kept:
    """The posts that were kept, by their numbers, and when each was published."""

    published: Mapping[int, datetime]
    kinds: Mapping[str, int]
    years: Mapping[str, int]


def kept(db: Session, ids: Collection[int], filters: Filters, *, timezone: str) -> Kept:
    """Return those of some posts that the filters let through; years are those of a zone."""
    query = select(Post.id, Post.kind, Post.published_at).where(Post.id.in_(ids))
    if filters.kind:
        query = query.where(Post.kind == filters.kind)
    if filters.tag:
        query = query.join(PostTag, PostTag.post_id == Post.id).join(Tag, Tag.id == PostTag.tag_id)
        query = query.where(Tag.slug == filters.tag)
    if filters.author:
        query = query.join(PostAuthor, PostAuthor.post_id == Post.id)
        query = query.join(User, User.id == PostAuthor.user_id)
        query = query.where(User.username == filters.author)
    published: dict[int, datetime] = {}
    kinds: Counter[str] = Counter()
    years: Counter[str] = Counter()
    for id, kind, at in db.execute(query):
        year = str(zones.to_local(at, timezone).year) if at else ""
        if at is None or filters.year not in {"", year}:
            continue
        published[id] = at
        kinds[kind] += 1
        years[year] += 1
    return Kept(published, kinds, years)


def tags_of(db: Session, ids: Collection[int]) -> Sequence[Choice]:
    """Return the tags that most of some posts have."""
    query = select(Tag.slug, Tag.name, func.count()).join(PostTag, PostTag.tag_id == Tag.id)
    query = query.where(PostTag.post_id.in_(ids)).group_by(Tag.id, Tag.slug, Tag.name)
    query = query.order_by(func.count().desc(), Tag.name).limit(MOST_CHOICES)
    return [Choice(slug, name, count) for slug, name, count in db.execute(query)]


def authors_of(db: Session, ids: Collection[int]) -> Sequence[Choice]:
    """Return those who wrote most of some posts."""
    query = select(User.username, User.name, func.count())
    query = query.join(PostAuthor, PostAuthor.user_id == User.id)
    query = query.where(PostAuthor.post_id.in_(ids)).group_by(User.id, User.username, User.name)
    query = query.order_by(func.count().desc(), User.username).limit(MOST_CHOICES)
    return [
        Choice(username, name or username, count) for username, name, count in db.execute(query)
    ]
