"""The index of what the public may read: keeping it, and asking it."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from flaskr.features.posts.models import Post
from flaskr.features.posts.rendering import current_revision
from flaskr.features.search import postgres_fts, sqlite_fts
from flaskr.features.search.documents import Document, Newest, Place
from flaskr.features.search.query import Query
from flaskr.features.search.words import folded


class Index(Protocol):
    """What both databases' modules can do."""

    def remove(self, db: Session, post_id: int) -> None:
        """Take a post out of the index."""

    def newest(self, db: Session, query: Query, place: Place, limit: int) -> Newest:
        """Return the newest posts with all that is wanted in one place, and nothing excluded.

        These are `limit` or, where so many would cost too much, fewer.
        """

    def ranked(self, db: Session, query: Query, ids: Sequence[int]) -> Sequence[int]:
        """Order posts: the better match first, then the newer one."""

    def known(self, db: Session, words: Sequence[str]) -> list[str]:
        """Return those of some words that posts have, those of more posts first."""

    def count(self, db: Session) -> int:
        """Return how many posts are in the index."""

    def add_many(self, db: Session, documents: Iterable[Document]) -> None:
        """Put posts into the index that are not in it."""

    def prepare_for_many(self, db: Session) -> None:
        """Get ready for `add_many` again and again."""

    def settle(self, db: Session) -> None:
        """Be again as for one post now and then, after `prepare_for_many`."""

    def tidy(self, db: Session) -> None:
        """Forget posts that are gone."""


def index_of(db: Session) -> Index:
    """Return the index of the session's database; the only place that asks which one it is."""
    is_sqlite = db.get_bind().dialect.name == "sqlite"
    return sqlite_fts if is_sqlite else postgres_fts


def refresh(db: Session, post_id: int) -> None:
    """Make the index say of a post what the public may read of it now."""
    post = db.get(Post, post_id)
    if post is None or not post.is_public:
        index_of(db).remove(db, post_id)
    elif post.visibility == "password":
        _put(db, Document(post.id, folded(post.title), (), ""))
    else:
        revision = current_revision(post)
        tags = tuple(folded(tag.name) for tag in post.tags)
        body = folded(revision.text) if revision else ""
        _put(db, Document(post.id, folded(post.title), tags, body))


def forget(db: Session, post_id: int) -> None:
    """Take a post out of the index."""
    index_of(db).remove(db, post_id)


def _put(db: Session, document: Document) -> None:
    forget(db, document.post_id)
    index_of(db).add_many(db, [document])
