"""Choosing what is visited: usual posts, a tag, words that are found."""

import random
import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr.core.permissions import SYSTEM
from flaskr.features.accounts.models import User
from flaskr.features.posts import listing, writing
from flaskr.features.posts.models import Post, PostTag, Revision, Tag

_LOOKED_AT = 101


@dataclass(frozen=True)
class Chosen:
    """Addresses on one site: a post of median length, its body, a tag, a word to search for."""

    post_id: int
    post: str
    body: str
    tag: str
    word: str
    reactable: tuple[int, ...]


def choose(db: Session) -> Chosen:
    """Choose from the newest posts; the same site gives the same choice."""
    found = _public(db, _LOOKED_AT)
    posts = sorted(found, key=lambda pair: (len(pair[1].body), pair[0].id))
    post, revision = posts[len(posts) // 2]
    words = Counter(chain.from_iterable(_words_of(each.title) for each, _revision in posts))
    return Chosen(
        post_id=post.id,
        post=post.path,
        body=revision.body,
        tag=f"/tag/{largest_tag(db)}/",
        word=words.most_common(1)[0][0],
        reactable=tuple(each.id for each, _revision in posts[:10]),
    )


def spread_posts(db: Session, count: int) -> list[str]:
    """Return the paths of public posts from all over the site, in no order."""
    chance = random.Random(count)
    highest = db.scalar(select(func.max(Post.id))) or 0
    ids = sorted(chance.sample(range(1, highest + 1), min(2 * count, highest)))
    found: list[str] = []
    for begin in range(0, len(ids), 500):
        query = select(Post.slug).where(Post.id.in_(ids[begin : begin + 500]), *_conditions())
        found += [f"/{slug}/" for slug in db.scalars(query)]
    chance.shuffle(found)
    return found[:count]


def usual_words(db: Session, count: int) -> list[str]:
    """Return words of the titles of posts, each once."""
    titles = [post.title for post, _revision in _public(db, 200)]
    words = dict.fromkeys(chain.from_iterable(map(_words_of, titles)))
    return list(words)[:count]


def largest_tag(db: Session) -> str:
    """Return the slug of the tag that most posts have."""
    query = select(Tag.slug).join(PostTag).group_by(Tag.id).order_by(func.count().desc(), Tag.id)
    return db.scalars(query.limit(1)).one()


def write_drafts(db: Session, count: int, body: str) -> list[int]:
    """Write drafts to publish, each with a title of its own, and return their ids."""
    first = db.scalar(select(func.max(Post.id))) or 0
    ids = [db.scalars(select(func.min(User.id))).one()]
    return [
        writing.write(db, by=SYSTEM, title=f"Draft {number:05}", body=body, author_ids=ids).id
        for number in range(first, first + count)
    ]


def _public(db: Session, count: int) -> list[tuple[Post, Revision]]:
    query = (
        select(Post, Revision)
        .join(Revision, Revision.id == Post.revision_id)
        .where(*_conditions())
        .order_by(Post.published_at.desc(), Post.id.desc())
        .limit(count)
    )
    return [(post, revision) for post, revision in db.execute(query)]


def _conditions() -> tuple[Any, ...]:
    return (Post.kind == "post", Post.visibility == "public", *listing.is_public())


def _words_of(title: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Za-z]{5,}", title)]
