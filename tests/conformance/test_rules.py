"""The rules of a running application: access, reading, tables, and no shared state."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask
from sqlalchemy import Boolean, event

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.db import Base
from flaskr.core.feature import Feature
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features import FEATURES
from flaskr.features.accounts.models import User
from flaskr.features.posts.publishing import publish
from flaskr.features.posts.writing import write
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tests.conftest import settings_for

_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b", re.IGNORECASE)


def test_every_view_says_who_may_call_it(app: Flask) -> None:
    for endpoint, view in app.view_functions.items():
        assert len(view.access) == 1, endpoint  # type: ignore[attr-defined]


def test_a_view_that_does_not_say_who_may_call_it_stops_the_start(make_database: Any) -> None:
    blueprint = Blueprint("forgotten", __name__)
    blueprint.add_url_rule("/forgotten", view_func=lambda: "", endpoint="page")
    forgotten = Feature(name="forgotten", blueprints=(blueprint,))
    with pytest.raises(RuntimeError, match=r"forgotten\.page"):
        create_app(settings_for(make_database()), features=(*FEATURES, forgotten))


def test_every_required_action_is_declared(app: Flask, core: Core) -> None:
    for endpoint, view in app.view_functions.items():
        action = getattr(view, "required_action", None)
        assert action is None or action in core.permissions, endpoint


def test_studio_is_closed_to_visitors_and_every_page_of_it_to_readers(
    app: Flask, client: CheckedClient, max: User
) -> None:
    paths = [path for path in _addresses(app) if path.startswith("/studio")]
    assert len(paths) > 10
    for path in paths:
        assert client.get(path).headers.get("Location", "").startswith("/auth/login"), path
    client.log_in(max)
    for path in paths:
        expected = {"/studio/profile": 200, "/studio/": 302}.get(path, 403)
        assert client.get(path).status_code == expected, path


def test_a_get_never_writes(app: Flask, client: CheckedClient, olga: User, core: Core) -> None:
    with core.db.transaction() as db:
        publish(write(db, by=olga.actor, title="A post", body="Text"), by=olga.actor)
    client.log_in(olga)
    with _statements(core) as statements:
        for path in [*_addresses(app), "/a-post/", "/tag/none/", "/author/olga/", "/nothing"]:
            assert client.get(path).status_code < 500, path
    assert len(statements) > 50
    assert not [statement for statement in statements if _WRITES.match(statement)]


def test_an_unsafe_request_from_another_site_is_refused(
    app: Flask, client: CheckedClient, olga: User
) -> None:
    client.log_in(olga)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = client.post("/create", data={"title": "Not wanted"}, headers=headers)
        assert answer.status_code == 403
        assert "another site" in answer.text
    assert "Not wanted" not in client.get("/studio/posts/").text
    same = {"Origin": "http://localhost"}
    assert client.post("/create", data={"title": "Wanted"}, headers=same).status_code == 302


def test_public_pages_carry_no_cookie_and_no_script(
    client: CheckedClient, olga: User, core: Core
) -> None:
    with core.db.transaction() as db:
        publish(write(db, by=olga.actor, title="A post", body="Text"), by=olga.actor)
    for path in ("/", "/a-post/", "/tags/", "/archive/", "/search?q=text", "/nothing/"):
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers, path
        assert "<script" not in answer.text, path
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"], path
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"], path


def test_the_migrations_make_the_tables_of_the_models(make_database: Any) -> None:
    app = create_app(settings_for(make_database()))
    core: Core = app.extensions["flaskr"]
    schema.upgrade(core.db)
    with core.db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, *_: not str(name).startswith("search_")},
        )
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == schema.head()
    core.close()


def test_there_is_one_line_of_history() -> None:
    scripts = ScriptDirectory(str(schema.MIGRATIONS))
    assert scripts.get_heads() == [schema.head()]


def test_no_table_keeps_a_bare_yes_or_no() -> None:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            assert not isinstance(column.type, Boolean), f"{table.name}.{column.name}"


def test_two_applications_in_one_process_share_nothing(make_database: Any) -> None:
    apps = [create_app(settings_for(make_database())) for _ in range(2)]
    for number, app in enumerate(apps):
        core: Core = app.extensions["flaskr"]
        schema.ensure(core.db)
        with core.db.transaction() as db:
            change_site(db, by=SYSTEM, title=f"Site {number}")
        core.cache.set("key", number, seconds=60)
    assert "Site 0" in apps[0].test_client().get("/auth/login").text
    assert "Site 1" in apps[1].test_client().get("/auth/login").text
    assert "Site 0" in apps[0].test_client().get("/auth/login").text
    first, second = (app.extensions["flaskr"] for app in apps)
    assert (first.cache.get("key"), second.cache.get("key")) == (0, 1)
    assert first.mail is not second.mail
    assert first.events is not second.events
    for core in (first, second):
        core.close()


def _addresses(app: Flask) -> list[str]:
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.methods and "GET" in rule.methods and not rule.arguments
    )


@contextmanager
def _statements(core: Core) -> Iterator[list[str]]:
    seen: list[str] = []

    def record(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(core.db.engine, "before_cursor_execute", record)
    try:
        yield seen
    finally:
        event.remove(core.db.engine, "before_cursor_execute", record)
