"""Themes: beginning one, looking at every page with it, and what happens when it breaks."""

from pathlib import Path

import pytest
from flask import Flask

from flaskr import create_app
from flaskr.core.permissions import Role
from flaskr.features.accounts.people import make_user
from flaskr.features.ops.theme_files import new_theme
from tests.client import CheckedClient
from tests.conftest import settings_for
from tests.features.posts.factories import published


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_theme("mine", tmp_path)


def site(folder: Path, **more: object) -> Flask:
    app = create_app(
        {**settings_for(str(folder.parent / "site.sqlite")), "THEME": str(folder), **more}
    )
    core = app.extensions["flaskr"]
    CheckedClient(app).get("/hello")
    with core.db.transaction() as db:
        ana = make_user(db, username="ana", role=Role.OWNER, name="Ana")
        published(db, ana, "A lake", tags=("Water",))
    return app


def write(folder: Path, name: str, text: str) -> None:
    path = folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_new_theme_changes_nothing_but_its_own_colour(folder: Path) -> None:
    app = site(folder)
    page = CheckedClient(app).get("/a-lake/")
    assert "A lake" in page.text
    checked = app.test_cli_runner().invoke(args=["theme", "check", str(folder)])
    assert checked.exit_code == 0, checked.output
    assert "error" not in checked.output
    assert "ok      /a-lake/" in checked.output
    assert "ok      /tag/water/" in checked.output


def test_a_theme_is_the_files_it_has_and_its_own_parts(folder: Path) -> None:
    write(folder, "parts/mine.html", "{% macro hi(who) %}<p>Hi {{ who }}</p>{% endmacro %}")
    write(
        folder,
        "page.html",
        '{% extends "layout.html" %}{% from "parts/mine.html" import hi %}'
        "{% block main %}<h1>{{ page.title }}</h1>{{ hi(page.title) }}{% endblock %}",
    )
    write(
        folder,
        "post.html",
        '{% extends "page.html" %}{% block site_title %}Mine{% endblock %}',
    )
    page = CheckedClient(site(folder)).get("/a-lake/").text
    assert "<p>Hi A lake</p>" in page
    assert "Mine" in page


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("<p>\n{% if %}", 2, "Expected an expression"),
        ("<p>\n\n{{ page.colour }}", 3, "has no attribute 'colour'"),
        ("<p>{{ 1 // 0 }}", 1, "by zero"),
        ("{{ missing }}", 1, "'missing' is undefined"),
        ('{% include "studio/secret.html" %}', 1, "studio/secret.html"),
        ('{% include "layouts/studio.html" %}', 1, ""),
    ],
)
def test_a_broken_template_shows_the_default_page_and_its_author_the_line(
    folder: Path, text: str, line: int, said: str
) -> None:
    write(folder, "post.html", text)
    app = site(folder)
    client = CheckedClient(app)
    page = client.get("/a-lake/")
    assert page.status_code == 200
    assert "A lake" in page.text
    theme = app.extensions["flaskr.theme"]
    fault = theme.faults["post.html"]
    assert (fault.template, fault.line) == ("post.html", line)
    assert said in fault.message
    assert f"> {line:4}" in fault.excerpt
    checked = app.test_cli_runner().invoke(args=["theme", "check", str(folder)])
    assert checked.exit_code == 1
    assert f"post.html, line {line}" in checked.output


def test_studio_stays_and_shows_its_owner_the_line(folder: Path) -> None:
    write(folder, "layout.html", "<html>\n{{ oh_no }}")
    app = site(folder)
    client = CheckedClient(app)
    assert client.get("/").status_code == 200
    assert client.get("/nowhere").status_code == 404
    core = app.extensions["flaskr"]
    with core.db.transaction() as db:
        from flaskr.features.accounts.people import user_named

        owner = user_named(db, "ana")
    client.log_in(owner)
    studio = client.get("/studio/posts/")
    assert studio.status_code == 200
    assert "layout.html, line 2" in studio.text
    assert "oh_no" in studio.text


def test_a_theme_is_listed_and_begun_by_name(app: Flask, client: CheckedClient) -> None:
    run = app.test_cli_runner().invoke
    assert "Made" in run(args=["theme", "new", "quiet-blue"]).output
    assert "quiet-blue\tQuiet blue 1.0" in run(args=["theme", "list"]).output
    assert "* default" in run(args=["theme", "list"]).output
    again = run(args=["theme", "new", "quiet-blue"])
    assert "already" in again.output
    bad = run(args=["theme", "new", "../evil"])
    assert "small letters" in bad.output
