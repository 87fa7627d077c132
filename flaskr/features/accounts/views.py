"""Logging in and out, registering, and claiming the site."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, request, url_for

from flaskr.core.errors import Denied, Invalid, NotFound, TooMany
from flaskr.core.permissions import VISITOR, Actor
from flaskr.features.accounts import claiming, logging_in, registering
from flaskr.features.accounts.forms import LogInForm, RegisterForm, SetUpForm
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import has_owner, user_named
from flaskr.features.accounts.profile import set_password, weakness
from flaskr.lib import passwords
from flaskr.web.access import actor, identify_by, public
from flaskr.web.current import core, reading, transaction
from flaskr.web.forms import form_of
from flaskr.web.studio import render_card, say

COOKIE = "flaskr_session"
bp = Blueprint("accounts", __name__, template_folder="templates")


@bp.before_app_request
def identify() -> None:
    """Let whoever asks find out who makes the request, by the session's cookie."""
    identify_by(_who)


@bp.get("/auth/login")
@public
def log_in() -> Any:
    """Show the form to log in."""
    if not actor().is_visitor:
        return redirect(_back())
    return render_card("accounts/log_in.html", form=LogInForm())


@bp.post("/auth/login")
@public
def create_session() -> Any:
    """Log in; the answer to a wrong name is the answer to a wrong password."""
    form = form_of(LogInForm)
    if not form.validate():
        return render_card("accounts/log_in.html", form=form), 422
    name, password = form.username.data, form.password.data
    limit = core().settings["LOGIN_LIMIT"]
    key = ("log-in", name.lower()[:100], request.remote_addr or "")
    try:
        core().limits.hit(
            limit, *key, message="Too many attempts to log in. Wait a few minutes, then try again."
        )
    except TooMany as error:
        form.put(Invalid("password", error.message))
        return render_card("accounts/log_in.html", form=form), 429
    user = user_named(reading(), name)
    if not logging_in.password_matches(user, password) or user is None:
        form.put(Invalid("password", "The name or the password is not right."))
        return render_card("accounts/log_in.html", form=form), 422
    core().limits.clear(limit, *key)
    return _logged_in(user, password, redirect(_back()))


@bp.get("/auth/logout")
@public
def log_out() -> Any:
    """Show the button that logs out: a GET must not do it."""
    return render_card("accounts/log_out.html")


@bp.post("/auth/logout")
@public
def delete_session() -> Any:
    """Log out."""
    token = request.cookies.get(COOKIE)
    if token:
        with transaction() as db:
            logging_in.end_session(db, token)
    response = redirect("/")
    response.delete_cookie(COOKIE)
    return response


@bp.get("/auth/register")
@public
def register() -> str:
    """Show the form to register, or why there is none."""
    invitation = request.args.get("invitation", "")
    try:
        registering.registration_role(reading(), invitation)
    except Denied as error:
        return render_card("accounts/closed.html", message=error.message)
    return _register_page(RegisterForm(), invitation)


@bp.post("/auth/register")
@public
def create_user() -> Any:
    """Register."""
    form = form_of(RegisterForm)
    invitation = request.args.get("invitation", "")
    registering.registration_role(reading(), invitation)
    if not form.validate():
        return _register_page(form, invitation), 422
    core().limits.hit(
        "20 per hour",
        "register",
        request.remote_addr or "",
        message="Too many registrations from your address. Try again in an hour.",
    )
    try:
        hashed = _new_password(form.password.data, form.username.data, form.email.data)
        with transaction() as db:
            registering.register(
                db,
                username=form.username.data,
                email=form.email.data,
                password_hash=hashed,
                invitation=invitation,
            )
    except Invalid as error:
        form.put(error)
        return _register_page(form, invitation), 422
    say("You are registered. Log in to go on.")
    return redirect(url_for(".log_in"))


@bp.get("/auth/setup/<token>")
@public
def set_up(token: str) -> str:
    """Show the set-up page to whoever has the link."""
    claiming.check_claim_token(reading(), token)
    return render_card("accounts/set_up.html", form=SetUpForm(), token=token)


@bp.post("/auth/setup/<token>")
@public
def create_owner(token: str) -> Any:
    """Claim the site, and be logged in."""
    claiming.check_claim_token(reading(), token)
    form = form_of(SetUpForm)
    if form.validate():
        values = form.data
        password = values.pop("password")
        try:
            hashed = _new_password(password, values["name"], values["email"])
            with transaction() as db:
                owner = claiming.claim(db, token, password_hash=hashed, **values)
        except Invalid as error:
            form.put(error)
        else:
            say("The blog is yours. Write the first post.")
            return _logged_in(owner, password, redirect("/studio/"))
    return render_card("accounts/set_up.html", form=form, token=token), 422


@bp.get("/auth/welcome")
@public
def unclaimed() -> Any:
    """Say how a site that nobody has set up becomes somebody's."""
    if has_owner(reading()):
        raise NotFound
    return render_card("accounts/unclaimed.html")


def _who() -> Actor:
    token = request.cookies.get(COOKIE)
    user = logging_in.user_of_session(reading(), token) if token else None
    return user.actor if user else VISITOR


def _logged_in(user: User, password: str, response: Any) -> Any:
    stale = passwords.needs_rehash(user.password_hash or "")
    rehashed = passwords.hash_password(password) if stale else None
    with transaction() as db:
        current = db.merge(user, load=True)
        if rehashed is not None:
            set_password(current, rehashed)
        token = logging_in.start_session(db, current, user_agent=request.user_agent.string)
    set_cookie(response, token)
    return response


def set_cookie(response: Response, token: str) -> None:
    """Let the browser hold the session's token."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=logging_in.LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def _new_password(password: str, username: str, email: str) -> str:
    least = core().settings["PASSWORD_MIN_LENGTH"]
    problem = weakness(password, user=username, email=email, least=least)
    if problem is not None:
        raise Invalid("password", problem)
    return passwords.hash_password(password)


def _register_page(form: RegisterForm, invitation: str) -> str:
    return render_card("accounts/register.html", form=form, invitation=invitation)


def _back() -> str:
    """Return where to go after logging in: only to an address of this site."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    safe = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if safe and not parts.netloc and "\\" not in wanted else "/"
