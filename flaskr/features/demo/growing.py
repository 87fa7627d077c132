"""Filling a site with a large sample, in transactions that each note how far it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import bulk, clock
from flaskr.core.db import Database
from flaskr.core.errors import Conflict
from flaskr.core.permissions import SYSTEM, Role
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import free_username, make_user
from flaskr.features.comments.bulk import FinishedComment, add_comments
from flaskr.features.demo.generating import Cast, Generated, chunks
from flaskr.features.demo.lexicon import Lexicon
from flaskr.features.demo.outline import Order
from flaskr.features.posts.bulk import add_posts
from flaskr.features.posts.models import Post, Tag
from flaskr.features.posts.tagging import tag_named
from flaskr.features.reactions.bulk import add_reactions
from flaskr.features.search.bulk import add_documents, loading
from flaskr.features.search.documents import Document
from flaskr.features.site.identity import get, put

_KEY = "demo.large"
# How many chunks a transaction holds: few transactions make few parts of the search index.
_AT_ONCE = 20


@dataclass(frozen=True)
class Growth:
    """A large sample, and how many of its posts are stored."""

    order: Order
    done: int = 0

    @property
    def left(self) -> int:
        """How many posts are still to come."""
        return self.order.posts - self.done


def growth(
    database: Database, *, seed: int, posts: int, comments: int, beside: bool = False
) -> Growth:
    """Find out how far the sample of that size is.

    Raises Conflict on a site with other posts, unless the sample may stand `beside` them.
    """
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    order = Order(seed, posts, comments, today)
    with database.reading() as db:
        noted = get(db, _KEY)
        is_empty = db.scalar(select(Post.id).limit(1)) is None
    if noted is not None:
        begun = _order(noted)
        if (begun.seed, begun.posts, begun.comments) == (seed, posts, comments):
            return Growth(begun, noted["done"])
        if noted["done"] < begun.posts and not beside:
            raise Conflict(
                "A sample of %(posts)s posts was begun here and stopped. Go on with “flaskr demo "
                "--posts %(posts)s --comments %(comments)s --seed %(seed)s”, or add --force to "
                "leave it as it is and begin this one beside it.",
                posts=begun.posts,
                comments=begun.comments,
                seed=begun.seed,
            )
    if not is_empty and not beside:
        raise Conflict(
            "This site has posts already. Use an empty instance folder, or add the sample beside "
            "them with --force."
        )
    return Growth(order)


def grow(database: Database, growth: Growth) -> Iterator[int]:
    """Store what is missing of the sample, giving the number of posts of each part stored."""
    order = growth.order
    if not growth.left:
        return
    with database.transaction() as db:
        cast = _cast(db, order)
    with loading(database):
        coming = chunks(order, cast, start=growth.done)
        done = growth.done
        while some := list(islice(coming, 1)):
            with database.transaction() as db:
                bulk.prepare(db)
                for chunk in chain(some, islice(coming, _AT_ONCE - 1)):
                    _store(db, chunk)
                    done += len(chunk)
                    yield len(chunk)
                put(db, _KEY, get(db, _KEY) | {"done": done})


def _store(db: Session, chunk: Sequence[Generated]) -> None:
    ids = add_posts(db, [each.post for each in chunk], by=SYSTEM)
    stored = list(zip(ids, chunk, strict=True))
    add_documents(
        db,
        [
            Document(id, each.title_words, each.tag_words, each.body_words)
            for id, each in stored
            if each.post.is_public
        ],
    )
    comments: list[FinishedComment] = []
    for id, each in stored:
        first = len(comments)
        for parent, *rest in each.said:
            place = None if parent is None else first + parent
            comments.append(FinishedComment(id, place, *rest))
    add_comments(db, comments)
    add_reactions(db, [(id, *felt) for id, each in stored for felt in each.felt])


def _cast(db: Session, order: Order) -> Cast:
    """Return who and what the sample's posts refer to, made when it begins."""
    noted = get(db, _KEY)
    if noted is None or _order(noted) != order:
        noted = {
            "seed": order.seed,
            "posts": order.posts,
            "comments": order.comments,
            "until": order.until.isoformat(),
            "done": 0,
            **_new_cast(db, order),
        }
        put(db, _KEY, noted)
    users = {user.id: user.name for user in db.scalars(select(User))}
    tags = {tag.id: tag.name for tag in db.scalars(select(Tag))}
    return Cast(
        tuple((id, users[id]) for id in noted["authors"]),
        tuple((id, tags[id]) for id in noted["tags"]),
    )


def _new_cast(db: Session, order: Order) -> dict[str, list[int]]:
    lexicon, rng = Lexicon(order.seed), Random(f"{order.seed} cast")
    authors, tags = [], []
    for first, last in zip(*[iter(lexicon.words[400 : 400 + 2 * order.authors])] * 2, strict=True):
        name = f"{first.capitalize()} {last.capitalize()}"
        username = free_username(db, f"sample-{first}")
        authors.append(make_user(db, username=username, name=name, role=Role.AUTHOR).id)
    for word in lexicon.words[200 : 200 + order.tags]:
        name = word if rng.random() < 0.7 else f"{word} {rng.choice(lexicon.words[100:2000])}"
        tags.append(tag_named(db, name).id)
    return {"authors": authors, "tags": list(dict.fromkeys(tags))}


def _order(noted: dict[str, "int | str"]) -> Order:
    until = datetime.fromisoformat(str(noted["until"]))
    return Order(int(noted["seed"]), int(noted["posts"]), int(noted["comments"]), until)
