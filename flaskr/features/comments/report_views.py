"""Where readers report a comment."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from flaskr.core.errors import Invalid
from flaskr.features.comments import page_views, reporting
from flaskr.features.comments.context import secret
from flaskr.features.comments.pages import ReportForm
from flaskr.features.comments.posting import SENTENCES
from flaskr.features.site.context import words
from flaskr.lib import tokens
from flaskr.web.access import actor, public
from flaskr.web.current import client_address, core, reading, transaction

bp = Blueprint("comment_reports", __name__, url_prefix="/comments")
LIMIT = "10 per 10 minutes"


@bp.get("/<int:comment_id>/report")
@public
def new_report(comment_id: int) -> Response:
    """Show a comment and ask what is wrong with it."""
    return _page(comment_id)


@bp.post("/<int:comment_id>/report")
@public
def create_report(comment_id: int) -> Any:
    """Tell the moderators, and nobody else."""
    address = client_address()
    reason, note = request.form.get("reason", ""), request.form.get("note", "")
    sender = tokens.sign(
        secret(), "report", comment_id, address, request.user_agent.string, actor().id
    )
    # Only programs fill in what nobody sees. They are told the same.
    is_trapped = bool(request.form.get("subject", "").strip())
    try:
        with transaction() as db:
            core().limits.hit(LIMIT, "report", address, message=SENTENCES["many"], within=db)
            if not is_trapped:
                reporting.report(db, comment_id, reason=reason, note=note, sender=sender)
    except Invalid as error:
        return _page(comment_id, reason, note, error)
    return redirect(f"/comments/{comment_id}/report/thanks", 303)


@bp.get("/<int:comment_id>/report/thanks")
@public
def thank(comment_id: int) -> Response:
    """Say that the report has arrived."""
    comment = reporting.reportable(reading(), comment_id)
    title = words().gettext("Thank you for telling us")
    return page_views.report_page(comment, title, "reported")


def _page(
    comment_id: int, reason: str = "", note: str = "", error: Invalid | None = None
) -> Response:
    comment = reporting.reportable(reading(), comment_id)
    say = words()
    form = ReportForm(
        action=f"/comments/{comment_id}/report",
        reasons=tuple((name, say.gettext(text)) for name, text in reporting.REASONS.items()),
        reason=reason,
        note=note,
        longest=reporting.LONGEST_NOTE,
        error=say.gettext(error.message) if error else "",
    )
    title = say.gettext("Report a comment")
    return page_views.report_page(comment, title, "report", form, status=422 if error else 200)
