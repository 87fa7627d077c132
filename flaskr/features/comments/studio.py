"""Studio's page for comments: reading and moderating them."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, redirect, request, url_for

from flaskr.features.comments import judging, listing, moderating, reporting, undoing
from flaskr.features.comments.models import REPORTED, STATES, Comment, CommentReport
from flaskr.features.site.context import current_site
from flaskr.lib import text, urls, zones
from flaskr.lib.sanitize import plain
from flaskr.web.access import actor, load, requires
from flaskr.web.current import core, reading, transaction
from flaskr.web.speaking import spoken
from flaskr.web.studio import here_or, render_studio, say, say_many

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
        states=(*STATES, REPORTED),
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
        reasons=judging.sentences(comment.reasons, spoken()),
        reports=reporting.sentences(found.get(comment_id, []), spoken()),
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
        say_many(
            "Undone: %(number)s comment is as before.",
            "Undone: %(number)s comments are as before.",
            len(before),
            "info",
        )
    elif before:
        say_many(*_DONE[state], len(before))
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


_DONE = {
    "approved": ("%(number)s comment is approved.", "%(number)s comments are approved."),
    "pending": (
        "%(number)s comment waits for approval; nobody sees it.",
        "%(number)s comments wait for approval; nobody sees them.",
    ),
    "spam": ("%(number)s comment is marked as spam.", "%(number)s comments are marked as spam."),
    "trash": ("%(number)s comment is in the trash.", "%(number)s comments are in the trash."),
}
_DONE_TO_ONE = {
    "approved": "The comment by %(name)s is approved.",
    "pending": "The comment by %(name)s waits for approval; nobody sees it.",
    "spam": "The comment by %(name)s is marked as spam.",
    "trash": "The comment by %(name)s is in the trash.",
}
_KEPT = "The comment by %(name)s stays as it is."
SENTENCES = (_KEPT, *_DONE.values(), *_DONE_TO_ONE.values())
"""What is said when something was done, for those who translate."""


def _about(count: int) -> str:
    most = listing.MOST_COUNTED
    return f"{most}+" if count > most else str(count)


def _moderate(comment_id: int, state: str) -> Any:
    with transaction() as db:
        comment = load(db, Comment, comment_id, action="comments.moderate")
        before = moderating.moderate(db, {comment.id: state}, by=actor())
    is_kept = before.get(comment_id) == REPORTED and state == "approved"
    say(_KEPT if is_kept else _DONE_TO_ONE[state], name=comment.author_name)
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
    return state if state in STATES or state == REPORTED else ""


def _why(comment: Comment, reports: Collection[CommentReport]) -> list[str]:
    told = (
        judging.sentences(comment.reasons, spoken()) if comment.state in ("pending", "spam") else []
    )
    return [*told, *reporting.sentences(reports, spoken())]
