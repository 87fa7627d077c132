"""Indexing many posts at once, for whoever adds them by `posts.bulk`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from flaskr.core.db import Database
from flaskr.features.search.documents import Document
from flaskr.features.search.index import index_of


def add_documents(db: Session, documents: Iterable[Document]) -> None:
    """Put posts into the index that are not in it; whoever calls keeps to public ones."""
    index_of(db).add_many(db, documents)


@contextmanager
def loading(database: Database) -> Iterator[None]:
    """Let the index take many posts fast inside the block, and be tidy at its end."""
    with database.transaction() as db:
        index_of(db).prepare_for_many(db)
    try:
        yield
    finally:
        with database.transaction() as db:
            index_of(db).settle(db)
