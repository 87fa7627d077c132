"""The kept counts of reactions in a database that had reactions before it had counts."""

from collections.abc import Callable

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from flaskr.core import schema
from flaskr.core.db import Database
from flaskr.features.reactions.listing import counts_of

COUNTED = "0007"


@pytest.fixture
def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(schema.MIGRATIONS))
    return made


def test_an_upgrade_counts_what_is_there(make_database: Callable[[], str], config: Config) -> None:
    before = ScriptDirectory.from_config(config).get_revision(COUNTED).down_revision
    database = Database(make_database())
    with database.connection() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, str(before))
        add_post_with_reactions(connection)
    with database.connection() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, COUNTED)
        rows = connection.execute(text("SELECT kind, count FROM reaction_counts WHERE kind = ''"))
        assert rows.all() == [("", 3)]
    with database.reading() as db:
        assert counts_of(db, 1) == {"heart": 2, "smile": 1}
    database.close()


def add_post_with_reactions(connection: Connection) -> None:
    connection.execute(
        text("""
            INSERT INTO posts (id, kind, slug, title, excerpt, summary, reading_minutes,
                               visibility, created_at, updated_at)
            VALUES (1, 'post', 'a', 'A', '', '', 1, 'public', '2026-11-23', '2026-11-23')
        """)
    )
    for kind, visitor in (("heart", "a"), ("heart", "b"), ("smile", "a")):
        connection.execute(
            text("INSERT INTO reactions VALUES (1, :kind, :visitor, '2026-11-23')"),
            {"kind": kind, "visitor": visitor},
        )
