"""Studio's page for comments: reading and moderating them."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, redirect, request, url_for

from flaskr.features.comments import judging, listing, moderating, reporting, undoing
from flaskr.features.comments.models import STATES, Comment, CommentReport
from flaskr.features.site.context import current_site
from flaskr.lib import text, urls, zones
from flaskr.lib.sanitize import plain
from flaskr.web.access import actor, load, requires
from flaskr.web.current import core, reading, transaction
from flaskr.web.studio import here_or, render_studio, say

bp = Blueprint(
    "comments_studio", __name__, url_prefix="/studio/comments", template_folder="templates"
)
LONGEST_SHOWN = 600
UNDO = "undo"


@bp.get("/")
@requires("comments.moderate")
def list_comments() -> str:
    """List comments, newest first; authors see those under their own posts."""
    state = _state()
    everybody = core().permissions.allows(actor(), "comments.moderate", owners=())
    author_id = None if everybody else actor().id
    timezone = current_site().timezone
    counts = listing.counts_by_state(reading(), author_id=author_id)
    counts[""] = counts["approved"] + counts["pending"]
    shown = listing.comments_in_studio(
        reading(), state=state, author_id=author_id, before=request.args.get("before")
    )
    reports = reporting.reports_of(
        reading(), [comment.id for comment in shown.comments if comment.reported_at]
    )
    return render_studio(
        "comments/list.html",
        state=state,
        undo=undoing.written(undoing.read(request.args.get(UNDO, ""))),
        states=(*STATES, "reported"),
        counts={word: _about(count) for word, count in counts.items()},
        shown=shown,
        local=lambda at: zones.to_local(at, timezone),
        why=lambda comment: _why(comment, reports.get(comment.id, ())),
        words=lambda comment: text.excerpt(plain(comment.html), length=LONGEST_SHOWN),
    )


@bp.get("/<int:comment_id>")
@requires("comments.moderate")
def show_comment(comment_id: int) -> str:
    """Show one comment whole, whatever state it is in."""
    comment = load(reading(), Comment, comment_id, action="comments.moderate")
    found = reporting.reports_of(reading(), [comment_id])
    written_at = zones.to_local(comment.created_at, current_site().timezone)
    return render_studio(
        "comments/show.html",
        comment=comment,
        written_at=written_at,
        reasons=judging.sentences(comment.reasons),
        reports=reporting.sentences(found.get(comment_id, [])),
    )


@bp.post("/moderation")
@requires("comments.moderate")
def moderate_comments() -> Any:
    """Put the comments that were chosen into a state, or all of an `undo` back into theirs."""
    undo = undoing.read(request.form.get("undo", ""))
    state = request.form.get("then", "")
    chosen = request.form.getlist("comment", type=int)[: undoing.MOST]
    wanted = undo or (dict.fromkeys(chosen, state) if state in STATES else {})
    with transaction() as db:
        before = moderating.moderate(db, wanted, by=actor())
    if undo:
        say(f"Undone: {_many(len(before))} as before.", "info")
    elif before:
        say(f"{_many(len(before))} {_DONE[state]}")
    else:
        say("Choose comments first, by the boxes before their names.", "info")
    return redirect(_back(before))


@bp.post("/<int:comment_id>/approval")
@requires("comments.moderate")
def create_approval(comment_id: int) -> Any:
    """Let readers see a comment."""
    return _moderate(comment_id, "approved")


@bp.post("/<int:comment_id>/approval/removal")
@requires("comments.moderate")
def delete_approval(comment_id: int) -> Any:
    """Hide a comment until it is approved."""
    return _moderate(comment_id, "pending")


@bp.post("/<int:comment_id>/spam")
@requires("comments.moderate")
def create_spam(comment_id: int) -> Any:
    """Put a comment with the spam."""
    return _moderate(comment_id, "spam")


@bp.post("/<int:comment_id>/trash")
@requires("comments.moderate")
def trash_comment(comment_id: int) -> Any:
    """Put a comment into the trash."""
    return _moderate(comment_id, "trash")


@bp.post("/<int:comment_id>/reports/removal")
@requires("comments.moderate")
def keep_comment(comment_id: int) -> Any:
    """Say that a reported comment stays as it is."""
    with transaction() as db:
        comment = load(db, Comment, comment_id, action="comments.moderate")
        reporting.keep(comment, by=actor())
    say(f"The comment by {comment.author_name} stays as it is.")
    return redirect(here_or(url_for(".list_comments")))


_DONE = {
    "approved": "approved.",
    "pending": "waiting for approval; nobody sees them.",
    "spam": "marked as spam.",
    "trash": "in the trash.",
}
_DONE_TO_ONE = {
    "approved": "The comment by {} is approved.",
    "pending": "The comment by {} waits for approval; nobody sees it.",
    "spam": "The comment by {} is marked as spam.",
    "trash": "The comment by {} is in the trash.",
}


def _many(count: int) -> str:
    return "1 comment is" if count == 1 else f"{count} comments are"


def _about(count: int) -> str:
    most = listing.MOST_COUNTED
    return f"{most}+" if count > most else str(count)


def _moderate(comment_id: int, state: str) -> Any:
    with transaction() as db:
        comment = load(db, Comment, comment_id, action="comments.moderate")
        before = moderating.moderate(db, {comment.id: state}, by=actor())
    say(_DONE_TO_ONE[state].format(comment.author_name))
    return redirect(_back(before))


def _back(before: Mapping[int, str]) -> str:
    """Return where the list is that something was done in, with what it takes to undo that."""
    came = urls.split(here_or(url_for(".list_comments")))
    query = [(name, value) for name, value in parse_qsl(came.query) if name != UNDO]
    if before:
        query.append((UNDO, undoing.written(before)))
    return f"{came.path}?{urlencode(query)}" if query else came.path


def _state() -> str:
    state = request.args.get("state", "")
    return state if state in STATES or state == "reported" else ""


def _why(comment: Comment, reports: Collection[CommentReport]) -> list[str]:
    told = judging.sentences(comment.reasons) if comment.state in ("pending", "spam") else []
    return [*told, *reporting.sentences(reports)]
