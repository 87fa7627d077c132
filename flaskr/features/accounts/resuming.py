"""Logging in again in the middle of something: what was sent is carried through and not lost."""

from typing import Any

from flask import Blueprint, request, url_for

from flaskr.features.accounts.forms import LogInForm
from flaskr.features.accounts.views import local_path, logged_in, proven, status_of
from flaskr.web.access import public, resume_by
from flaskr.web.forms import form_of
from flaskr.web.studio import render_card

bp = Blueprint("resuming", __name__, template_folder="templates")
_CARRIED = "carried."
_SECRET = ("password", "current")


@bp.before_app_request
def offer() -> None:
    """Keep what a form sends when nobody is logged in any more."""
    resume_by(ask)


@bp.post("/auth/login/again")
@public
def log_in_again() -> Any:
    """Log in and offer to send again what was sent when the session had ended."""
    target = local_path(request.args.get("target", "/"))
    carried = _carried()
    form = form_of(LogInForm)
    if not form.validate():
        return _page(form, target, carried), 422
    user = proven(form)
    if user is None:
        return _page(form, target, carried), status_of(form)
    page = render_card("accounts/resume.html", target=target, carried=carried)
    return logged_in(user, form.password.data, page)


def ask() -> Any:
    """Answer a form that came without a session: log in, and nothing of it is lost."""
    carried = [
        (name, value)
        for name in request.form
        if name not in _SECRET
        for value in request.form.getlist(name)
    ]
    return _page(LogInForm(None), request.full_path.rstrip("?"), carried), 401


def _page(form: LogInForm, target: str, carried: list[tuple[str, str]]) -> str:
    action = url_for("resuming.log_in_again", target=target)
    named = [(f"{_CARRIED}{name}", value) for name, value in carried]
    return render_card("accounts/log_in_again.html", form=form, action=action, carried=named)


def _carried() -> list[tuple[str, str]]:
    return [
        (name.removeprefix(_CARRIED), value)
        for name in request.form
        if name.startswith(_CARRIED)
        for value in request.form.getlist(name)
    ]
