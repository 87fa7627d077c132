"""Studio's pages for one's own profile and for the people of the site."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from flaskr.core.errors import Invalid
from flaskr.features.accounts import logging_in, profile
from flaskr.features.accounts.forms import PasswordForm, ProfileForm
from flaskr.features.accounts.models import User
from flaskr.features.accounts.views import COOKIE
from flaskr.lib import passwords
from flaskr.web.access import actor, load, requires
from flaskr.web.current import core, end_reading, reading, transaction
from flaskr.web.forms import form_of
from flaskr.web.speaking import speak
from flaskr.web.studio import render_studio, say

bp = Blueprint("accounts_studio", __name__, url_prefix="/studio", template_folder="templates")


@bp.get("/profile")
@requires("accounts.edit")
def edit_profile() -> str:
    """Show one's own profile."""
    return _profile_page(ProfileForm(obj=_myself()), PasswordForm())


@bp.post("/profile")
@requires("accounts.edit")
def update_profile() -> Any:
    """Change one's own profile."""
    form = form_of(ProfileForm)
    if form.validate():
        try:
            upload = form.avatar.data
            avatar = profile.make_avatar(upload.read()) if upload else None
            if avatar is not None:
                core().storage.put(*avatar)
            bio_html = profile.render_bio(form.bio.data)
            with transaction() as db:
                user = load(db, User, _my_id(), action="accounts.edit")
                profile.change_profile(
                    user,
                    by=actor(),
                    name=form.name.data,
                    email=form.email.data,
                    bio=form.bio.data,
                    bio_html=bio_html,
                    website=form.website.data,
                    language=form.language.data or "",
                )
                if avatar is not None:
                    profile.set_avatar(user, avatar[0], by=actor())
        except Invalid as error:
            form.put(error)
        else:
            speak(form.language.data or "")
            say("Your profile is saved.")
            return redirect(url_for(".edit_profile"))
    return _profile_page(form, PasswordForm()), 422


@bp.post("/profile/avatar/removal")
@requires("accounts.edit")
def delete_avatar() -> Any:
    """Show initials again."""
    with transaction() as db:
        user = load(db, User, _my_id(), action="accounts.edit")
        profile.set_avatar(user, None, by=actor())
    say("The avatar is removed.", "info")
    return redirect(url_for(".edit_profile"))


@bp.post("/profile/password")
@requires("accounts.edit")
def update_password() -> Any:
    """Change one's own password; every other browser is logged out."""
    form = form_of(PasswordForm)
    user = _myself()
    if form.validate():
        try:
            _check_passwords(form, user)
            hashed = passwords.hash_password(form.password.data)
            with transaction() as db:
                current = load(db, User, _my_id(), action="accounts.edit")
                profile.set_password(current, hashed, keep_session=request.cookies.get(COOKIE, ""))
        except Invalid as error:
            form.put(error)
        else:
            say("The password is changed. Other browsers are logged out.")
            return redirect(url_for(".edit_profile"))
    return _profile_page(ProfileForm(None, obj=user), form), 422


def _my_id() -> int:
    return actor().id or 0


def _myself() -> User:
    return load(reading(), User, _my_id(), action="accounts.edit")


def _check_passwords(form: PasswordForm, user: User) -> None:
    core().limits.hit(
        "10 per 5 minutes",
        "password",
        str(user.id),
        message="Too many attempts. Wait a few minutes, then try again.",
    )
    end_reading()
    if not logging_in.password_matches(user, form.current.data):
        raise Invalid("current", "This is not your current password.")
    least = core().settings["PASSWORD_MIN_LENGTH"]
    problem = profile.weakness(
        form.password.data, user=user.username, email=user.email or "", least=least
    )
    if problem is not None:
        raise Invalid("password", problem)


def _profile_page(form: ProfileForm, password_form: PasswordForm) -> str:
    user = _myself()
    return render_studio(
        "accounts/profile.html",
        form=form,
        password_form=password_form,
        user=user,
        sessions=logging_in.sessions_of(reading(), user.id),
    )
