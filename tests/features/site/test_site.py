"""The site's settings and redirects."""

from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.errors import Denied, Invalid, NotFound
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts.publishing import publish
from flaskr.features.posts.tagging import set_tags
from flaskr.features.posts.writing import write
from flaskr.features.site.identity import change_site, get, put, site_values
from flaskr.features.site.links import Link
from flaskr.features.site.look import Look
from flaskr.features.site.redirects import (
    add_redirect,
    remove_redirect,
    target_of,
)
from tests.client import CheckedClient
from tests.conftest import settings_for


def test_a_site_nobody_set_up_has_defaults_and_the_configurations_presets(
    db: Session, core: Core
) -> None:
    assert site_values(db).title == "Flaskr"
    assert site_values(db).registration == "closed"
    core.settings.update(REGISTRATION="open", REGISTRATION_ROLE="author")
    assert site_values(db).registration == "open"
    change_site(db, by=SYSTEM, registration="invited")
    assert (site_values(db).registration, site_values(db).registration_role) == (
        "invited",
        "author",
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"tagline": "x" * 501}, "tagline"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"language": "not a tag"}, "language"),
        ({"registration": "maybe"}, "registration"),
        ({"registration_role": "owner"}, "registration_role"),
        ({"posts_per_page": 0}, "posts_per_page"),
        ({"look": Look(navigation=(Link("Bad", "javascript:alert(1)"),))}, "navigation"),
        ({"look": Look(navigation=(Link("Bad", "//evil.example"),))}, "navigation"),
        ({"look": Look(navigation=(Link("Bad", "about"),))}, "navigation"),
        ({"look": Look(navigation=(Link("", "/about/"),))}, "navigation"),
        ({"look": Look(navigation=(Link("Bad", "http://[bad"),))}, "navigation"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(
    db: Session, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        change_site(db, by=SYSTEM, **changes)
    assert refused.value.field == field


def test_only_owners_change_the_site(db: Session, eddy: User) -> None:
    with pytest.raises(Denied):
        change_site(db, by=eddy.actor, title="Mine")


def test_settings_are_changed_in_studio(client: CheckedClient, olga: User) -> None:
    client.log_in(olga)
    assert 'value="Flaskr"' in client.get("/studio/settings/").text
    values = {
        "title": "Field notes",
        "tagline": "By <the> lake",
        "language": "de",
        "timezone": "Europe/Berlin",
        "posts_per_page": "5",
        "registration": "open",
        "registration_role": "author",
        "comments": "moderated",
        "comments_days": "30",
        "comments_blocklist": "cheap watches\r\nbad.example",
    }
    assert client.post("/studio/settings/", data=values).status_code == 302
    page = client.get("/").text
    assert '<html lang="de"' in page
    assert "By &lt;the&gt; lake" in page
    settings = client.get("/studio/settings/").text
    assert "cheap watches\nbad.example" in settings
    for field, value in (("comments_days", "-1"), ("comments_blocklist", "x" * 20_001)):
        assert client.post("/studio/settings/", data={**values, field: value}).status_code == 422
    bad = client.post("/studio/settings/", data={**values, "timezone": "Mars/Base"})
    assert bad.status_code == 422
    assert "Field notes" in bad.text


def test_redirects_are_flattened_and_never_form_a_loop(db: Session) -> None:
    add_redirect(db, "/a", "/b")
    add_redirect(db, "/b", "/c")
    assert target_of(db, "/a") == "/c"
    assert add_redirect(db, "/c", "/a") is not None
    for path in ("/a", "/b", "/c"):
        assert target_of(db, path) != path
    assert add_redirect(db, "/x", "/x") is None


@pytest.mark.parametrize(
    ("path", "target", "field"),
    [
        ("no-slash", "/b", "path"),
        ("https://other.example/a", "/b", "path"),
        ("/", "/b", "path"),
        ("http://[bad", "/b", "path"),
        ("/a%00b", "/b", "path"),
        ("/a", "http://[bad", "target"),
        ("/" + "x" * 600, "/b", "path"),
        ("/a", "javascript:alert(1)", "target"),
        ("/a", "//evil.example/", "target"),
        ("/a", "/" + "x" * 1001, "target"),
        ("/a", "/x\r\nSet-Cookie: a=b", "target"),
        ("/a", "http://" + "a" * 70 + ".com/", "target"),
        ("/a", "http://xn--١/", "target"),
    ],
)
def test_a_bad_redirect_is_refused(db: Session, path: str, target: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_redirect(db, path, target)
    assert refused.value.field == field


def _write(core: Core, olga: User) -> None:
    with core.db.transaction() as db:
        post = write(db, by=olga.actor, title="A post", body="Text")
        set_tags(post, ["Lake"], by=olga.actor)
        publish(post, by=olga.actor)
        publish(write(db, by=olga.actor, title="A page", body="Text", kind="page"), by=olga.actor)
        write(db, by=olga.actor, title="A draft", body="Text")


def test_two_who_first_store_a_value_at_once_both_do(make_database: Any, on_postgres: bool) -> None:
    core: Core = create_app(settings_for(make_database())).extensions["flaskr"]
    schema.ensure(core.db)
    has_looked = Event()

    def second() -> None:
        with core.db.transaction() as db:
            event.listen(db, "before_flush", lambda *_: has_looked.set())
            put(db, "key", "second")

    thread = Thread(target=second)
    with core.db.transaction() as db:
        put(db, "key", "first")
        thread.start()
        # On SQLite the second one cannot even begin before this one ends.
        assert has_looked.wait(10 if on_postgres else 0.1) == on_postgres
    thread.join()
    with core.db.reading() as db:
        assert get(db, "key") == "second"
    core.close()


def test_removing_a_redirect_is_for_owners(db: Session, eddy: User) -> None:
    row = add_redirect(db, "/a", "/b")
    assert row is not None
    with pytest.raises(Denied):
        remove_redirect(db, row.id, by=eddy.actor)
    with pytest.raises(NotFound):
        remove_redirect(db, 999_999, by=SYSTEM)


def test_a_redirect_may_lead_to_as_long_an_address_as_there_is(db: Session) -> None:
    # Of letters that neither repeat nor can be squeezed: an index holds no more than 2,704 bytes.
    letters = "".join(chr(0x4E00 + number * 7) for number in range(979))
    row = add_redirect(db, "/old", f"https://example.org/{letters}")
    assert row is not None
    assert target_of(db, "/old") == row.target
