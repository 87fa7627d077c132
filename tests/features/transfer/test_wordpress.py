"""What comes over from a WordPress export."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from flaskr.core.jobs import JobRow
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments.models import Comment
from flaskr.features.media.models import Media
from flaskr.features.posts.models import Post, Tag
from flaskr.features.site.identity import site_values
from flaskr.features.site.redirects import target_of
from flaskr.features.transfer.models import Import
from flaskr.lib import passwords
from tests.client import CheckedClient
from tests.features.media import samples
from tests.features.transfer import exports
from tests.features.transfer.conftest import message, old_blog, outcomes, rows

Bring = Callable[..., Import]


def posts(core: Core) -> dict[str, Post]:
    with core.db.reading() as db:
        found = {post.slug: post for post in db.scalars(select(Post))}
        for post in found.values():
            assert post.tags is not None
            assert post.authors
            assert post.revision is not None
        return found


def test_every_state_of_a_post_comes_over(core: Core, bring: Bring, tmp_path: Path) -> None:
    row = bring(
        exports.write(
            tmp_path,
            exports.author(1, "ana"),
            exports.item(1, "Public", excerpt="Short.", sticky=True),
            exports.item(2, "Draft", status="draft", slug=""),
            exports.item(3, "Waiting", status="pending"),
            exports.item(4, "Secret", status="private"),
            exports.item(5, "Locked", password="oyster"),
            exports.item(6, "Later", status="future", date="2099-01-01 08:00:00"),
            exports.item(7, "Was later", status="future"),
            exports.item(8, "Thrown away", status="trash", slug="thrown-away__trashed"),
            exports.item(9, "About", type="page"),
            exports.item(10, "Automatic", status="auto-draft"),
            exports.item(11, "Menu", type="nav_menu_item"),
        )
    )
    found = posts(core)
    at = datetime(2020, 5, 1, 8, tzinfo=UTC)
    public = found["public"]
    assert (public.state, public.published_at, public.excerpt) == ("published", at, "Short.")
    assert public.created_at == at
    assert public.featured_at is not None
    assert public.import_id == row.id
    assert {slug: post.state for slug, post in found.items()} == {
        "public": "published",
        "draft": "draft",
        "waiting": "draft",
        "secret": "published",
        "locked": "published",
        "later": "scheduled",
        "was-later": "published",
        "thrown-away": "trashed",
        "about": "published",
    }
    assert found["secret"].visibility == "private"
    assert passwords.verify(found["locked"].password_hash or "", "oyster")
    assert found["about"].kind == "page"
    with core.db.reading() as db:
        jobs = db.scalars(select(JobRow).where(JobRow.name == "posts.publish_scheduled")).all()
    assert [job.args["post_id"] for job in jobs] == [found["later"].id]
    assert message(core, row, "Waiting") == "It waited for review; it is a draft now."
    assert outcomes(core, row, "other") == {
        "1 × auto-draft: “Automatic”": "skipped",
        "1 × nav_menu_item: “Menu”": "skipped",
    }
    assert (row.state, row.position, row.total) == ("finished", 12, 12)


def test_people_are_matched_by_mail_and_name_else_made_without_a_password(
    core: Core, bring: Bring, tmp_path: Path, olga: User, eddy: User
) -> None:
    bring(
        exports.write(
            tmp_path,
            exports.author(1, "boss", "olga@example.org"),
            exports.author(2, "eddy", "other@example.org"),
            exports.author(3, "nora", "nora@example.org", "Nora Quist"),
            exports.author(4, "quiet guest", "not an address"),
            exports.item(1, "One", creator="boss", terms=[("author", "cap-co", "Co Writer")]),
            exports.item(2, "Two", creator="eddy"),
            exports.item(3, "Three", creator="nora"),
        )
    )
    found = posts(core)
    assert [user.username for user in found["one"].authors] == ["olga", "co"]
    assert [user.username for user in found["two"].authors] == ["eddy"]
    nora = found["three"].authors[0]
    assert (nora.name, nora.email, nora.password_hash) == ("Nora Quist", "nora@example.org", None)
    with core.db.reading() as db:
        roles = {user.username: user.role_name for user in db.scalars(select(User))}
    assert roles == {
        "olga": "owner",
        "eddy": "editor",
        "nora": "author",
        "co": "author",
        "quiet-guest": "reader",
    }


def test_categories_and_tags_become_tags(core: Core, bring: Bring, tmp_path: Path) -> None:
    row = bring(
        exports.write(
            tmp_path,
            exports.category("things", "Things"),
            exports.category("boats", "Boats &amp; ships", "things"),
            exports.item(
                1,
                "One",
                terms=[("category", "boats", "Boats &amp; ships"), ("post_tag", "tide", "Tide")],
            ),
        )
    )
    assert [(t.slug, t.name) for t in posts(core)["one"].tags] == [
        ("boats", "Boats & ships"),
        ("tide", "Tide"),
    ]
    assert "below “Things”" in message(core, row, "Boats & ships")
    with core.db.reading() as db:
        assert target_of(db, "/category/boats/") == "/tag/boats/"
        assert target_of(db, "/category/things/boats/") == "/tag/boats/"


def test_a_tag_whose_address_cannot_be_redirected_comes_over(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    terms = [("category", "a\u200db\U0001f3ad", "Odd"), ("category", "fine", "Fine")]
    row = bring(exports.write(tmp_path, exports.item(1, "One", terms=terms)))
    assert outcomes(core, row, "tag") == {"Odd": "created", "Fine": "created"}
    assert [tag.name for tag in posts(core)["one"].tags] == ["Odd", "Fine"]


def test_comments_keep_their_states_threads_and_times(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    bring(
        exports.write(
            tmp_path,
            exports.author(7, "ana"),
            exports.item(
                1,
                "One",
                comments=[
                    exports.comment(12, "Indeed!", parent=11, user="7"),
                    exports.comment(11, "First\n\nSecond", url="https://max.example"),
                    exports.comment(13, "Buy", approved="spam"),
                    exports.comment(14, "Hm", approved="0"),
                    exports.comment(15, "Linked", type="pingback"),
                ],
            ),
        )
    )
    with core.db.reading() as db:
        found = {c.body.partition("\n")[0]: c for c in db.scalars(select(Comment))}
    first = found["First"]
    assert "<p>Second</p>" in first.html
    assert (first.author_name, first.author_url) == ("Max", "https://max.example")
    assert first.created_at == datetime(2020, 5, 3, 9, tzinfo=UTC)
    assert (found["Indeed!"].parent_id, found["Indeed!"].user_id is not None) == (first.id, True)
    states = {words: comment.state for words, comment in found.items()}
    assert (states["Buy"], states["Hm"], states["Linked"]) == ("spam", "pending", "approved")
    assert found["Linked"].kind == "pingback"


def test_old_addresses_lead_to_the_new_ones(
    core: Core, bring: Bring, tmp_path: Path, client: CheckedClient
) -> None:
    bring(exports.write(tmp_path, exports.item(31, "First tide"), exports.item(32, "Next")))
    for old in ("/2020/05/first-tide/", "/?p=31", "/2020/05/first-tide"):
        answer = client.get(old)
        assert (answer.status_code, answer.location) == (301, "/first-tide/"), old
    assert client.get("/first-tide/").status_code == 200


def test_what_comments_have_no_tags_for_stays_apart(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    text = "<h2>Head</h2><table><tr><td>One</td><td>Two</td></tr></table>"
    remark = exports.comment(11, text)
    bring(exports.write(tmp_path, exports.item(1, "One", comments=[remark])))
    with core.db.reading() as db:
        (comment,) = db.scalars(select(Comment))
    assert "<p><strong>Head</strong></p>" in comment.html
    assert "One Two" in comment.html


def test_an_authors_old_archive_leads_to_the_account_that_was_matched(
    core: Core, bring: Bring, tmp_path: Path, client: CheckedClient, olga: User
) -> None:
    export = exports.write(
        tmp_path,
        exports.author(1, "boss", "olga@example.org"),
        exports.item(1, "One", creator="boss"),
    )
    assert client.get("/author/boss/").status_code == 404
    bring(export)
    answer = client.get("/author/boss/")
    assert (answer.status_code, answer.location) == (301, "/author/olga/")
    assert client.get("/author/olga/").status_code == 200
    assert client.get("/tag/nothing/").status_code == 404


def test_links_between_posts_are_turned_to_the_new_addresses(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    content = (
        '<a href="https://harbour.example/2020/05/two/#end">two</a> '
        '<a href="http://www.harbour.example/?p=2">two again</a> '
        '<a href="/2020/05/two/">short</a> <a href="https://other.example/2020/05/two/">no</a>'
    )
    bring(exports.write(tmp_path, exports.item(1, "One", content), exports.item(2, "Two")))
    html = posts(core)["one"].revision.html  # type: ignore[union-attr]
    for link in ("/two/#end", '"/two/"', "https://other.example/2020/05/two/"):
        assert link in html
    assert html.count('href="/two/"') == 2


def test_a_slug_that_is_taken_is_adapted_and_the_old_address_redirected(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    bring(exports.write(tmp_path, exports.item(1, "Studio"), exports.item(2, "Again", slug="a")))
    other = exports.write(
        tmp_path, exports.item(5, "Other", slug="a", link="https://harbour.example/a/")
    )
    row = bring(other)
    assert set(posts(core)) == {"studio-2", "a", "a-2"}
    assert message(core, row, "Other") == "The old address /a/ is used by something else here."


def test_files_are_fetched_and_their_addresses_replaced(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    core.settings["FETCH_PRIVATE"] = True
    with old_blog({"/wp-content/uploads/lake.jpg": samples.photo()}) as (address, asked):
        url = f"{address}/wp-content/uploads/lake.jpg"
        content = f'<img src="{url.replace(".jpg", "-300x200.jpg")}" alt="x"> <img src="{url}">'
        export = exports.write(
            tmp_path,
            exports.item(1, "One", content, meta={"_thumbnail_id": "3"}),
            exports.item(
                3,
                "Lake",
                type="attachment",
                url=url,
                excerpt="By the lake",
                meta={"_wp_attachment_image_alt": "A lake"},
            ),
            exports.item(4, "Gone", type="attachment", url=f"{address}/gone.jpg"),
        )
        row = bring(export)
        assert sorted(asked) == ["/gone.jpg", "/wp-content/uploads/lake.jpg"]
        again = bring(export)
        assert asked.count("/wp-content/uploads/lake.jpg") == 1
    with core.db.reading() as db:
        (media,) = db.scalars(select(Media))
    assert (media.alt, media.caption, media.import_id) == ("A lake", "By the lake", row.id)
    assert core.storage.exists(media.key)
    post = posts(core)["one"]
    assert post.cover_id == media.id
    assert post.revision is not None
    assert post.revision.body.count(f"(/media/{media.key})") == 2
    assert "srcset" in post.revision.html
    assert outcomes(core, row, "file") == {"lake.jpg": "created", "gone.jpg": "failed"}
    assert "status 404" in message(core, row, "gone.jpg")
    assert outcomes(core, again, "file") == {"lake.jpg": "unchanged", "gone.jpg": "failed"}
    assert outcomes(core, again, "post") == {"One": "unchanged"}


def test_a_host_that_cannot_be_reached_is_soon_left_alone(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    core.settings["FETCH_PRIVATE"] = True
    files = [
        exports.item(n, f"F{n}", type="attachment", url=f"http://127.0.0.1:9/{n}.jpg", guid="")
        for n in range(1, 31)
    ]
    row = bring(exports.write(tmp_path, exports.item(99, "One"), *files))
    assert row.state == "finished"
    assert set(outcomes(core, row, "file").values()) == {"failed"}
    assert "was not asked again" in message(core, row, "30.jpg")


def test_private_addresses_are_not_fetched_from(core: Core, bring: Bring, tmp_path: Path) -> None:
    with old_blog({"/a.jpg": samples.photo()}) as (address, asked):
        row = bring(
            exports.write(tmp_path, exports.item(3, "A", type="attachment", url=f"{address}/a.jpg"))
        )
    assert asked == []
    assert "not a public address" in message(core, row, "a.jpg")


def test_without_fetching_everything_else_comes_over(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    picture = "https://harbour.example/wp-content/uploads/a.jpg"
    row = bring(
        exports.write(
            tmp_path,
            exports.item(1, "One", f'<img src="{picture}">'),
            exports.item(2, "A", type="attachment", url=picture),
        ),
        fetch=False,
    )
    assert message(core, row, "a.jpg") == "It was not fetched, as you asked."
    assert message(core, row, "One") == "One picture is still at the old blog, and not shown here."


def test_a_dry_run_reports_the_same_and_changes_nothing(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    export = exports.write(
        tmp_path,
        exports.author(1, "ana"),
        exports.category("boats", "Boats"),
        exports.item(1, "One", comments=[exports.comment(1, "Hi")]),
        exports.item(2, "Two", type="page", terms=[("category", "boats", "Boats")]),
    )
    before = rows(core)
    tried = bring(export, dry_run=True)
    assert rows(core) == before
    assert outcomes(core, tried) == outcomes(core, bring(export))
    assert set(outcomes(core, tried).values()) == {"created"}


def test_the_title_is_taken_over_only_where_there_is_none(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    export = exports.write(tmp_path, exports.item(1, "One"))
    bring(export)
    with core.db.reading() as db:
        assert site_values(db).title == "Flaskr"
    bring(export, site_title=True)
    with core.db.reading() as db:
        assert site_values(db).title == "Harbour Notes"
        assert site_values(db).tagline == "Boats and weather"
    again = bring(export, site_title=True)
    assert outcomes(core, again, "other") == {"Title of the site": "skipped"}


def test_items_of_one_number_that_differ_all_come_over_and_copies_once(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    one = exports.item(1, "One")
    row = bring(exports.write(tmp_path, one, one, exports.item(1, "Other")))
    assert set(posts(core)) == {"one", "other"}
    assert list(outcomes(core, row, "other").values()) == ["skipped"]
    with core.db.reading() as db:
        assert db.scalars(select(Tag)).all() == []


def test_a_text_that_is_too_long_is_reported_and_stops_nothing(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    row = bring(
        exports.write(
            tmp_path, exports.item(1, "Long", "word " * 110_000), exports.item(2, "Short")
        )
    )
    assert outcomes(core, row, "post") == {"Long": "failed", "Short": "created"}
    assert "split it" in message(core, row, "Long")
    assert set(posts(core)) == {"short"}
