"""Writing in Studio, over HTTP."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import html as lxml_html
from sqlalchemy import func, select

from flaskr.core import clock, newest
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.media.uploading import add_media, keep, prepare
from flaskr.features.posts import publishing, studio, writing
from flaskr.features.posts.editing import edition
from flaskr.features.posts.editor import draft_of
from flaskr.features.posts.models import Post
from flaskr.features.posts.rendering import current_revision
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tests.features.posts.factories import draft, published
from tests.pictures import png


def test_writing_publishing_editing_unpublishing_and_deleting(
    client: CheckedClient, core: Core, ana: User
) -> None:
    client.log_in(ana)
    assert "No posts yet" in client.get("/studio/posts/").text
    data = {"title": "My walk", "body": "By the *lake*.", "tags": "Lakes, Walks", "then": "save"}
    saved = client.post("/studio/posts/", data=data)
    post_id = _only(core).id
    assert saved.headers["Location"] == f"/studio/posts/{post_id}"
    assert client.get("/my-walk/").status_code == 404

    client.post(f"/studio/posts/{post_id}", data={**data, "then": "publish"})
    assert "<em>lake</em>" in client.get("/my-walk/").text
    assert "Lakes" in client.get("/tag/lakes/").text

    changed = {**data, "body": "By the **sea**.", "slug": "by-the-sea", "tags": "Sea"}
    client.post(f"/studio/posts/{post_id}", data=changed)
    assert "<strong>sea</strong>" in client.get("/by-the-sea/").text
    assert client.get("/my-walk/").headers["Location"] == "/by-the-sea/"
    assert client.get("/tag/lakes/").text.count("My walk") == 0

    client.post(f"/studio/posts/{post_id}", data={**changed, "then": "unpublish"})
    assert client.get("/by-the-sea/").status_code == 404
    client.post(f"/studio/posts/{post_id}/publication")
    assert client.get("/by-the-sea/").status_code == 200
    client.post(f"/studio/posts/{post_id}/publication/removal")
    assert client.get("/by-the-sea/").status_code == 404

    client.post(f"/studio/posts/{post_id}/trash")
    assert "My walk" in client.get("/studio/posts/?state=trashed").text
    assert "My walk" not in client.get("/studio/posts/").text.split('<ul class="rows')[-1]
    client.post(f"/studio/posts/{post_id}/trash/removal")
    assert client.post(f"/studio/posts/{post_id}/removal").status_code == 409
    client.post(f"/studio/posts/{post_id}/trash")
    client.post(f"/studio/posts/{post_id}/removal")
    assert client.get(f"/studio/posts/{post_id}").status_code == 404


def test_a_refused_form_keeps_every_word(client: CheckedClient, core: Core, ana: User) -> None:
    client.log_in(ana)
    text = "A word that must not be lost"
    new = client.post("/studio/posts/", data={"title": "", "body": text})
    assert (new.status_code, text in new.text) == (422, True)
    bad = client.post("/studio/posts/", data={"title": "x", "body": text, "slug": "studio"})
    assert (bad.status_code, text in bad.text) == (422, True)
    assert "an address of the site itself" in bad.text
    with core.db.reading() as db:
        assert db.scalar(select(func.count(Post.id))) == 0


def test_two_who_write_at_once_lose_nothing(
    client: CheckedClient, core: Core, ana: User, eddy: User
) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana, body="the first")
    based_on = {"title": "A post", "based_on": edition(post)}
    client.log_in(eddy).post(f"/studio/posts/{post.id}", data={**based_on, "body": "Eddy’s"})
    client.log_in(ana)
    refused = client.post(f"/studio/posts/{post.id}", data={**based_on, "body": "Ana’s words"})
    assert refused.status_code == 409
    assert "Somebody else saved this post" in refused.text
    assert "Ana’s words" in refused.text
    shown = refused.text.split('name="based_on"')[1].split('value="')[1].split('"')[0]
    again = {**based_on, "based_on": shown, "body": "Ana’s words"}
    assert client.post(f"/studio/posts/{post.id}", data=again).status_code == 302
    with core.db.reading() as db:
        bodies = [r.body for r in writing.revisions_of(db.get_one(Post, post.id))]
    assert bodies == ["Ana’s words", "Eddy’s", "the first"]


def fields_of(text: str) -> dict[str, Any]:
    """Return what the editor's form on that page would send."""
    form = lxml_html.document_fromstring(text).get_element_by_id("post-form")
    fields = {name: form.fields[name] for name in form.fields}
    return {
        name: value.removeprefix("\n") if isinstance(value, str) else list(value)
        for name, value in fields.items()
        if value is not None
    }


