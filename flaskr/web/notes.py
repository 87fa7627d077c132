"""The cookie that carries notes (“The post is saved.”) to the next page."""

from typing import cast

from flask import Flask, Request, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class NotesCookie(SecureCookieSessionInterface):
    """Flask's own session; it names nobody, and lives as long as the browser is open."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Let it be known whether a request reads or writes notes: such a page is nobody else's."""
        g.notes = super().open_session(app, request)
        return cast("SecureCookieSession | None", g.notes)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Keep what was set under HTTPS from going out unprotected."""
        return request.is_secure


def init_app(app: Flask) -> None:
    """Let Flask's session be that cookie."""
    app.config["SESSION_COOKIE_NAME"] = "flaskr_notes"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.session_interface = NotesCookie()
