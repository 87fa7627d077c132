"""Every kind of page, wide and narrow, in the light and in the dark."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from flaskr.core.permissions import SYSTEM
from flaskr.features.comments import following
from flaskr.features.comments.models import CommentFollower
from flaskr.features.comments.signing import owner_key
from flaskr.features.comments.storing import keep_comment
from flaskr.features.comments.telling import moderator_key
from flaskr.features.media import uploading
from flaskr.features.media.pictures import markdown as placed
from flaskr.features.posts import publishing, tagging, trash, writing
from flaskr.features.site.identity import change_site
from flaskr.features.site.links import Link
from flaskr.features.site.look import Look
from flaskr.features.site.redirects import add_redirect
from flaskr.lib import passwords
from tests.browser.faults import faults
from tests.browser.server import add_people
from tests.pictures import png

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
BODY = f"""
Walking *slowly* past [the lock](/about/), `make run` in mind[^1], and {LONG}.

## What stood there

| where | when | how much |
|---|---|---|
| {LONG} | noon | 12 |
| by the weir | dusk | 7 |

> A quotation, with a [link](https://example.org/{"a" * 120}).

1. first
2. second
   - [ ] to do
   - [x] done

```python
def walk(steps: int) -> str:
    return "left, right, " * steps  # and a comment long enough to reach beyond any narrow screen
```

$$ e^{{i\\pi}} + 1 = 0 $$

---

[^1]: A note at the foot.
"""
PUBLIC = (
    "/", "/?before=2", "/everything/", "/about/", "/locked/", "/tags/", "/tag/walks/",
    "/author/olga/", "/archive/", "/archive/2024/", "/archive/2024/3/", "/search", "/privacy/",
    "/search?q=lock", "/search?q=zeppelin", "/not/there", "/auth/login", "/auth/register",
    "/auth/logout", "/auth/setup/wrong", "/comments/posts/1/new", "/comments/posts/1/new?answer=1",
)  # fmt: skip
KEY = "a key for the links of this blog"
BY_LINK = (
    f"/comments/1/own/{owner_key(KEY, 1)}", f"/comments/1/own/{owner_key(KEY, 1)}/edit",
    f"/comments/3/moderation/1/99999/{moderator_key(KEY, 3, 1, 99_999)}",
    following.address(KEY, 1), following.address(KEY, 2), following.address(KEY, 99), "/gone/",
)  # fmt: skip
STUDIO = (
    "posts/?state=draft", "posts/?state=trashed", "posts/?q=zeppelin", "posts/new",
    "posts/new?kind=page", "posts/1", "posts/1/preview", "posts/1/revisions/",
    "posts/1/revisions/1/changes", "posts/1/revisions/1/changes?look=sides", "posts/999",
    "posts/1/preview-links/", "posts/2/preview-links/", "posts/2/revisions/",
    "media/1", "media/1/removal", "comments/1", "comments/?state=spam",
)  # fmt: skip


@pytest.fixture(params=(1280, 320), ids=lambda width: f"{width}px")
def width(request):
    """A desk's screen, and the narrowest that WCAG 1.4.10 asks for."""
    return request.param


@pytest.fixture(scope="module")
def blog(new_blog):
    blog = new_blog(FLASKR_SECRET_KEY=KEY)
    with blog.writing() as (db, core):
        fill(db, core.storage)
    return blog.start()


def fill(db, storage) -> None:
    """Write a blog that has one of everything."""
    olga = add_people(db)["olga"]
    links = (Link("About", "/about/"), Link("Tags", "/tags/"), Link("Archive", "/archive/"))
    change_site(
        db, by=SYSTEM, title="Field Notes", tagline="Walking and mending", registration="open",
        posts_per_page=3, look=Look(navigation=links),
    )  # fmt: skip
    prepared = uploading.prepare(png(1200, 800, "darkslateblue"), "dusk.png")
    uploading.keep(storage, prepared)
    picture = uploading.add_media(db, prepared, by=olga.actor, alt="Dusk over the weir")

    full = writing.write(
        db, by=olga.actor, title="Everything", body=f"{BODY}\n\n{placed(picture)}\n"
    )
    writing.revise(full, by=olga.actor, title="Everything", body=f"{BODY}\n\n{placed(picture)}\n!")
    writing.describe(full, by=olga.actor, cover=picture)
    tagging.set_tags(full, ["Walks", "Weirs"], by=olga.actor)
    publishing.publish(full, by=olga.actor, at=datetime(2024, 3, 9, 12, tzinfo=UTC))
    for number in range(6):
        post = writing.write(db, by=olga.actor, title=f"Lock {number} {LONG}", body="By the lock.")
        publishing.publish(post, by=olga.actor, at=datetime(2024, 2, 1 + number, tzinfo=UTC))
    about = writing.write(db, by=olga.actor, title="About", body=BODY, kind="page")
    publishing.publish(about, by=olga.actor)
    locked = writing.write(db, by=olga.actor, title="Locked", body="Hidden.")
    publishing.publish(locked, by=olga.actor, at=datetime(2024, 1, 1, tzinfo=UTC))
    hashed = passwords.hash_password("sesame")
    publishing.set_visibility(locked, "password", by=olga.actor, password_hash=hashed)
    writing.write(db, by=olga.actor, title=f"Draft {LONG}", body="Not yet.")
    trash.trash(writing.write(db, by=olga.actor, title="Away", body="Gone."), by=olga.actor)
    add_redirect(db, "/2019/05/old.html", "/everything/")

    gone = writing.write(db, by=olga.actor, title="Gone", body="Gone.")
    trash.remove(publishing.publish(gone, by=olga.actor), by=olga.actor)
    for email, at in (("a@example.org", None), ("b@example.org", full.created_at)):
        db.add(
            CommentFollower(
                post_id=full.id, email=email, created_at=full.created_at, confirmed_at=at
            )
        )
        db.flush()

    parent = None
    for number, state in enumerate(("approved", "approved", "pending", "spam")):
        comment = keep_comment(
            db, full.id, author_name=f"Bertie {number}", author_email="bertie@example.org",
            author_url="https://example.org/", html=f"<p>We came down too. {LONG}</p>",
            created_at=datetime(2024, 3, 10 + number, tzinfo=UTC), state=state, parent_id=parent,
        )  # fmt: skip
        parent = comment.id


def look_at(person, paths) -> list[str]:
    """Open each page and return the faults of all of them."""
    found = []
    for path in paths:
        person.open(path)
        expect(person.page.get_by_role("heading", level=1)).to_be_visible()
        found += [f"{path}: {fault}" for fault in faults(person.page)]
    return found


@pytest.mark.parametrize("part", [0, 1])
def test_public_pages_are_usable_by_everybody(blog, visit, part):
    found = look_at(visit(blog), PUBLIC[part::2])
    assert not found, "\n".join(found)


def test_pages_that_a_link_in_a_mail_leads_to_are_usable_by_everybody(blog, visit):
    found = look_at(visit(blog), BY_LINK)
    assert not found, "\n".join(found)


def test_each_step_of_commenting_is_usable_by_everybody(blog, visit):
    reader = visit(blog)
    reader.open("/everything/")
    reader.write("Your comment", "Down *here*, too.")
    reader.press("Post comment")
    reader.page.get_by_text("Give a name, any name.").wait_for()
    found = faults(reader.page)
    reader.write("Name", f"Dora {LONG}")
    reader.press("Preview")
    for heading, then in (
        ("Preview of your comment", "Post comment"),
        ("Your comment waits for approval", "Delete it"),
        ("Your comment is deleted", "Bring it back"),
    ):
        reader.sees_heading(heading)
        found += [f"{heading}: {fault}" for fault in faults(reader.page)]
        reader.press(then)
    reader.sees_heading("Your comment waits for approval")
    reader.follow("Change it")
    reader.write("Your comment", "Down *there*.")
    reader.press("Save")
    reader.sees_heading("Your comment waits for approval")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("part", [0, 1])
def test_pages_of_studio_are_usable_by_everybody(blog, visit, part):
    olga = visit(blog).log_in()
    found = look_at(olga, [f"/studio/{path}" for path in STUDIO[part::2]])
    assert not found, "\n".join(found)


@pytest.mark.parametrize("part", [0, 1])
def test_every_page_of_studio_s_navigation_is_usable_by_everybody(blog, visit, part):
    olga = visit(blog).log_in()
    olga.open("/studio/")
    navigation = olga.page.locator("nav[aria-label=Studio] ul a")
    paths = navigation.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert len(paths) >= 10, paths
    found = look_at(olga, paths[part::2])
    assert not found, "\n".join(found)


def test_open_menus_and_dialogs_are_usable_by_everybody(blog, visit, width):
    olga = visit(blog).log_in()
    olga.open("/studio/posts/1")
    olga.press("Move to trash")
    expect(olga.page.get_by_role("dialog")).to_be_visible()
    found = faults(olga.page)
    olga.key("Escape")
    olga.open("/studio/posts/")
    olga.page.get_by_role("group").filter(has_text="Actions for Everything").click()
    expect(olga.page.get_by_role("link", name="Revisions")).to_be_visible()
    found += faults(olga.page)
    if not olga.page.get_by_role("navigation", name="Studio").is_visible():
        olga.press("Menu")
        found += faults(olga.page)
    assert not found, "\n".join(found)


def test_a_refused_form_is_usable_by_everybody(blog, visit):
    olga = visit(blog)
    olga.open("/auth/login?next=/studio/posts/new")
    olga.enter("olga", "wrong")
    olga.is_told("Please correct this first")
    found = faults(olga.page)
    olga.log_in()
    olga.open("/studio/redirects/")
    olga.press("Add redirect")
    found += faults(olga.page)
    assert not found, "\n".join(found)