def opened_by_two(
    client: CheckedClient, core: Core, ana: User, eddy: User
) -> tuple[Post, dict[str, Any], dict[str, Any]]:
    """Return a post of Ana's and the forms that she and Eddy, who stays logged in, have open."""
    with core.db.transaction() as db:
        post = draft(db, ana, body="One.\n\nTwo.\n\nThree.")
    forms = []
    for user in (ana, eddy):
        client.log_in(user)
        forms.append(fields_of(client.get(f"/studio/posts/{post.id}").text))
    return post, forms[0], forms[1]


def test_changes_of_different_places_are_both_saved(
    client: CheckedClient, core: Core, ana: User, eddy: User
) -> None:
    post, hers, his = opened_by_two(client, core, ana, eddy)
    his |= {"body": "One.\n\nTwo.\n\nThree, says Eddy.", "tags": "walks", "comments": "closed"}
    assert client.post(f"/studio/posts/{post.id}", data=his).status_code == 302
    client.log_in(ana)
    hers |= {"body": "One, says Ana.\n\nTwo.\n\nThree.", "title": "A better title"}
    saved = client.post(f"/studio/posts/{post.id}", data=hers, follow_redirects=True)
    assert "What somebody else saved while you were writing is in it too." in saved.text
    with core.db.reading() as db:
        now = db.get_one(Post, post.id)
        assert current_revision(now).body == "One, says Ana.\n\nTwo.\n\nThree, says Eddy."
        assert (now.title, now.comments) == ("A better title", "closed")
        assert [tag.name for tag in now.tags] == ["walks"]


def test_of_a_place_that_both_changed_both_sides_are_shown(
    client: CheckedClient, core: Core, ana: User, eddy: User
) -> None:
    post, hers, his = opened_by_two(client, core, ana, eddy)
    his |= {"body": "One.\n\nII <b>.\n\nThree.\n\nFour.", "title": "His title"}
    assert client.post(f"/studio/posts/{post.id}", data=his).status_code == 302
    client.log_in(ana)
    hers |= {"body": "One.\n\n2.\n\nThree.", "title": "Her title", "tags": "walks"}
    asked = client.post(f"/studio/posts/{post.id}", data=hers)
    assert asked.status_code == 409
    assert "Both of you changed this place" in asked.text
    assert "Somebody else made this “His title” while you were writing." in asked.text
    shown = fields_of(asked.text)
    assert shown["body"] == "One.\n\n2.\n\nII <b>.\n\nThree.\n\nFour."
    assert (shown["title"], shown["tags"]) == ("Her title", "walks")
    assert client.post(f"/studio/posts/{post.id}", data=shown).status_code == 302
    with core.db.reading() as db:
        now = db.get_one(Post, post.id)
        bodies = [r.body for r in writing.revisions_of(now)]
        assert (now.title, bodies[:2]) == ("Her title", [shown["body"], his["body"]])


def test_who_is_overtaken_while_saving_is_merged_at_the_next_try(
    client: CheckedClient,
    core: Core,
    ana: User,
    eddy: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana, body="One.\n\nTwo.")
    client.log_in(ana)
    hers = fields_of(client.get(f"/studio/posts/{post.id}").text)
    hers["body"] = "One, says Ana.\n\nTwo."

    def overtake(*given: Any) -> Any:
        with core.db.transaction() as db:
            now = db.get_one(Post, post.id)
            writing.revise(now, by=eddy.actor, title="A post", body="One.\n\nTwo, says Eddy.")
        monkeypatch.undo()
        return draft_of(*given)

    monkeypatch.setattr(studio, "draft_of", overtake)
    refused = client.post(f"/studio/posts/{post.id}", data=hers)
    assert refused.status_code == 409
    assert "Somebody else saved this post at the same moment." in refused.text
    again = fields_of(refused.text)
    assert client.post(f"/studio/posts/{post.id}", data=again).status_code == 302
    with core.db.reading() as db:
        now = db.get_one(Post, post.id)
        assert current_revision(now).body == "One, says Ana.\n\nTwo, says Eddy."


