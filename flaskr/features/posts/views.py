"""The public pages: home, posts, tags, authors and the archive."""

from dataclasses import fields, replace
from typing import Any

from flask import Blueprint, redirect, request, session, url_for

from flaskr.core.errors import Gone, NotFound
from flaskr.features.accounts.people import has_owner
from flaskr.features.posts import listing, pages
from flaskr.features.posts.context import (
    canonical,
    depends_on_posts,
    feeds_of,
    list_of,
    presenter,
    requested_slice,
)
from flaskr.features.posts.presenting import contents_of, post_link
from flaskr.features.posts.shown import Beside, ShownPost, public_post
from flaskr.features.site.context import current_site, old_target
from flaskr.features.site.redirects import NOWHERE, target_of
from flaskr.lib import passwords
from flaskr.lib.sanitize import SafeHtml, notes_in_place
from flaskr.web.access import public
from flaskr.web.current import client_address, core, end_reading, reading, visiting
from flaskr.web.pagecache import depends_on
from flaskr.web.themes import render_page

bp = Blueprint("posts", __name__, template_folder="templates")


@bp.get("/")
@public
def home() -> Any:
    """Show the newest posts, featured ones first."""
    old_id = request.args.get("p") or request.args.get("page_id")
    if old_id:
        target = target_of(reading(), f"/?p={old_id}")
        if target == NOWHERE:
            raise Gone
        if target is not None:
            return redirect(target, 301)
    front = current_site().look.home_page
    page = front and not request.args and _front_page(front)
    return page or _newest("/")


@bp.get("/posts/")
@public
def list_posts() -> Any:
    """Show the newest posts where a page stands at the front, else whatever has this address."""
    return _newest("/posts/") if current_site().look.home_page else show_post("posts")


def _front_page(slug: str) -> Any:
    """Show a page as the home page, or nothing if nobody may read it any more."""
    depends_on("addresses")
    try:
        post, _older, _newer = public_post(visiting(), slug)
    except NotFound:
        return None
    if post.visibility != "public":
        return None
    return render_page("page.html", replace(post_page(post), canonical_url=canonical("/")))


def _newest(path: str) -> Any:
    is_first = not {"before", "after"} & request.args.keys()
    shown = requested_slice(listing.Flow(without_featured=True))
    featured = listing.featured_posts(visiting()) if is_first else ()
    if is_first and not shown.posts and not featured and not has_owner(reading()):
        return redirect(url_for("accounts.unclaimed"))
    depends_on("posts")
    site = current_site()
    return render_page(
        "home.html",
        pages.HomePage(
            **list_of(shown, first=path, featured=featured),
            description=site.tagline,
            canonical_url=canonical(path) if is_first else "",
            feeds=feeds_of(site.title, ""),
        ),
    )


@bp.get("/<slug>/", strict_slashes=False)
@public
def show_post(slug: str) -> Any:
    """Show a post or a page; an address it had before leads to the one it has."""
    try:
        post, older, newer = public_post(visiting(), slug)
    except NotFound:
        depends_on("addresses", odd=True)
        target = old_target()
        if target is None:
            raise
        return redirect(target, 301)
    if request.path != post.path:
        return redirect(post.path, 308)
    if post.slug == current_site().look.home_page and post.visibility == "public":
        return redirect("/", 302)
    if post.visibility == "password" and not _is_unlocked(post):
        return _ask_for_password(post)
    response = render_page(
        "page.html" if post.is_page else "post.html", post_page(post, older, newer)
    )
    if post.visibility == "password":
        response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/<slug>/")
@public
def unlock_post(slug: str) -> Any:
    """Open a protected post to whoever knows its password."""
    post, _older, _newer = public_post(reading(), slug)
    if post.visibility != "password" or post.password_hash is None:
        raise NotFound
    core().limits.hit(
        "20 per 5 minutes",
        "unlock",
        str(post.id),
        client_address(),
        message="Too many attempts. Wait a few minutes, then try again.",
    )
    end_reading()
    if not passwords.verify(post.password_hash, request.form.get("password", "")):
        return _ask_for_password(post, error="That is not the password of this post.")
    session["unlocked"] = [*session.get("unlocked", [])[-50:], _lock_of(post)]
    return redirect(post.path)


def post_page(
    post: ShownPost, older: Beside | None = None, newer: Beside | None = None
) -> pages.PostPage:
    """Return what the theme sees of a post, and say what its page depends on."""
    summary = presenter().summary(post)
    depends_on(f"talk:{post.id}", *(f"post:{near.id}" for near in (older, newer) if near))
    depends_on_posts(post)
    html = notes_in_place(post.html) if post.html is not None else SafeHtml()
    return pages.PostPage(
        **{name: getattr(summary, name) for name in _FACTS},
        html=html,
        contents=contents_of(html, post.reading_minutes),
        is_page=post.is_page,
        older=post_link(older),
        newer=post_link(newer),
        description=summary.excerpt,
        canonical_url=canonical(post.path),
        feeds=feeds_of(current_site().title, ""),
        robots="noindex" if post.visibility == "password" else "",
    )


_FACTS = tuple(field.name for field in fields(pages.PostSummary))


def _lock_of(post: ShownPost) -> str:
    # A part of the hash: with a new password the old one opens nothing any more.
    return f"{post.id}:{(post.password_hash or '')[-12:]}"


def _is_unlocked(post: ShownPost) -> bool:
    return _lock_of(post) in session.get("unlocked", [])


def _ask_for_password(post: ShownPost, error: str = "") -> Any:
    page = pages.PasswordPage(title=post.title, action=post.path, error=error, robots="noindex")
    response = render_page("password.html", page, status=403 if error else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response
