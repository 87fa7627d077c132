"""A site that is closed to readers."""

import pytest
from flask import Flask

from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tests.features.posts.factories import published


@pytest.fixture(autouse=True)
def post(core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        published(db, ana, "A lake")


def close(core: Core, message: str = "") -> None:
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, maintenance=True, maintenance_message=message)


@pytest.mark.parametrize(
    "path", ["/", "/a-lake/", "/feed.atom", "/search?q=lake", "/sitemap.xml", "/robots.txt", "/x/y"]
)
def test_readers_and_crawlers_are_asked_to_come_back(
    client: CheckedClient, core: Core, path: str
) -> None:
    was = client.get(path).status_code
    close(core, "We are <b>moving</b>.")
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "600"
    assert "We are &lt;b&gt;moving&lt;/b&gt;." in answer.text
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, maintenance=False)
    assert client.get(path).status_code == was


@pytest.mark.parametrize("path", ["/hello", "/healthz", "/readyz", "/auth/login"])
def test_what_machines_and_writers_need_stays_open(
    client: CheckedClient, core: Core, path: str
) -> None:
    close(core)
    assert client.get(path).status_code == 200


def test_who_writes_sees_the_site_and_is_reminded(
    client: CheckedClient, core: Core, ana: User, max: User
) -> None:
    close(core)
    client.log_in(max)
    assert client.get("/a-lake/").status_code == 503
    client.log_in(ana)
    assert client.get("/a-lake/").status_code == 200
    assert "The site is closed to readers." in client.get("/studio/posts/").text


def test_an_owner_closes_and_opens_the_site_in_studio(
    client: CheckedClient, core: Core, olga: User
) -> None:
    form = {
        "title": "Blog", "language": "en", "timezone": "UTC", "posts_per_page": "10",
        "registration": "closed", "registration_role": "reader", "comments": "open",
        "comments_days": "0",
    }  # fmt: skip
    client.log_in(olga)
    client.post("/studio/settings/", data={**form, "maintenance": "y", "maintenance_message": "!"})
    client.post("/auth/logout")
    assert client.get("/").status_code == 503
    client.log_in(olga)
    client.post("/studio/settings/", data=form)
    client.post("/auth/logout")
    assert client.get("/").status_code == 200


def test_the_command_line_closes_and_opens(app: Flask, client: CheckedClient) -> None:
    runner = app.test_cli_runner()
    told = runner.invoke(args=["maintenance", "on", "--message", "Back on Monday."])
    assert told.output == "The site is closed to readers.\n"
    assert "Back on Monday." in client.get("/").text
    assert runner.invoke(args=["maintenance", "off"]).output == "The site is open.\n"
    assert client.get("/").status_code == 200