@pytest.mark.parametrize("was", ["", "[]", "{}", "nonsense", '{"revision": 7}', "null", "[" * 9999])
def test_a_form_that_does_not_say_what_it_began_with_takes_nothing_in(
    client: CheckedClient, core: Core, ana: User, was: str
) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana, body="One.")
    client.log_in(ana)
    form = {"title": "A post", "body": "Mine.", "based_on": "1.0", "was": was}
    refused = client.post(f"/studio/posts/{post.id}", data=form)
    assert refused.status_code == 409
    assert "Somebody else saved this post" in refused.text


def test_a_post_is_scheduled_in_the_sites_zone(
    client: CheckedClient, core: Core, eddy: User, olga: User
) -> None:
    with core.db.transaction() as db:
        change_site(db, by=olga.actor, timezone="America/New_York")
    client.log_in(eddy)
    year = clock.now().year + 1
    data = {"title": "Later", "body": "x", "publish_at": f"{year}-01-15T09:30", "then": "publish"}
    client.post("/studio/posts/", data=data)
    post = _only(core)
    assert post.scheduled_at == datetime(year, 1, 15, 14, 30, tzinfo=UTC)
    page = client.get(f"/studio/posts/{post.id}").text
    assert f'value="{year}-01-15T09:30"' in page
    assert "America/New_York" in page


def test_a_cover_and_who_may_read_it(client: CheckedClient, core: Core, eddy: User) -> None:
    prepared = prepare(png(640, 480), "lake.png")
    keep(core.storage, prepared)
    with core.db.transaction() as db:
        media = add_media(db, prepared, by=eddy.actor, alt="A lake")
        post = published(db, eddy, title="Lake")
    client.log_in(eddy)
    data: dict[str, Any] = {"title": "Lake", "body": "x", "cover_id": str(media.id)}
    client.post(f"/studio/posts/{post.id}", data=data)
    assert f"/media/{media.key}" in client.get("/lake/").text
    wrong = client.post(f"/studio/posts/{post.id}", data={**data, "cover_id": "999999"})
    assert "no image number 999999" in wrong.text
    client.post(f"/studio/posts/{post.id}", data={**data, "visibility": "private"})
    assert client.get("/lake/").status_code == 404
    needs = client.post(f"/studio/posts/{post.id}", data={**data, "visibility": "password"})
    assert "Enter the password that readers need" in needs.text
    client.post(
        f"/studio/posts/{post.id}", data={**data, "visibility": "password", "password": "sesame"}
    )
    assert "Enter its password" in client.get("/lake/").text


def test_an_author_sees_and_edits_only_their_own(
    client: CheckedClient, core: Core, ana: User, eddy: User
) -> None:
    with core.db.transaction() as db:
        mine, other = draft(db, ana, title="Mine"), draft(db, eddy, title="Eddy’s")
    client.log_in(ana)
    page = client.get("/studio/posts/").text
    assert "Mine" in page
    assert "Eddy’s" not in page
    assert client.get(f"/studio/posts/{mine.id}").status_code == 200
    for path in ("", "/preview", "/revisions/"):
        assert client.get(f"/studio/posts/{other.id}{path}").status_code == 403
    for action in ("", "/publication", "/publication/removal", "/trash", "/removal"):
        data = {"title": "Taken over", "body": ""}
        assert client.post(f"/studio/posts/{other.id}{action}", data=data).status_code == 403
    assert "Eddy’s" in client.log_in(eddy).get("/studio/posts/").text


def test_an_author_cannot_hide_authorship_or_feature_by_sending_fields(
    client: CheckedClient, core: Core, ana: User, eddy: User
) -> None:
    client.log_in(ana)
    data = {"title": "Mine", "body": "x", "authors": str(eddy.id), "featured": "y"}
    client.post("/studio/posts/", data=data)
    post = _only(core)
    with core.db.reading() as db:
        stored = db.get_one(Post, post.id)
        assert [user.username for user in stored.authors] == ["ana"]
        assert stored.featured_at is None


def test_pages_stand_in_a_list_of_their_own(client: CheckedClient, core: Core, eddy: User) -> None:
    client.log_in(eddy)
    assert "New page" in client.get("/studio/posts/new?kind=page").text
    client.post("/studio/posts/?kind=page", data={"title": "About", "body": "x", "then": "publish"})
    assert "About" in client.get("/studio/pages/").text
    assert "About" not in client.get("/").text
    assert "About" in client.get("/about/").text


