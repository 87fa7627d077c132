"""Seeing to one comment by the link in a mail, without logging in."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, request

from flaskr.core.errors import Invalid
from flaskr.features.comments import judging, moderating, telling
from flaskr.features.comments.context import secret
from flaskr.features.comments.models import STATES
from flaskr.features.comments.telling import ModeratorLink
from flaskr.features.site.context import words
from flaskr.web.access import public
from flaskr.web.current import reading, transaction
from flaskr.web.studio import render_card, say

bp = Blueprint("comment_links", __name__, url_prefix="/comments", template_folder="templates")
_LINK = "/<int:comment_id>/moderation/<int:user_id>/<int:until>/<key>"


@bp.get(_LINK)
@public
def show_link(**parts: Any) -> Response:
    """Show a comment with what can be done to it; a look alone, as of a scanner, does nothing."""
    comment, user = telling.moderator_by(reading(), secret(), ModeratorLink(**parts))
    page = make_response(
        render_card(
            "comments/by_link.html",
            comment=comment,
            user=user,
            reasons=judging.sentences(comment.reasons, words()),
        )
    )
    page.headers["Cache-Control"] = "private, no-store"
    page.headers["Referrer-Policy"] = "same-origin"
    return page


@bp.post(_LINK)
@public
def use_link(**parts: Any) -> Any:
    """Put the comment into the state that was chosen, as the user whose link it is."""
    state = request.form.get("then", "")
    if state not in STATES:
        raise Invalid("then", "Choose one of %(choices)s.", choices=", ".join(STATES))
    with transaction() as db:
        comment, user = telling.moderator_by(db, secret(), ModeratorLink(**parts))
        moderating.moderate(db, {comment.id: state}, by=user.actor)
    say(words().gettext("Done. You can change your mind here as long as the link works."))
    return redirect(request.path, 303)
