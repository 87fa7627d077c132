"""A database of before the kept lists and counts gets them with its posts."""

from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.runtime import Core
from flaskr.features.posts import counting, listing, recounting, tagging
from tests.conftest import settings_for

_USER = """
    INSERT INTO users (id, username, username_key, name, role, bio, bio_html, website, created_at)
    VALUES (1, 'ana', 'ana', 'Ana', 'author', '', '', '', '2026-01-01 00:00:00.000000')
"""
_POST = """
    INSERT INTO posts (id, kind, slug, title, excerpt, summary, reading_minutes, visibility,
        created_at, updated_at, published_at, trashed_at)
    VALUES (:id, :kind, :slug, :slug, '', '', 1, :visibility, :at, :at, :published_at, :trashed_at)
"""
_AT = "2026-02-03 04:05:06.000000"


def test_an_older_database_gets_its_lists_and_counts(make_database: Any) -> None:
    app = create_app(settings_for(make_database()))
    core: Core = app.extensions["flaskr"]
    _make_older(core)
    steps = [step for feature in core.features for step in feature.upgrades]
    schema.upgrade(core.db, then=steps)
    with core.db.reading() as db:
        assert [post.slug for post in listing.public_posts(db).posts] == ["out"]
        tag, count = tagging.public_tag(db, "red")
        flow = listing.Flow(tag_id=tag.id)
        assert [post.slug for post in listing.public_posts(db, flow).posts] == ["out"]
        assert (count, counting.count_of(db, counting.AUTHOR, 1)) == (1, 1)
        assert counting.months(db) == [(2026, 2, 1)]
        assert recounting.wrong_counts(db) == []
        assert recounting.wrong_times(db) == 0
    core.close()


def _make_older(core: Core) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with core.db.connection() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.execute(text(_USER))
        connection.execute(
            text("INSERT INTO tags (id, slug, name, description) VALUES (1, 'red', 'Red', '')")
        )
        rows = [
            ("out", "post", "public", _AT, None),
            ("draft", "post", "public", None, None),
            ("page", "page", "public", _AT, None),
            ("hidden", "post", "private", _AT, None),
            ("gone", "post", "public", _AT, _AT),
        ]
        names = ("slug", "kind", "visibility", "published_at", "trashed_at")
        for id, row in enumerate(rows, start=1):
            connection.execute(
                text(_POST), {"id": id, "at": _AT, **dict(zip(names, row, strict=True))}
            )
            for table, column in (("post_tags", "tag_id"), ("post_authors", "user_id")):
                sql = f"INSERT INTO {table} (post_id, {column}, position) VALUES ({id}, 1, 0)"
                connection.execute(text(sql))
