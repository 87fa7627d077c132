"""Previews: a post as readers will see it, for who writes it and for whoever has a secret link."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from flaskr.core.errors import Conflict, Invalid
from flaskr.features.posts import preview_links
from flaskr.features.posts.context import presenter
from flaskr.features.posts.models import Post, PreviewLink
from flaskr.features.posts.shown import any_post
from flaskr.features.posts.views import post_page
from flaskr.web.access import actor, load, public, requires
from flaskr.web.current import core, reading, transaction
from flaskr.web.studio import render_studio, say, say_error
from flaskr.web.themes import render_page

bp = Blueprint("previews_studio", __name__, url_prefix="/studio", template_folder="templates")


@bp.get("/posts/<int:post_id>/preview")
@requires("posts.write")
def preview_post(post_id: int) -> Any:
    """Show the saved text exactly as the theme shows it to readers."""
    return _shown(load(reading(), Post, post_id, action="posts.edit"))


@bp.get("/previews/<int:link_id>/<key>")
@public
def show_preview(link_id: int, key: str) -> Any:
    """Show a post to who has a link to it; once it is public, lead there."""
    post = preview_links.post_behind(reading(), link_id, key, secret=_secret())
    return redirect(post.path) if post.is_public else _shown(post)


@bp.get("/posts/<int:post_id>/preview-links/")
@requires("posts.write")
def list_links(post_id: int) -> str:
    """List a post's secret links."""
    post = load(reading(), Post, post_id, action="posts.edit")
    links = [(link, _address(link)) for link in preview_links.links_of(post)]
    return render_studio(
        "posts/preview_links.html",
        post=post,
        links=links,
        days=preview_links.DAYS,
        local=presenter().local,
    )


@bp.post("/posts/<int:post_id>/preview-links/")
@requires("posts.write")
def create_link(post_id: int) -> Any:
    """Make a link."""
    try:
        with transaction() as db:
            post = load(db, Post, post_id, action="posts.edit")
            days = request.form.get("days", 0, type=int)
            preview_links.make_link(post, by=actor(), days=days)
    except (Conflict, Invalid) as error:
        say_error(error)
    else:
        say("The link is ready. Whoever has it can read the post as it was saved last.")
    return redirect(url_for(".list_links", post_id=post_id))


@bp.post("/posts/<int:post_id>/preview-links/<int:link_id>/removal")
@requires("posts.write")
def delete_link(post_id: int, link_id: int) -> Any:
    """End a link."""
    with transaction() as db:
        post = load(db, Post, post_id, action="posts.edit")
        preview_links.end_link(post, link_id, by=actor())
    say("The link has ended.", "info")
    return redirect(url_for(".list_links", post_id=post_id))


def _shown(post: Post) -> Any:
    template = "page.html" if post.is_page else "post.html"
    response = render_page(template, post_page(*any_post(reading(), post.id)))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _address(link: PreviewLink) -> str:
    key = preview_links.key_of(_secret(), link)
    return url_for(".show_preview", link_id=link.id, key=key, _external=True)


def _secret() -> str:
    return str(core().settings["SECRET_KEY"])
