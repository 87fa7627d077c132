"""The contract kept from the Flask tutorial's application."""

import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.security import generate_password_hash

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import user_named
from flaskr.features.posts.models import Post
from tests.client import CheckedClient
from tests.conftest import settings_for

_TABLES = """
CREATE TABLE user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT UNIQUE NOT NULL,
    password TEXT NOT NULL
);
CREATE TABLE post (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id INTEGER NOT NULL REFERENCES user (id),
    created TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    title TEXT NOT NULL,
    body TEXT NOT NULL
);
"""


@pytest.fixture
def tutorial_database(tmp_path: Path) -> Path:
    """Make a database as the tutorial's application leaves it, with hashes of both kinds."""
    path = tmp_path / "flaskr.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(_TABLES)
        for id, name, method in ((3, "ana", "pbkdf2:sha256"), (7, "Ben", "scrypt")):
            hashed = generate_password_hash(f"{name}’s own words", method=method)
            connection.execute("INSERT INTO user VALUES (?, ?, ?)", (id, name, hashed))
        posts = [
            (11, 3, "2018-01-01 00:00:00", "test title", "test\nbody"),
            (42, 7, "2021-06-05 12:30:00", "test title", "# <b>another</b>"),
        ]
        connection.executemany("INSERT INTO post VALUES (?, ?, ?, ?, ?)", posts)
    connection.close()
    return path


@pytest.fixture
def adopted(tutorial_database: Path, tmp_path: Path) -> Flask:
    """Upgrade it as `flaskr upgrade` does."""
    app = create_app(settings_for(str(tutorial_database)))
    result = app.test_cli_runner().invoke(args=["upgrade"])
    assert result.exit_code == 0, result.output
    return app


def test_hello_says_hello(client: CheckedClient) -> None:
    assert client.get("/hello").data == b"Hello, World!"


def test_the_factory_takes_a_configuration() -> None:
    assert create_app(settings_for(":memory:")).testing
    assert not create_app({"DATABASE": ":memory:"}).testing


def test_the_defaults_are_those_of_the_tutorial(tmp_path: Path) -> None:
    app = create_app({})
    assert app.name == "flaskr"
    assert app.config["SECRET_KEY"] == "dev"
    assert app.config["DATABASE"] == str(Path(app.instance_path) / "flaskr.sqlite")


def test_the_instance_folder_is_made_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "deep" / "instance"
    monkeypatch.setenv("FLASKR_INSTANCE", str(folder))
    assert create_app({}).instance_path == str(folder)
    assert folder.is_dir()


