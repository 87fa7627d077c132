"""Who may call a view: every view carries exactly one of `public` and `requires`."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, abort, g, redirect, request, url_for
from sqlalchemy.orm import Session

from flaskr.core.db import Base, find
from flaskr.core.permissions import VISITOR, Actor
from flaskr.web import parts
from flaskr.web.current import core

View = TypeVar("View", bound=Callable[..., Any])


class Owned(Protocol):
    """A row that knows whose it is."""

    @property
    def owner_ids(self) -> Collection[int]:
        """The ids of the users it belongs to."""


OwnedRow = TypeVar("OwnedRow", bound=Base)


def public(view: View) -> View:
    """Let everybody call the view."""
    return _marked(view, "public")


def requires(action: str) -> Callable[[View], View]:
    """Let those call the view who may do `action`, at least to things of their own.

    A visitor is sent to log in and comes back afterwards.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            if actor().is_visitor:
                return ask_to_log_in()
            core().permissions.check(actor(), action)
            return view(*args, **kwargs)

        checked.required_action = action  # type: ignore[attr-defined]
        return _marked(cast(View, checked), f"requires {action}")

    return decorate


def actor() -> Actor:
    """Return who makes this request; it is found out when somebody asks first."""
    if "actor" not in g:
        identify: Callable[[], Actor] | None = g.get("identify")
        g.actor = identify() if identify else VISITOR
    return cast(Actor, g.actor)


def identify_by(find_out: Callable[[], Actor]) -> None:
    """Say how to find out who makes this request; public pages never ask."""
    g.identify = find_out


def resume_by(ask: Callable[[], Any]) -> None:
    """Say how to answer a form that came without a session."""
    g.ask_again = ask


def may(action: str, thing: Owned | None = None) -> bool:
    """Say whether the current actor may do `action`, to `thing` where one is given."""
    owners = None if thing is None else thing.owner_ids
    return core().permissions.allows(actor(), action, owners=owners)


def load(db: Session, model: type[OwnedRow], id: int, *, action: str) -> OwnedRow:
    """Return the row for the current actor to do `action` to; raises NotFound or Denied."""
    row = find(db, model, id)
    core().permissions.check(actor(), action, owners=cast(Owned, row).owner_ids)
    return row


def ask_to_log_in() -> Any:
    """Redirect to the log-in page, which leads back; a form is kept over logging in."""
    if request.accept_mimetypes.best == "application/json" or parts.is_wanted():
        abort(401)
    by_browser = {"Origin", "Sec-Fetch-Site"} & {name for name, _ in request.headers}
    if request.form and by_browser:
        # A page that was open longer than its session: its text must not be lost.
        resume: Callable[[], Any] = g.ask_again
        return resume()
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.log_in", next=back))


def check_views(app: Flask) -> None:
    """Raise where a view says neither or both of who may call it."""
    for endpoint, view in app.view_functions.items():
        if len(getattr(view, "access", ())) != 1:
            raise RuntimeError(f"The view {endpoint} needs exactly one of @public and @requires.")


def _marked(view: View, mark: str) -> View:
    view.access = (*getattr(view, "access", ()), mark)  # type: ignore[attr-defined]
    return view
