"""Studio's pages for what a post was: its revisions, and what changed between them."""

from datetime import datetime
from itertools import zip_longest
from typing import Any

from flask import Blueprint, redirect, request, url_for

from flaskr.features.posts import writing
from flaskr.features.posts.context import presenter
from flaskr.features.posts.models import Post, Revision
from flaskr.features.posts.rendering import render
from flaskr.lib.differences import differences, size_of_change
from flaskr.web.access import actor, load, requires
from flaskr.web.current import reading, transaction
from flaskr.web.studio import render_studio, say

bp = Blueprint("revisions_studio", __name__, url_prefix="/studio", template_folder="templates")
PAGE = 50
OFFERED = 200
"""How many revisions one can be compared with by choosing them from a list."""


@bp.get("/posts/<int:post_id>/revisions/")
@requires("posts.write")
def list_revisions(post_id: int) -> str:
    """List what the post's text was before."""
    post = load(reading(), Post, post_id, action="posts.edit")
    before = request.args.get("before", type=int)
    revisions = writing.revisions_of(post, before=before, limit=PAGE + 1)
    return render_studio(
        "posts/revisions.html",
        post=post,
        revisions=[
            (revision, size_of_change(earlier.text, revision.text) if earlier else None)
            for revision, earlier in zip_longest(revisions[:PAGE], revisions[1:])
        ],
        older=revisions[PAGE - 1].number if len(revisions) > PAGE else None,
        local=presenter().local,
    )


@bp.get("/posts/<int:post_id>/revisions/<int:number>")
@requires("posts.write")
def show_revision(post_id: int, number: int) -> str:
    """Show what the post's text was, as written and as read."""
    post = load(reading(), Post, post_id, action="posts.edit")
    revision = writing.revision_of(post, number)
    return render_studio(
        "posts/revision.html", post=post, revision=revision, local=presenter().local
    )


@bp.get("/posts/<int:post_id>/revisions/<int:number>/changes")
@requires("posts.write")
def show_changes(post_id: int, number: int) -> str:
    """Show what is different in a revision from the one before, or from `?since=` another.

    `?look=` is inline or sides, `?of=` is text (as readers see it) or source.
    """
    post = load(reading(), Post, post_id, action="posts.edit")
    revision = writing.revision_of(post, number)
    since = request.args.get("since", number - 1, type=int)
    earlier = writing.revision_of(post, since) if since else None
    source = request.args.get("of") == "source"
    return render_studio(
        "posts/changes.html",
        post=post,
        revision=revision,
        earlier=earlier,
        offered=_offered(post, revision, earlier),
        blocks=differences(_words(earlier, source), _words(revision, source)),
        of="source" if source else "text",
        look="sides" if request.args.get("look") == "sides" else "inline",
        local=presenter().local,
    )


@bp.post("/posts/<int:post_id>/revisions/<int:number>/restoration")
@requires("posts.write")
def restore_revision(post_id: int, number: int) -> Any:
    """Make an earlier text the current one, as a new revision."""
    earlier = writing.revision_of(load(reading(), Post, post_id, action="posts.edit"), number)
    rendered = render(reading(), earlier.body)
    with transaction() as db:
        post = load(db, Post, post_id, action="posts.edit")
        writing.restore_revision(post, number, by=actor(), rendered=rendered)
    say("Revision %(number)s is the current text again; the one before is kept.", number=number)
    return redirect(url_for("posts_studio.edit_post", post_id=post_id))


def _offered(
    post: Post, revision: Revision, earlier: Revision | None
) -> list[tuple[int, datetime]]:
    """Return with what a revision can be compared: numbers and times, newest first."""
    times = writing.times_of_revisions(post, limit=OFFERED)
    if earlier is not None:
        times.setdefault(earlier.number, earlier.created_at)
    return [(number, at) for number, at in times.items() if number != revision.number]


def _words(revision: Revision | None, source: bool) -> str:
    if revision is None:
        return ""
    return f"{revision.title}\n{revision.body if source else revision.text}"
