"""The rules of a running application: access, reading, tables, and no shared state."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, request, request_finished
from sqlalchemy import Boolean, event, func, select

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.db import Base
from flaskr.core.feature import Feature
from flaskr.core.jobs import Job, JobRow, enqueue
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features import FEATURES
from flaskr.features.accounts import claiming
from flaskr.features.accounts.models import User
from flaskr.features.accounts.views import COOKIE
from flaskr.features.posts.models import Post
from flaskr.features.posts.publishing import publish
from flaskr.features.posts.writing import write
from flaskr.features.site.identity import change_site, site_values
from tests.client import CheckedClient
from tests.conformance.full_blog import filled, full_blog
from tests.conftest import PASSWORD, settings_for

ROUNDS = 4
# Addresses that do more with a query, and one that nothing answers.
MORE_ADDRESSES = (
    "/search?q=text", "/search?q=nothing+like+it", "/?p=17", "/?before=x", "/nothing", "/a-post",
    "/auth/login?next=/studio/", "/studio/posts/?search=post&state=draft",
    "/studio/people/?search=o",
)  # fmt: skip
ONLY_BEFORE_SETTING_UP = {"/auth/setup/<token>", "/auth/welcome"}

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


def test_a_get_never_writes(
    app: Flask, client: CheckedClient, olga: User, core: Core, tmp_path: Path
) -> None:
    values = full_blog(core, olga, tmp_path)
    visitors = (client, CheckedClient(app).log_in(olga))
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    reached: dict[str, set[int]] = {rule.rule: set() for rule in rules}

    def note(_app: Flask, response: Response) -> None:
        if request.url_rule is not None:
            reached.setdefault(request.url_rule.rule, set()).add(response.status_code)

    paths = [path for rule in rules for path in filled(rule.rule, values)]
    with _statements(core) as statements, request_finished.connected_to(note, app):
        for visitor in visitors:
            for path in [*paths, *MORE_ADDRESSES]:
                assert visitor.get(path).status_code < 500, path
    assert len(statements) > 500
    assert [found for found in statements if _WRITES.match(found)] == []
    not_answered = {rule for rule, found in reached.items() if min(found, default=404) >= 400}
    assert not_answered == ONLY_BEFORE_SETTING_UP


def test_a_get_of_a_blog_that_nobody_set_up_never_writes(
    app: Flask, client: CheckedClient, core: Core
) -> None:
    with core.db.transaction() as db:
        token = claiming.new_claim_token(db)
    with _statements(core) as statements:
        for path in (f"/auth/setup/{token}", "/auth/welcome", "/", "/auth/login"):
            assert client.get(path).status_code < 400, path
    assert [found for found in statements if _WRITES.match(found)] == []


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
        # What tells search engines of the page is data, and never run.
        run = answer.text.replace('<script type="application/ld+json">', "")
        assert "<script" not in run, path
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
    ran: list[list[dict[str, Any]]] = [[], []]
    apps = [_app_with_a_job(make_database(), ran[number]) for number in range(2)]
    barrier = Barrier(2, timeout=60)
    # Both live at the same time, in the same order of steps: what they shared would be mixed up.
    with ThreadPoolExecutor(2) as pool:
        lives = [pool.submit(_live, app, number, barrier) for number, app in enumerate(apps)]
        tokens = [life.result() for life in lives]
    for number, app in enumerate(apps):
        core: Core = app.extensions["flaskr"]
        with core.db.reading() as db:
            assert site_values(db).title == f"Site {number}"
            assert {user.username for user in db.scalars(select(User))} == {f"ana{number}", "same"}
            assert set(db.scalars(select(Post.title))) == {
                f"Post {number} {i}" for i in range(ROUNDS)
            }
            assert db.scalar(select(func.count(JobRow.id)).where(JobRow.name == "note")) == 0
        assert core.cache.get("key") == number
        assert ran[number] == [{"of": number, "round": i} for i in range(ROUNDS)]
        for other, token in enumerate(tokens):
            client = app.test_client()
            client.set_cookie(COOKIE, token)
            expected = 200 if other == number else 302
            assert client.get("/studio/profile").status_code == expected
    first, second = (app.extensions["flaskr"] for app in apps)
    for part in ("db", "mail", "storage", "events", "permissions", "jobs", "cache", "limits"):
        assert getattr(first, part) is not getattr(second, part), part
    assert first.settings is not second.settings
    assert apps[0].jinja_env is not apps[1].jinja_env
    for core in (first, second):
        core.close()


def _app_with_a_job(address: str, ran: list[dict[str, Any]]) -> Flask:
    note = Job("note", lambda _core, **args: ran.append(args), help="Notes what it is given.")
    app = create_app(settings_for(address), features=(*FEATURES, Feature(name="n", jobs=(note,))))
    schema.ensure(app.extensions["flaskr"].db)
    return app


def _live(app: Flask, number: int, barrier: Barrier) -> str:
    """Register, write, work and read in step with the other application; return a session."""
    core: Core = app.extensions["flaskr"]
    with core.db.transaction() as db:
        names = {"registration": "open", "registration_role": "author"}
        change_site(db, by=SYSTEM, title=f"Site {number}", **names)
    client = CheckedClient(app)
    for name in (f"ana{number}", "same"):
        barrier.wait()
        proof = {"username": name, "password": f"{PASSWORD} {number}"}
        assert client.post("/auth/register", data=proof).status_code == 302
    other = {"username": "same", "password": f"{PASSWORD} {1 - number}"}
    assert client.post("/auth/login", data=other).status_code != 302
    assert client.post("/auth/login", data=proof).status_code == 302
    for turn in range(ROUNDS):
        barrier.wait()
        client.post("/create", data={"title": f"Post {number} {turn}", "body": "Text"})
        with core.db.transaction() as db:
            enqueue(db, "note", of=number, round=turn)
        core.cache.set("key", number, seconds=60)
        core.worker().run_due()
        page = client.get("/").text
        assert f"Site {number}" in page
        assert f"Site {1 - number}" not in page
        assert f"Post {number} {turn}" in page
        assert f"Post {1 - number} " not in page
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


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
