"""Studio's pages for what a post is and was: its preview and its revisions."""

from typing import Any

from flask import Blueprint, redirect, url_for

from flaskr.features.posts import writing
from flaskr.features.posts.context import presenter
from flaskr.features.posts.models import Post
from flaskr.features.posts.views import post_page
from flaskr.web.access import actor, load, requires
from flaskr.web.current import reading, transaction
from flaskr.web.studio import render_studio, say
from flaskr.web.themes import render_page

bp = Blueprint("revisions_studio", __name__, url_prefix="/studio", template_folder="templates")


@bp.get("/posts/<int:post_id>/preview")
@requires("posts.write")
def preview_post(post_id: int) -> Any:
    """Show the saved text exactly as the theme shows it to readers."""
    post = load(reading(), Post, post_id, action="posts.edit")
    response = render_page("page.html" if post.is_page else "post.html", post_page(post))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/posts/<int:post_id>/revisions/")
@requires("posts.write")
def list_revisions(post_id: int) -> str:
    """List what the post's text was before."""
    post = load(reading(), Post, post_id, action="posts.edit")
    revisions = writing.revisions_of(post)
    return render_studio(
        "posts/revisions.html", post=post, revisions=revisions, local=presenter().local
    )


@bp.post("/posts/<int:post_id>/revisions/<int:number>/restoration")
@requires("posts.write")
def restore_revision(post_id: int, number: int) -> Any:
    """Make an earlier text the current one, as a new revision."""
    with transaction() as db:
        post = load(db, Post, post_id, action="posts.edit")
        writing.restore_revision(post, number, by=actor())
    say(f"Revision {number} is the current text again; the one before is kept.")
    return redirect(url_for("posts_studio.edit_post", post_id=post_id))
