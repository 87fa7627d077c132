"""Whatever changes and visits come in whatever order, a visitor sees what is true."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import Base, session_of
from flaskr.core.permissions import SYSTEM
from flaskr.features.accounts.logging_in import start_session
from flaskr.features.accounts.models import User
from flaskr.features.accounts.profile import change_profile
from flaskr.features.accounts.views import COOKIE
from flaskr.features.comments import moderating
from flaskr.features.comments.models import Comment
from flaskr.features.comments.storing import keep_comment
from flaskr.features.posts import addresses, publishing, tagging, trash, writing
from flaskr.features.posts.models import VISIBILITIES, Post
from flaskr.features.reactions.reacting import react, takes_reactions, withdraw
from flaskr.features.site.identity import change_site
from flaskr.features.site.models import Redirect
from flaskr.features.site.redirects import add_redirect, remove_redirect
from flaskr.lib import passwords
from flaskr.lib.sanitize import SafeHtml
from tests.web.pagecache.sites import Site, fill, site, write

PATHS = (
    "/", "/post-1/", "/post-2/", "/post-3/", "/new-1/", "/new-2/", "/moved-1/", "/moved-2/",
    "/tag/lake/", "/tag/tag-1/", "/tag/boat/", "/tags/", "/author/ana/", "/author/olga/",
    "/archive/", "/feed.atom", "/feed.json", "/tag/lake/feed.rss", "/author/ana/feed.atom",
    "/search?q=text", "/old-1/", "/old-2", "/nowhere/", "/robots.txt", "/sitemap.xml",
    "/sitemap-1.xml", "/sitemap-tags-1.xml", "/sitemap-authors-1.xml", "/post-1/?utm_source=x",
)  # fmt: skip

numbers = count(1)
Change = Callable[[Session, Any], object]


def some(db: Session, model: type[Base], pick: Any) -> Any:
    rows = db.scalars(select(model).order_by(model.id)).all()  # type: ignore[attr-defined]
    return pick(rows) if rows else None


def on_post(verb: Callable[[Post, Any], object]) -> Change:
    def run(db: Session, pick: Any) -> None:
        post = some(db, Post, pick)
        if post is not None and post.trashed_at is None:
            verb(post, pick)

    return run


def new_post(db: Session, pick: Any) -> None:
    author = some(db, User, pick)
    post = write(db, f"New {pick([1, 2])}", author.id, kind=pick(["post", "post", "page"]))
    publishing.publish(post, by=SYSTEM)


def set_visibility(post: Post, pick: Any) -> None:
    hashed = HASH if (visibility := pick(VISIBILITIES)) == "password" else None
    publishing.set_visibility(post, visibility, by=SYSTEM, password_hash=hashed)


def revise(post: Post, _pick: Any) -> None:
    number = next(numbers)
    writing.revise(post, by=SYSTEM, title=f"Title {number}", body=f"Text number {number}.")


def redate(post: Post, pick: Any) -> None:
    if post.published_at is not None:
        at = clock.now() - timedelta(hours=pick([1, 2, 30, 900]))
        publishing.redate(post, by=SYSTEM, at=at)


def comment(post: Post, pick: Any) -> None:
    keep_comment(
        session_of(post),
        post.id,
        author_name=f"Reader {next(numbers)}",
        author_email="",
        author_url="",
        html="<p>I see.</p>",
        created_at=clock.now(),
        state=pick(["approved", "pending"]),
    )


def moderate(db: Session, pick: Any) -> None:
    found = some(db, Comment, pick)
    if found is not None:
        verbs = [moderating.approve, moderating.unapprove, moderating.trash]
        pick(verbs)(found, by=SYSTEM)


def toggle_reaction(post: Post, pick: Any) -> None:
    if takes_reactions(post):
        visitor = pick(["a", "b"])
        if not withdraw(post, "heart", visitor=visitor):
            react(post, "heart", visitor=visitor)


def rename(db: Session, pick: Any) -> None:
    name = f"Name {next(numbers)}"
    change_profile(
        some(db, User, pick), by=SYSTEM, name=name, email="", bio="", bio_html=SafeHtml()
    )


def put_in_the_trash_or_back(db: Session, pick: Any) -> None:
    post = some(db, Post, pick)
    if post is None:
        return
    if post.trashed_at is None:
        trash.trash(post, by=SYSTEM)
    else:
        pick([trash.restore, trash.restore, trash.remove])(post, by=SYSTEM)


def lead_on(db: Session, pick: Any) -> None:
    row = some(db, Redirect, pick)
    if row is not None and pick([True, False]):
        remove_redirect(db, row.id, by=SYSTEM)
    else:
        add_redirect(db, pick(["/old-1/", "/old-2"]), pick(["/post-1/", "/tags/"]))


CHANGES: tuple[Change, ...] = (
    new_post,
    on_post(revise),
    on_post(set_visibility),
    on_post(redate),
    on_post(comment),
    on_post(toggle_reaction),
    on_post(lambda post, _: publishing.publish(post, by=SYSTEM)),
    on_post(lambda post, _: publishing.unpublish(post, by=SYSTEM)),
    on_post(lambda post, pick: publishing.feature(post, pick([True, False]), by=SYSTEM)),
    on_post(lambda post, pick: tagging.set_tags(post, pick([["lake"], ["boat"], []]), by=SYSTEM)),
    on_post(lambda post, pick: writing.set_authors(post, [pick([1, 2])], by=SYSTEM)),
    on_post(lambda post, _: addresses.set_slug(post, free(post))),
    moderate,
    rename,
    put_in_the_trash_or_back,
    lead_on,
    lambda db, _: change_site(db, by=SYSTEM, title=f"Site {next(numbers)}"),
    lambda db, pick: change_site(db, by=SYSTEM, posts_per_page=pick([1, 2, 10])),
)
HASH = passwords.hash_password("open")


def free(post: Post) -> str:
    return addresses.free_slug(session_of(post), f"moved-{post.id}")


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each example makes a database: shrinking takes hours
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_interleaving_shows_a_visitor_what_is_no_longer_true(
    make_database: Any, data: st.DataObject
) -> None:
    with site(make_database()) as made:
        fill(made.core)
        owner = _session(made)
        for _ in range(data.draw(st.integers(5, 25))):
            process = data.draw(st.integers(0, 1))
            kind = data.draw(st.sampled_from(["change", "visit", "visit", "look as owner"]))
            if kind == "change":
                change = data.draw(st.sampled_from(CHANGES))
                with made.core_of(process).db.transaction() as db:
                    change(db, lambda choices: data.draw(st.sampled_from(choices)))
            elif kind == "visit":
                made.check(data.draw(st.sampled_from(PATHS)), process)
            else:
                # What is made for somebody who may see more must be shown to nobody else.
                client = made.caching[process].test_client()
                client.set_cookie(COOKIE, owner)
                client.get(data.draw(st.sampled_from([*PATHS, *_previews(made)])))
        for path in (*PATHS, *PATHS):
            for process in (0, 1):
                made.check(path, process)


def _session(made: Site) -> str:
    with made.core.db.transaction() as db:
        olga = db.scalars(select(User).where(User.username == "olga")).one()
        return start_session(db, olga)


def _previews(made: Site) -> list[str]:
    with made.core.db.reading() as db:
        return [f"/studio/posts/{id}/preview" for id in db.scalars(select(Post.id))]
