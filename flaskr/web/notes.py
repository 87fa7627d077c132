"""The cookie that carries notes (“The post is saved.”) to the next page."""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface


class NotesCookie(SecureCookieSessionInterface):
    """Flask's own session; it names nobody, and lives as long as the browser is open."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Keep what was set under HTTPS from going out unprotected."""
        return request.is_secure


def init_app(app: Flask) -> None:
    """Let Flask's session be that cookie."""
    app.config["SESSION_COOKIE_NAME"] = "flaskr_notes"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.session_interface = NotesCookie()
