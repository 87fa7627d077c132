"""Logging in and out, registering, and claiming the site."""

from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, request, url_for

from flaskr.core.db import find
from flaskr.core.errors import Denied, Invalid, NotFound, TooMany
from flaskr.core.permissions import VISITOR, Actor
from flaskr.features.accounts import claiming, logging_in, registering
from flaskr.features.accounts.forms import LogInForm, RegisterForm, SetUpForm
from flaskr.features.accounts.models import User, UserSession
from flaskr.features.accounts.people import has_owner, key_of, user_named
from flaskr.features.accounts.profile import weakness
from flaskr.features.site.context import words
from flaskr.lib import passwords
from flaskr.web.access import actor, identify_by, public
from flaskr.web.current import client_address, core, end_reading, reading, transaction
from flaskr.web.forms import form_of
from flaskr.web.studio import render_card, say

COOKIE = "flaskr_session"
TOO_MANY = "Too many attempts to log in. Wait a few minutes, then try again."
bp = Blueprint("accounts", __name__, template_folder="templates")


@bp.before_app_request
def identify() -> None:
    """Let whoever asks find out who makes the request, by the session's cookie."""
    identify_by(_who)


@bp.after_app_request
def keep_logged_in(response: Response) -> Response:
    """Let a session that is used to write with last longer, once a day."""
    session: UserSession | None = g.get("user_session")
    if session is not None and request.method == "POST" and response.status_code < 400:
        token = request.cookies.get(COOKIE, "")
        if logging_in.is_worth_extending(session) and token:
            with transaction() as db:
                logging_in.extend_session(db, token)
            set_cookie(response, token)
    return response


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
    user = proven(form)
    if user is None:
        return render_card("accounts/log_in.html", form=form), status_of(form)
    return logged_in(user, form.password.data, redirect(_back()))


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
        client_address(),
        message="Too many registrations from your address. Try again in an hour.",
    )
    try:
        end_reading()
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
            return logged_in(owner, password, redirect("/studio/"))
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
    g.user_session = logging_in.session_of_token(reading(), token) if token else None
    return g.user_session.user.actor if g.user_session else VISITOR


def proven(form: LogInForm) -> User | None:
    """Return who the form proves to be; None with a complaint in the form otherwise."""
    name, password = form.username.data, form.password.data
    user = user_named(reading(), name)
    end_reading()
    # By name and address, so that nobody can lock out somebody elsewhere; a success clears it.
    # By address alone against those who try many names.
    whom = user.username_key if user else key_of(name)[:100]
    own = ("log-in", whom, client_address())
    try:
        core().limits.hit(core().settings["LOGIN_LIMIT"], *own, message=TOO_MANY)
        core().limits.hit("100 per 5 minutes", "log-in-from", client_address(), message=TOO_MANY)
    except TooMany as error:
        form.put(Invalid("password", error.message))
        return None
    if not logging_in.password_matches(user, password) or user is None:
        form.put(Invalid("password", words().gettext("The name or the password is not right.")))
        return None
    core().limits.clear(core().settings["LOGIN_LIMIT"], *own)
    return user


def status_of(form: LogInForm) -> int:
    """Return the status of a log-in that failed: too many, or not right."""
    return 429 if TOO_MANY in form.password.errors else 422


def logged_in(user: User, password: str, answer: Any) -> Response:
    """Begin a session for a user who proved to be them, and let the browser hold its token."""
    response = make_response(answer)
    checked = user.password_hash
    stale = passwords.needs_rehash(checked or "")
    rehashed = passwords.hash_password(password) if stale else None
    with transaction() as db:
        # What was true while the password was compared may not be true any more.
        current = find(db, User, user.id)
        if current.disabled_at is not None or current.password_hash != checked:
            raise Denied("This account was changed in the meantime. Log in again.")
        if rehashed is not None:
            current.password_hash = rehashed
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
    return local_path(request.args.get("next", ""))


def local_path(wanted: str) -> str:
    """Return the address if it is a path of this site, else the home page."""
    safe = wanted.startswith("/") and not wanted.startswith("//") and wanted.isprintable()
    return wanted if safe and "\\" not in wanted else "/"
