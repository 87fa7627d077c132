"""Secret links: who has one reads a draft, for as long as it lasts."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from flaskr.core import clock
from flaskr.core.errors import Conflict, Denied, Invalid, NotFound
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import preview_links, publishing, trash, writing
from flaskr.features.posts.models import PreviewLink
from tests.client import CheckedClient
from tests.features.posts.factories import draft

SECRET = "a secret"


def test_a_draft_is_read_by_link_until_the_link_is_ended(
    client: CheckedClient, core: Core, ana: User
) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana, title="A walk", body="By the *lake*.")
    client.log_in(ana)
    here = f"/studio/posts/{post.id}/preview-links/"
    assert "No links" in client.get(here).text
    made = client.post(here, data={"days": "7"}, follow_redirects=True).text
    address = made.split('value="http://localhost')[1].split('"')[0]
    client.post("/auth/logout")
    shown = client.get(address)
    assert (shown.status_code, "<em>lake</em>" in shown.text) == (200, True)
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in shown.headers["X-Robots-Tag"]
    assert client.get(f"{address[:-1]}{'0' if address[-1] != '0' else '1'}").status_code == 404
    with core.db.transaction() as db:
        writing.revise(db.merge(post), by=ana.actor, title="A walk", body="By the sea.")
    assert "By the sea." in client.get(address).text
    client.log_in(ana)
    link_id = address.split("/")[3]
    client.post(f"{here}{link_id}/removal")
    client.post(f"{here}{link_id}/removal")
    ended = client.get(address)
    assert (ended.status_code, "This preview has ended." in ended.text) == (404, True)
    client.post(here, data={"days": "1"})  # which may get the number of the one that ended
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("days", ["", "0", "-1", "8", "many", "9" * 40])
def test_a_period_that_is_not_offered_makes_no_link(
    client: CheckedClient, core: Core, ana: User, days: str
) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana)
    client.log_in(ana)
    here = f"/studio/posts/{post.id}/preview-links/"
    refused = client.post(here, data={"days": days}, follow_redirects=True).text
    assert "Choose one of the periods offered." in refused
    assert "No links" in refused


def test_a_link_leads_to_the_post_once_it_is_public(
    client: CheckedClient, core: Core, ana: User
) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana)
        link = preview_links.make_link(post, by=ana.actor, days=1)
        publishing.publish(post, by=ana.actor)
    key = preview_links.key_of(core.settings["SECRET_KEY"], link)
    assert client.get(f"/studio/previews/{link.id}/{key}").location == post.path


def test_a_link_ends_by_itself_and_is_forgotten(core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana)
        link = preview_links.make_link(post, by=ana.actor, days=7)
        key = preview_links.key_of(SECRET, link)
        assert preview_links.post_behind(db, link.id, key, secret=SECRET) is post
        preview_links.remove_ended(db)
        assert [each.id for each in preview_links.links_of(post)] == [link.id]
        with clock.frozen(link.expires_at):
            with pytest.raises(NotFound, match="has ended"):
                preview_links.post_behind(db, link.id, key, secret=SECRET)
            assert not preview_links.links_of(post)
            preview_links.remove_ended(db)
        assert db.scalar(select(func.count(PreviewLink.id))) == 0


def test_a_link_of_a_post_in_the_trash_leads_nowhere(core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana)
        link = preview_links.make_link(post, by=ana.actor, days=7)
        trash.trash(post, by=ana.actor)
        key = preview_links.key_of(SECRET, link)
        with pytest.raises(NotFound, match="has ended"):
            preview_links.post_behind(db, link.id, key, secret=SECRET)
        with pytest.raises(Conflict, match="Restore it first"):
            preview_links.make_link(post, by=ana.actor, days=7)
        trash.restore(post, by=ana.actor)
        assert preview_links.post_behind(db, link.id, key, secret=SECRET) is post


def test_only_who_edits_a_post_makes_and_ends_its_links(core: Core, ana: User, eddy: User) -> None:
    with core.db.transaction() as db:
        post, other = draft(db, eddy), draft(db, ana, title="Another")
        link = preview_links.make_link(post, by=eddy.actor, days=30)
        with pytest.raises(Denied):
            preview_links.make_link(post, by=ana.actor, days=7)
        with pytest.raises(Denied):
            preview_links.end_link(post, link.id, by=ana.actor)
        preview_links.end_link(other, link.id, by=ana.actor)  # not a link of that post
        assert len(preview_links.links_of(post)) == 1
        with pytest.raises(Invalid):
            preview_links.make_link(post, by=eddy.actor, days=3650)
        for _link in range(preview_links.MOST - 1):
            preview_links.make_link(post, by=eddy.actor, days=1)
        with pytest.raises(Conflict, match="at most 20 links"):
            preview_links.make_link(post, by=eddy.actor, days=1)
        with clock.frozen(clock.now() + timedelta(days=2)):
            preview_links.make_link(post, by=eddy.actor, days=1)  # those that ended do not count
