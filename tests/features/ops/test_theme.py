"""Themes: beginning one, looking at every page with it, and what happens when it breaks."""

import re
from pathlib import Path

import pytest
from flask import Flask

from flaskr import create_app
from flaskr.core.permissions import SYSTEM, Role
from flaskr.features.accounts.people import make_user, user_named
from flaskr.features.ops.theme_files import new_theme
from flaskr.features.posts.publishing import publish
from flaskr.features.posts.writing import write as write_post
from flaskr.features.site.identity import change_site
from flaskr.features.site.links import Link
from flaskr.features.site.look import Look
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


@pytest.mark.parametrize("name", ["config", "request", "session", "g"])
def test_a_template_sees_nothing_of_the_visitor_or_the_configuration(
    folder: Path, name: str
) -> None:
    write(folder, "parts/mine.html", f"{{% macro told() %}}{{{{ {name} }}}}{{% endmacro %}}")
    write(folder, "post.html", '{% from "parts/mine.html" import told %}{{ told() }}')
    write(folder, "tag.html", f"{{{{ {name} }}}}")
    app = site(folder)
    CheckedClient(app).get("/a-lake/")
    CheckedClient(app).get("/tag/water/")
    faults = app.extensions["flaskr.theme"].faults
    assert faults["post.html"].message == faults["tag.html"].message == f"'{name}' is undefined"


def test_a_template_in_another_encoding_is_named_by_its_line(folder: Path) -> None:
    write(folder, "post.html", "")
    (folder / "templates" / "post.html").write_bytes(b"<p>\n\xe9</p>")
    app = site(folder)
    assert "A lake" in CheckedClient(app).get("/a-lake/").text
    assert str(app.extensions["flaskr.theme"].faults["post.html"]) == (
        "post.html, line 2: is not written in UTF-8"
    )


def test_a_style_sheet_that_is_nowhere_is_left_out_and_named(folder: Path) -> None:
    bundle = folder / "static" / "css" / "theme.bundle"
    bundle.write_text("tokens.css\nnone.css\nown.css\n", encoding="utf-8")
    app = site(folder)
    page = CheckedClient(app).get("/a-lake/").text
    sheet = CheckedClient(app).get(re.findall(r'href="(/static/theme/css/theme[^"]+)"', page)[0])
    assert "--hue: 250" in sheet.text
    sheet.close()
    run = app.test_cli_runner().invoke
    for output in (run(args=["theme", "check"]).output, run(args=["doctor"]).output):
        assert "theme.bundle, line 2: there is no none.css" in output


def test_checking_names_what_is_wrong_with_a_page(folder: Path) -> None:
    write(
        folder,
        "post.html",
        '{% extends "layout.html" %}{% block main %}<h1>{{ page.title }}</h1>'
        '<b id="a"><i id="a"></b><img src="/x"></u>{% endblock %}',
    )
    write(folder, "parts/mine.html", "")
    output = site(folder).test_cli_runner().invoke(args=["theme", "check"]).output
    for said in (
        "/a-lake/ has a picture without alt",
        "/a-lake/ does not end the <i>",
        "/a-lake/ ends a <u> that is not open",
        "/a-lake/ has the id “a” 2 times",
        "templates/parts/mine.html was not looked at",
    ):
        assert f"warning {said}" in output
    assert "ok      /tag/water/" in output


def test_checking_looks_at_posts_where_a_page_is_linked_before_them(folder: Path) -> None:
    write(folder, "post.html", "{{ page.colour }}")
    app = site(folder)
    with app.extensions["flaskr"].db.transaction() as db:
        change_site(db, by=SYSTEM, look=Look(navigation=(Link("About", "/about/"),)))
        ana = user_named(db, "ana")
        assert ana
        about = write_post(db, by=ana.actor, title="About", body="Us.", kind="page")
        publish(about, by=ana.actor)
    output = app.test_cli_runner().invoke(args=["theme", "check"]).output
    assert "ok      /about/" in output
    assert "post.html, line 1" in output


def test_studio_stays_and_shows_its_owner_the_line(folder: Path) -> None:
    write(folder, "layout.html", "<html>\n{{ oh_no }}")
    app = site(folder)
    client = CheckedClient(app)
    assert client.get("/").status_code == 200
    assert client.get("/nowhere").status_code == 404
    core = app.extensions["flaskr"]
    with core.db.transaction() as db:
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
