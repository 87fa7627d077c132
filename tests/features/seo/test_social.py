"""The pictures that posts are shared with, over HTTP."""

import re
from io import BytesIO

import pytest
from PIL import Image

from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing, trash, writing
from flaskr.features.posts.models import Post
from flaskr.features.seo import jobs, social
from flaskr.features.site.identity import change_site, site_values
from flaskr.features.site.look import Look
from flaskr.lib import passwords
from tests.client import CheckedClient
from tests.features.media.samples import photo, uploaded
from tests.features.posts.factories import draft, published


def picture_of(client: CheckedClient, path: str) -> str:
    found = re.search(r'og:image" content="http://localhost(/media/[^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


@pytest.fixture
def post_id(core: Core, olga: User) -> int:
    media = uploaded(core, photo(), "lake.jpg", by=olga.actor)
    with core.db.transaction() as db:
        post = published(db, olga, "By the lake")
        writing.describe(post, by=olga.actor, cover=db.merge(media))
        return post.id


def test_a_post_is_shared_with_a_picture_of_its_own(
    client: CheckedClient, core: Core, post_id: int
) -> None:
    address = picture_of(client, "/by-the-lake/")
    assert address.startswith(f"/media/social/{post_id}-")
    answer = client.get(address)
    assert answer.mimetype == "image/jpeg"
    assert "immutable" in answer.headers["Cache-Control"]
    assert Image.open(BytesIO(answer.data)).size == social.SIZE
    assert core.storage.get(f"social/{post_id}.jpg") == answer.data


def test_it_is_drawn_once(
    client: CheckedClient, post_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = picture_of(client, "/by-the-lake/")
    first = client.get(address).data

    def fail(*_: object, **__: object) -> bytes:
        raise AssertionError("it is drawn again")

    monkeypatch.setattr(social, "draw", fail)
    assert client.get(address).data == first


@pytest.mark.parametrize("what", ["title", "accent", "fonts", "site", "cover"])
def test_another_picture_has_another_address(
    client: CheckedClient, core: Core, olga: User, post_id: int, what: str
) -> None:
    before = picture_of(client, "/by-the-lake/")
    old = client.get(before).data
    with core.db.transaction() as db:
        post, look = db.get_one(Post, post_id), site_values(db).look
        if what == "title":
            writing.revise(post, by=olga.actor, title="By the sea", body="Text")
        elif what == "cover":
            writing.describe(post, by=olga.actor, cover=None)
        elif what == "site":
            change_site(db, by=olga.actor, title="Another name")
        else:
            changed = Look(accent="#b3261e") if what == "accent" else Look(fonts="figtree")
            assert look != changed
            change_site(db, by=olga.actor, look=changed)
    after = picture_of(client, "/by-the-lake/")
    assert after != before
    assert client.get(after).data != old
    assert client.get(before, follow_redirects=False).location == after


def test_what_not_everybody_may_read_has_no_picture(
    client: CheckedClient, core: Core, olga: User, post_id: int
) -> None:
    address = picture_of(client, "/by-the-lake/")
    site = picture_of(client, "/")
    with core.db.transaction() as db:
        plan = draft(db, olga, "A plan").id
        hashed = passwords.hash_password("open the diary")
        post = db.get_one(Post, post_id)
        publishing.set_visibility(post, "password", by=olga.actor, password_hash=hashed)
    assert client.get(address).status_code == 404
    assert client.get(f"/media/social/{plan}-0123456789abcdef.jpg").status_code == 404
    assert "og:image" not in client.get("/by-the-lake/").text
    assert client.get(site).status_code == 200


def test_a_cover_that_is_gone_leaves_the_colour(
    client: CheckedClient, core: Core, post_id: int
) -> None:
    address = picture_of(client, "/by-the-lake/")
    with core.db.reading() as db:
        cover = db.get_one(Post, post_id).cover
        assert cover is not None
        for key in cover.keys:
            core.storage.delete(key)
    assert client.get(address).mimetype == "image/jpeg"


def test_the_picture_of_a_removed_post_goes(
    client: CheckedClient, core: Core, olga: User, post_id: int
) -> None:
    client.get(picture_of(client, "/by-the-lake/"))
    with core.db.transaction() as db:
        post = db.get_one(Post, post_id)
        trash.trash(post, by=olga.actor)
        trash.remove(post, by=olga.actor)
    jobs.forget_picture(core, post_id=post_id)
    assert not core.storage.exists(f"social/{post_id}.jpg")
