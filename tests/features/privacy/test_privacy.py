"""The page about privacy tells of all that the site keeps about people, and of nothing else."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from flaskr import create_app
from flaskr.core.db import Base
from flaskr.core.feature import Feature, PersonalData
from flaskr.core.permissions import SYSTEM
from flaskr.features import FEATURES
from flaskr.features.accounts.models import User
from flaskr.features.comments.storing import keep_comment
from flaskr.features.posts import publishing, writing
from flaskr.features.privacy import telling
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tests.conftest import settings_for

# How columns are called that hold what belongs to a person.
_PERSONAL = re.compile(
    r"(^|_)(e?mail|ip|address|phone|user|user_id|by_id|user_agent|agent|visitor|password|avatar|bio|website"
    r"|author|person|reader|member|subscriber)(_|$)"
)
_OF_NOBODY = {
    "posts.password_hash",  # of the post, for whoever is told its password
}


def test_every_column_about_people_is_told_of() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if _PERSONAL.search(column.name)
    }
    assert found - telling.declared(FEATURES) == _OF_NOBODY
    # The names are looked for in the right place.
    assert {"comments.author_email", "sessions.user_agent", "reactions.visitor"} <= found


def test_what_is_told_of_is_there() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
    }
    assert telling.declared(FEATURES) <= columns


def test_the_page_tells_of_each_feature_and_each_cookie(client: CheckedClient) -> None:
    page = client.get("/privacy/").text
    for heading in ("If you have an account", "If you react to a post", "If you write here"):
        assert heading in page
    assert "flaskr_session" in page
    assert '<a href="/privacy/">Privacy</a>' in client.get("/hello-nobody").text


def test_comments_are_told_of_where_readers_may_write_them_or_there_are_any(
    client: CheckedClient, db: Session, ana: User
) -> None:
    assert "If you comment" in client.get("/privacy/").text
    change_site(db, by=SYSTEM, comments="closed")
    assert "If you comment" not in client.get("/privacy/").text
    assert "If you comment" not in client.get("/privacy/").text
    post = publishing.publish(
        writing.write(db, by=ana.actor, title="One", body="Text"), by=ana.actor
    )
    keep_comment(
        db,
        post.id,
        author_name="Max",
        author_email="max@blog.example",
        author_url="",
        html="<p>Yes.</p>",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        state="pending",
        kind="comment",
    )
    db.flush()
    assert "If you comment" in client.get("/privacy/").text


def test_a_feature_from_outside_is_told_of_too(make_database: Any) -> None:
    data = PersonalData("If you ride", "Your horse’s name.", "To call it.", "It is home.", ())
    stable = Feature(name="stable", personal_data=(data, replace(data, is_kept=lambda _db: False)))
    app = create_app(settings_for(make_database()), features=(*FEATURES, stable))
    assert app.test_client().get("/privacy/").text.count("Your horse’s name.") == 1
    app.extensions["flaskr"].close()


@pytest.mark.parametrize("path", ["/privacy", "/privacy/"])
def test_the_address_is_the_pages_alone(
    client: CheckedClient, db: Session, ana: User, path: str
) -> None:
    post = writing.write(db, by=ana.actor, title="Privacy", body="Mine", kind="post")
    assert post.slug != "privacy"
    assert client.get(path, follow_redirects=True).status_code == 200
