"""An index that an earlier release made is carried over."""

from collections.abc import Callable, Iterator

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.orm import Session

from flaskr.core import schema
from flaskr.core.db import Database
from flaskr.features.search import postgres_fts, sqlite_fts
from flaskr.features.search.documents import Document
from flaskr.features.search.index import index_of
from tests.features.search.test_index import found

LONG = " ".join(f"word{number}" for number in range(200))
_POST = """
    INSERT INTO posts (id, kind, slug, title, excerpt, summary, reading_minutes, visibility,
        created_at, updated_at, published_at)
    VALUES (:id, 'post', :slug, 'x', '', '', 1, 'public', :at, :at, :at)
"""
_SQLITE = "INSERT INTO search_posts (rowid, title, tags, body) VALUES (:id, :title, :tags, :body)"
_POSTGRES = "INSERT INTO search_posts (post_id, vector) VALUES (:id, CAST(:vector AS tsvector))"
DOCUMENTS = (
    (1, "walk by lake", ("old dogs", "rain"), f"{LONG} river"),
    (2, "", (), "lake lake"),
    (3, "other", ("lake",), ""),
)


@pytest.fixture
def database(make_database: Callable[[], str]) -> Iterator[Database]:
    """A database of the release before."""
    made = Database(make_database())
    with made.connection() as connection:
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        for id, title, tags, body in DOCUMENTS:
            at = "2026-05-01 12:00:00" + ("" if made.is_sqlite else "+00")
            connection.execute(text(_POST), {"id": id, "slug": f"p-{id}", "at": at})
            if made.is_sqlite:
                values = {"id": id, "title": title, "tags": " · ".join(tags), "body": body}
                connection.execute(text(_SQLITE), values)
            else:
                vector = _former_vector(title, tags, body)
                connection.execute(text(_POSTGRES), {"id": id, "vector": vector})
    yield made
    made.close()


def _former_vector(title: str, tags: tuple[str, ...], body: str) -> str:
    parts, position = [], 0
    for weight, part in (("A", title), *(("B", tag) for tag in tags), ("D", body)):
        for word in part.split():
            position += 1
            parts.append(f"'{word}':{position}{weight}")
        position += 2
    return " ".join(parts)


def test_what_was_found_is_found_and_by_the_new_marks(database: Database) -> None:
    assert schema.upgrade(database)
    with database.reading() as db:
        assert index_of(db).count(db) == 3
        assert found(db, "lake") == [1, 3, 2]
        assert found(db, '"old dogs"') == found(db, "riv") == found(db, '"walk by"') == [1]
        assert found(db, '"lake old"') == found(db, '"dogs rain"') == []
        assert _matches(db, "=walk", "=by") == [1]
        assert _matches(db, "=walk", "=lake") == _matches(db, "=old", "=dogs") == []
        assert _matches(db, "#old", "#dogs") == _matches(db, "#walk", "#by") == [1]
        assert _matches(db, "#dogs", "#rain") == _matches(db, "#river") == []


def test_new_posts_join_it(database: Database) -> None:
    schema.upgrade(database)
    with database.transaction() as db:
        index_of(db).remove(db, 2)
        index_of(db).add_many(db, [Document(2, "lake", (), "sea")])
    with database.reading() as db:
        assert found(db, "lake") == [2, 1, 3]
        assert found(db, "sea") == [2]


def _matches(db: Session, *words: str) -> list[int]:
    if index_of(db) is sqlite_fts:
        query = text("SELECT rowid FROM search_posts WHERE search_posts MATCH :query")
        return list(db.scalars(query, {"query": f'"{" ".join(words)}"'}))
    assert index_of(db) is postgres_fts
    query = text("SELECT post_id FROM search_posts WHERE vector @@ CAST(:query AS tsquery)")
    return list(db.scalars(query, {"query": " <-> ".join(f"'{word}'" for word in words)}))
