"""What the current request works with: its application's core, its session, its transaction."""

from contextlib import AbstractContextManager, ExitStack
from ipaddress import IPv6Address, ip_address, ip_network
from typing import cast

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session

from flaskr.core.runtime import Core


def core() -> Core:
    """Return the core of the application that answers this request."""
    return cast(Core, current_app.extensions["flaskr"])


def reading() -> Session:
    """Return the request's session for reading; it is closed when the request ends."""
    if "reading" not in g:
        g.reading_scope = ExitStack()
        g.reading = g.reading_scope.enter_context(core().db.reading())
    return cast(Session, g.reading)


def transaction() -> AbstractContextManager[Session]:
    """Begin the request's writing transaction; committed at the end of the block.

    What was read before is let go: on SQLite an open reader would hold back the log's
    checkpoint, and what it read may be old by now.
    """
    end_reading()
    return core().db.transaction()


def end_reading() -> None:
    """Close the request's session for reading, if it has one."""
    scope = g.pop("reading_scope", None)
    g.pop("reading", None)
    if scope is not None:
        scope.close()


def init_app(app: Flask) -> None:
    """Close the session for reading at the end of each request."""

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        end_reading()


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