def test_config_py_and_then_the_environment_are_read_without_a_test_config(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASKR_INSTANCE", str(tmp_path))
    (tmp_path / "config.py").write_text("MAIL_FROM = 'a@b'\nSITE_URL = 'https://file.example'\n")
    monkeypatch.setenv("FLASKR_SITE_URL", "https://environment.example")
    app = create_app()
    assert app.config["MAIL_FROM"] == "a@b"
    assert app.config["SITE_URL"] == "https://environment.example"
    assert create_app({}).config["SITE_URL"] == ""


def test_registering_writing_editing_and_deleting_as_in_the_tutorial(
    client: CheckedClient, core: Core
) -> None:
    core.settings.update(REGISTRATION="open", REGISTRATION_ROLE="author")
    who = {"username": "ana", "password": "a long enough one"}
    assert client.get("/auth/register").status_code == 200
    assert client.post("/auth/register", data=who).headers["Location"] == "/auth/login"
    again = client.post("/auth/register", data=who)
    assert "already registered" in again.text
    assert (
        client.post("/create", data={"title": "x", "body": ""})
        .headers["Location"]
        .startswith("/auth/login")
    )
    client.post("/auth/login", data=who)
    created = client.post("/create", data={"title": "My first", "body": "With *words*."})
    assert created.headers["Location"] == "/"
    home = client.get("/").text
    assert "My first" in home
    assert "<em>words</em>" in client.get("/my-first/").text
    post_id = _newest_id(core)
    assert "My first" in client.get(f"/{post_id}/update").text
    client.post(f"/{post_id}/update", data={"title": "My second", "body": "Others."})
    assert "My second" in client.get("/").text
    client.post(f"/{post_id}/delete")
    assert "My second" not in client.get("/").text


def test_a_post_without_a_title_is_refused_and_its_body_kept(
    client: CheckedClient, ana: User
) -> None:
    client.log_in(ana)
    answer = client.post("/create", data={"title": "", "body": "not to be lost"})
    assert answer.status_code == 422
    assert "Title is required." in answer.text
    assert "not to be lost" in answer.text


def test_the_post_of_somebody_else_is_forbidden_and_a_missing_one_not_found(
    client: CheckedClient, ana: User, eddy: User, core: Core
) -> None:
    client.log_in(eddy)
    client.post("/create", data={"title": "Eddy’s", "body": ""})
    post_id = _newest_id(core)
    client.log_in(ana)
    for action in ("update", "delete"):
        assert client.post(f"/{post_id}/{action}").status_code == 403
        assert client.post(f"/{post_id + 1}/{action}").status_code == 404


@pytest.mark.parametrize("path", ["/create", "/1/update", "/1/delete"])
def test_a_visitor_is_sent_to_log_in(client: CheckedClient, path: str) -> None:
    answer = client.post(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/auth/login"


def test_a_start_on_the_tutorials_database_asks_for_an_upgrade(tutorial_database: Path) -> None:
    app = create_app(settings_for(str(tutorial_database)))
    assert schema.state(app.extensions["flaskr"].db) is schema.State.TUTORIAL
    answer = app.test_client().get("/hello")
    assert answer.status_code == 503
    assert "flaskr upgrade" in answer.text
    result = app.test_cli_runner().invoke(args=["init-db"])
    assert result.exit_code == 1
    assert "flaskr upgrade" in result.output
    with sqlite3.connect(tutorial_database) as connection:
        assert connection.execute("SELECT count(*) FROM post").fetchone() == (2,)
    connection.close()


def test_upgrading_keeps_every_post_with_its_id_author_time_and_text(adopted: Flask) -> None:
    with adopted.extensions["flaskr"].db.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT p.id, u.username, p.published_at, p.title, r.body FROM posts p"
            " JOIN post_authors a ON a.post_id = p.id JOIN users u ON u.id = a.user_id"
            " JOIN revisions r ON r.id = p.revision_id ORDER BY p.id"
        ).all()
    assert [tuple(row) for row in rows] == [
        (11, "ana", "2018-01-01 00:00:00.000000", "test title", "test\nbody"),
        (42, "Ben", "2021-06-05 12:30:00.000000", "test title", "# <b>another</b>"),
    ]
    client = CheckedClient(adopted)
    assert client.get("/test-title/").status_code == 200
    assert client.get("/test-title-2/").status_code == 200


@pytest.mark.parametrize("name", ["ana", "Ben"])
def test_the_old_password_works_and_is_hashed_anew(adopted: Flask, name: str) -> None:
    client = CheckedClient(adopted)
    who = {"username": name, "password": f"{name}’s own words"}
    assert client.post("/auth/login", data={**who, "password": "wrong"}).status_code == 422
    assert client.post("/auth/login", data=who).status_code == 302
    with adopted.extensions["flaskr"].db.reading() as db:
        user = user_named(db, name)
        assert user is not None
        assert user.password_hash is not None
        assert user.password_hash.startswith("$argon2id$")
    client.post("/auth/logout")
    assert client.post("/auth/login", data=who).status_code == 302


def test_upgrading_twice_changes_nothing(adopted: Flask) -> None:
    result = adopted.test_cli_runner().invoke(args=["upgrade"])
    assert result.exit_code == 0
    assert "up to date" in result.output


def _newest_id(core: Core) -> int:
    with core.db.reading() as db:
        return db.scalar(select(func.max(Post.id))) or 0
