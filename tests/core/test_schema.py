"""The tables: made, found, upgraded, or refused with a sentence."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import inspect, text

from flaskr.core import schema
from flaskr.core.db import Base, Database
from flaskr.core.errors import SchemaError
from flaskr.core.schema import State
from flaskr.features import FEATURES


@pytest.fixture
def database(make_database: Callable[[], str]) -> Iterator[Database]:
    assert FEATURES  # their models are what the tables are made of
    made = Database(make_database())
    yield made
    made.close()


def write(database: Database, *statements: str) -> None:
    with database.connection() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_an_empty_database_gets_every_table(database: Database) -> None:
    assert schema.state(database) is State.EMPTY
    schema.ensure(database)
    assert schema.state(database) is State.CURRENT
    tables = set(inspect(database.engine).get_table_names())
    assert set(Base.metadata.tables) <= tables


def test_making_the_tables_twice_keeps_what_is_in_them(database: Database) -> None:
    schema.ensure(database)
    write(database, "INSERT INTO attempts VALUES ('kept', 1, 1)")
    schema.ensure(database)
    assert schema.upgrade(database) is False
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT key FROM attempts")) == "kept"


def test_an_older_database_is_refused_until_it_is_upgraded(database: Database) -> None:
    schema.ensure(database)
    oldest = min(path.name[:4] for path in schema.MIGRATIONS.glob("versions/0*.py"))
    if oldest == schema.head():
        return
    write(database, f"UPDATE alembic_version SET version_num = '{oldest}'")
    assert schema.state(database) is State.OLDER
    with pytest.raises(SchemaError, match="Run “flaskr upgrade”"):
        schema.ensure(database)


def test_a_newer_database_is_left_alone(database: Database) -> None:
    schema.ensure(database)
    write(database, "UPDATE alembic_version SET version_num = '9999'")
    assert schema.state(database) is State.UNKNOWN
    for act in (schema.ensure, schema.upgrade):
        with pytest.raises(SchemaError):
            act(database)
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_the_tables_of_something_else_are_left_alone(database: Database) -> None:
    write(database, "CREATE TABLE posts (id INTEGER)", "INSERT INTO posts VALUES (7)")
    assert schema.state(database) is State.UNKNOWN
    with pytest.raises(SchemaError, match="nothing was changed"):
        schema.upgrade(database)
    assert inspect(database.engine).get_table_names() == ["posts"]


def test_the_tutorials_tables_are_known(database: Database) -> None:
    write(
        database,
        'CREATE TABLE "user" (id INTEGER PRIMARY KEY, username TEXT, password TEXT)',
        "CREATE TABLE post (id INTEGER PRIMARY KEY, author_id INTEGER, title TEXT, body TEXT)",
    )
    assert schema.state(database) is State.TUTORIAL
    with pytest.raises(SchemaError, match="Run “flaskr upgrade”"):
        schema.ensure(database)


def test_several_processes_that_start_together_make_the_tables_once(
    make_database: Callable[[], str],
) -> None:
    address = make_database()
    databases = [Database(address) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(schema.ensure, databases))
    assert schema.state(databases[0]) is State.CURRENT
    for database in databases:
        database.close()