def test_the_preview_is_the_themes_page_and_kept_by_nobody(
    client: CheckedClient, core: Core, ana: User
) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana, title="Not out", body="**Soon** public")
    client.log_in(ana)
    preview = client.get(f"/studio/posts/{post.id}/preview")
    assert "<strong>Soon</strong>" in preview.text
    assert "css/theme" in preview.text
    assert preview.headers["Cache-Control"] == "private, no-store"


def test_an_earlier_revision_comes_back(client: CheckedClient, core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana, body="the first")
        writing.revise(post, by=ana.actor, title="A post", body="the second")
    client.log_in(ana)
    assert "the first" in client.get(f"/studio/posts/{post.id}/revisions/").text
    client.post(f"/studio/posts/{post.id}/revisions/1/restoration")
    assert "the first" in client.get(f"/studio/posts/{post.id}").text


def test_the_command_line_lists_and_publishes(core: Core, app: Any, ana: User) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana, title="By command")
        publishing.schedule(
            draft(db, ana, title="Planned"), by=ana.actor, at=clock.now() + timedelta(days=2)
        )
    runner = app.test_cli_runner()
    listed = runner.invoke(args=["post", "list", "--state", "draft"]).output
    assert f"{post.id}\tdraft\t/by-command/\tBy command" in listed
    assert "Planned" not in listed
    assert (
        "/by-command/ is published" in runner.invoke(args=["post", "publish", str(post.id)]).output
    )
    missing = runner.invoke(args=["post", "publish", "999999"])
    assert missing.exit_code == 1
    assert "nothing at this address" in missing.output


@pytest.mark.parametrize("path", ["/studio/", "/studio/posts/?before=nonsense"])
def test_odd_addresses_of_studio(client: CheckedClient, ana: User, path: str) -> None:
    assert client.log_in(ana).get(path).status_code in {302, 404}


def test_a_search_that_found_nothing_yet_leads_on(
    client: CheckedClient, core: Core, ana: User, eddy: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with core.db.transaction() as db:
        for title in ("A boat", "Two", "Three", "Four"):
            draft(db, ana, title=title)
    monkeypatch.setattr(newest, "MOST_LOOKED_AT", 2)
    text = client.log_in(eddy).get("/studio/posts/?q=boat").text
    assert "None of those changed last matches." in text
    older = re.search(r'href="([^"]*before=[^"]+)"', text)
    assert older
    assert "A boat" in client.get(older[1].replace("&amp;", "&")).text


def test_studio_begins_with_posts_or_for_readers_with_the_profile(
    client: CheckedClient, ana: User, max: User
) -> None:
    assert client.log_in(ana).get("/studio/").headers["Location"] == "/studio/posts/"
    assert client.log_in(max).get("/studio/").headers["Location"] == "/studio/profile"


def _only(core: Core) -> Post:
    with core.db.reading() as db:
        return db.scalars(select(Post)).one()


def test_what_changed_between_any_two_revisions_is_shown(
    client: CheckedClient, core: Core, ana: User, eddy: User
) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana, body="The heron.\n\nThe <b>lake</b>.")
        writing.revise(post, by=ana.actor, title="A walk", body="The grey heron.\n\nThe lake.")
        writing.revise(post, by=eddy.actor, title="A walk", body="The grey heron.")
    client.log_in(ana)
    here = f"/studio/posts/{post.id}/revisions/"
    listed = client.get(here).text
    assert "+0 −2 words" in listed
    assert (ana.name in listed, eddy.name in listed) == (True, True)
    second = client.get(f"{here}2/changes").text
    assert "<span>A </span><del>post</del><ins>walk</ins>" in second
    assert "<span>The </span><ins>grey </ins><span>heron.</span>" in second
    assert "<ins>" not in client.get(f"{here}3/changes").text
    source = client.get(f"{here}3/changes?since=1&of=source&look=sides").text
    assert "&lt;b&gt;lake" in source
    assert "difference-sides" in source
    assert "The words are the same." in client.get(f"{here}2/changes?since=2").text
    assert 'value="1" selected' not in client.get(f"{here}2/changes?since=3").text
    assert client.get(f"{here}2/changes?since=9").status_code == 404
    client.log_in(eddy)
    assert client.get(f"{here}1/changes").status_code == 200


def test_changes_of_others_posts_are_not_shown(
    client: CheckedClient, core: Core, ana: User, olga: User
) -> None:
    with core.db.transaction() as db:
        post = draft(db, olga, body="Secret.")
    client.log_in(ana)
    assert client.get(f"/studio/posts/{post.id}/revisions/1/changes").status_code == 403
