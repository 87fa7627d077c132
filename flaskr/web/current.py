"""What the current request works with: its application's core, its session, its transaction."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import cast

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy.orm import Session

from flaskr.core.replica import MOST_BEHIND
from flaskr.core.runtime import Core
from flaskr.core.visits import Reader

WROTE = "flaskr_wrote"


def core() -> Core:
    """Return the core of the application that answers this request."""
    return cast(Core, current_app.extensions["flaskr"])


def reading() -> Session:
    """Return the request's session for reading; it is closed when the request ends."""
    if "reading" not in g:
        g.reading_scope = ExitStack()
        g.reading_since = core().kept.mark()
        scope = core().db.reading(replica=core().db.has_replica and _is_visit())
        g.reading = g.reading_scope.enter_context(scope)
    return cast(Session, g.reading)


def visiting() -> Reader:
    """Return what this request's hot reads are made with; it is closed when the request ends."""
    found: Reader | None = g.get("visiting") or g.get("reading")
    if found is None:
        db = core().db
        scope = ExitStack()
        found = scope.enter_context(db.visiting(replica=db.has_replica and _is_visit()))
        g.visiting, g.visiting_scope = found, scope
    return found


@contextmanager
def transaction(*, together: bool = False) -> Iterator[Session]:
    """Begin the request's writing transaction; committed at the end of the block.

    `together` is for what a crowd writes at once, see `Database.transaction`.

    What was read before is let go: on SQLite an open reader would hold back the log's
    checkpoint, and what it read may be old by now.
    """
    end_reading()
    with core().db.transaction(together=together) as db:
        yield db
    g.has_written = True


def end_reading() -> None:
    """Close what the request reads with, if it has read."""
    g.pop("reading_since", None)
    for name in ("reading", "visiting"):
        g.pop(name, None)
        scope = g.pop(f"{name}_scope", None)
        if scope is not None:
            scope.close()


def init_app(app: Flask) -> None:
    """Close the session for reading at the end of each request, and know who wrote again."""

    @app.after_request
    def mark_writer(response: Response) -> Response:
        # Whoever wrote reads from the primary until every replica that is used has it.
        if g.get("has_written") and core().db.has_replica:
            response.set_cookie(
                WROTE,
                "1",
                max_age=2 * ceil(MOST_BEHIND),
                secure=request.is_secure,
                httponly=True,
                samesite="Lax",
            )
        return response

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        end_reading()


def _is_visit() -> bool:
    """Say whether the page may be a moment old: nobody is known who could miss their own words."""
    if not has_request_context() or request.method not in {"GET", "HEAD"}:
        return False
    return not request.cookies and "Authorization" not in request.headers


def client_address() -> str:
    """Return where the request comes from, as limits count it: of IPv6 the network (RFC 6177).

    One customer of a provider has at least a /64 to choose addresses from.
    """
    address = request.remote_addr or ""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
