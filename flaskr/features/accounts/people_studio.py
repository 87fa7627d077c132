"""Studio's pages for the people of the site: roles, suspensions, invitations."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from flaskr.core.errors import Invalid
from flaskr.core.permissions import Role
from flaskr.features.accounts import profile, registering
from flaskr.features.accounts.forms import InviteForm
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import users
from flaskr.features.site.context import site_url
from flaskr.web.access import actor, load, requires
from flaskr.web.current import reading, transaction
from flaskr.web.forms import form_of
from flaskr.web.studio import here_or, render_studio, say

bp = Blueprint("people_studio", __name__, url_prefix="/studio", template_folder="templates")
PAGE = 50


@bp.get("/people/")
@requires("accounts.manage")
def list_people() -> str:
    """List the users and the open invitations."""
    return _people_page(InviteForm())


@bp.post("/people/<int:user_id>/role")
@requires("accounts.manage")
def update_role(user_id: int) -> Any:
    """Give a user another role."""
    try:
        role = Role.named(request.form.get("role", ""))
    except ValueError as error:
        raise Invalid("role", str(error)) from error
    with transaction() as db:
        user = load(db, User, user_id, action="accounts.manage")
        profile.set_role(user, role, by=actor())
    say("%(name)s is %(role)s now.", name=user.name, role=role.label)
    return redirect(here_or(url_for(".list_people")))


@bp.post("/people/<int:user_id>/suspension")
@requires("accounts.manage")
def create_suspension(user_id: int) -> Any:
    """Keep a user from logging in."""
    with transaction() as db:
        user = load(db, User, user_id, action="accounts.manage")
        profile.disable(user, by=actor())
    say("%(name)s cannot log in any more. Their posts stay.", "info", name=user.name)
    return redirect(here_or(url_for(".list_people")))


@bp.post("/people/<int:user_id>/suspension/removal")
@requires("accounts.manage")
def delete_suspension(user_id: int) -> Any:
    """Let a user log in again."""
    with transaction() as db:
        user = load(db, User, user_id, action="accounts.manage")
        profile.enable(user, by=actor())
    say("%(name)s can log in again.", name=user.name)
    return redirect(here_or(url_for(".list_people")))


@bp.post("/people/invitations")
@requires("accounts.invite")
def create_invitation() -> Any:
    """Make an invitation and show its link, once."""
    form = form_of(InviteForm)
    if form.validate():
        try:
            with transaction() as db:
                token = registering.invite(
                    db, by=actor(), role=Role.named(form.role.data), email=form.email.data
                )
        except Invalid as error:
            form.put(error)
        else:
            link = f"{site_url()}{url_for('accounts.register', invitation=token)}"
            return _people_page(InviteForm(None), invitation_link=link)
    return _people_page(form), 422


@bp.post("/people/invitations/<int:invitation_id>/removal")
@requires("accounts.invite")
def delete_invitation(invitation_id: int) -> Any:
    """End an invitation."""
    with transaction() as db:
        registering.withdraw_invitation(db, invitation_id, by=actor())
    say("The invitation is withdrawn.", "info")
    return redirect(here_or(url_for(".list_people")))


def _people_page(form: InviteForm, invitation_link: str = "") -> str:
    search = request.args.get("q", "").strip()
    rows = users(reading(), after=request.args.get("after", ""), limit=PAGE + 1, search=search)
    return render_studio(
        "accounts/people.html",
        form=form,
        invitation_link=invitation_link,
        invitations=registering.open_invitations(reading()),
        rows=rows[:PAGE],
        following=rows[PAGE - 1].username if len(rows) > PAGE else None,
        roles=[role.label for role in Role],
        search=search,
    )
