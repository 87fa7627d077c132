"""The address of a post that was deleted for good says so, until somebody uses it again."""

import pytest

from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import addresses, publishing, trash, writing
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import change_site
from flaskr.features.site.redirects import add_missing, add_redirect
from tests.client import CheckedClient
from tests.features.posts.factories import draft, published


@pytest.fixture
def gone(core: Core, ana: User) -> str:
    """Delete a post that had another address before, and return its last one."""
    with core.db.transaction() as db:
        post = published(db, ana, "A walk")
        addresses.set_slug(post, "a-long-walk")
        add_redirect(db, "/2019/walk.html", "/a-long-walk/")
        add_redirect(db, "/?p=7", "/a-long-walk/")
        trash.trash(post, by=SYSTEM)
    with core.db.transaction() as db:
        trash.remove(db.get_one(Post, post.id), by=SYSTEM)
    return "/a-long-walk/"


def test_each_address_of_a_deleted_post_says_so(client: CheckedClient, gone: str) -> None:
    for path in (gone, "/a-walk/", "/2019/walk.html", "/?p=7"):
        answer = client.get(path)
        assert answer.status_code == 410, path
        assert "What stood at this address was deleted." in answer.text
    assert client.get("/never-there/").status_code == 404
    as_json = client.get(gone, headers={"Accept": "application/json"})
    assert (as_json.status_code, as_json.json["title"]) == (410, "Deleted")


def test_a_post_in_the_trash_may_come_back_and_is_not_deleted(
    client: CheckedClient, core: Core, ana: User
) -> None:
    with core.db.transaction() as db:
        trash.trash(published(db, ana, "A walk"), by=SYSTEM)
    assert client.get("/a-walk/").status_code == 404


def test_nobody_is_told_of_what_was_never_public(
    client: CheckedClient, core: Core, ana: User
) -> None:
    with core.db.transaction() as db:
        secret = published(db, ana, "A secret")
        publishing.set_visibility(secret, "private", by=SYSTEM)
        for post in (secret, draft(db, ana, "A draft")):
            trash.remove(post, by=SYSTEM)
    assert client.get("/a-secret/").status_code == 404
    assert client.get("/a-draft/").status_code == 404


def test_an_address_that_is_used_again_says_so_no_more(
    client: CheckedClient, core: Core, ana: User, gone: str
) -> None:
    with core.db.transaction() as db:
        post = published(db, ana, "Another walk")
        addresses.set_slug(post, "a-long-walk")
    assert client.get(gone).status_code == 200
    assert client.get("/a-walk/").status_code == 410
    with core.db.transaction() as db:
        add_redirect(db, "/a-walk/", gone)
    assert client.get("/a-walk/").location == gone
    with core.db.transaction() as db:
        new = writing.write(db, by=SYSTEM, title="x", body="", slug="a-walk", author_ids=[ana.id])
        publishing.publish(new, by=SYSTEM)
    assert client.get("/a-walk/").status_code == 200


def test_an_import_leads_deleted_addresses_on(
    client: CheckedClient, core: Core, ana: User, gone: str
) -> None:
    with core.db.transaction() as db:
        published(db, ana, "Back")
        add_missing(db, [gone, "/new/"], "/back/", reason="import", import_id=1)
    assert client.get(gone).location == "/back/"
    assert client.get("/new/").location == "/back/"


def test_the_owner_sees_deleted_addresses_and_can_lead_them_on(
    client: CheckedClient, olga: User, gone: str
) -> None:
    client.log_in(olga)
    assert "what stood here was deleted (410)" in client.get("/studio/redirects/").text
    sent = {"path": gone, "target": "https://example.org/"}
    assert client.post("/studio/redirects/", data=sent).status_code == 302
    assert client.get(gone).location == "https://example.org/"


def test_it_speaks_the_site_s_language(client: CheckedClient, core: Core, gone: str) -> None:
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, language="de")
    assert "Was unter dieser Adresse stand, wurde gelöscht." in client.get(gone).text
