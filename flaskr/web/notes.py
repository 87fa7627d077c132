"""The cookie that carries notes (“The post is saved.”) to the next page."""

from flask import Flask, Request, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class NotesCookie(SecureCookieSessionInterface):
    """Flask's own session; it names nobody, and lives as long as the browser is open."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Make the signer only for those who bring a note; most who come bring none.

        It is known by `g.notes` whether a request used them: its page is for nobody else.
        """
        brought = app.config["SESSION_COOKIE_NAME"] in request.cookies
        notes = super().open_session(app, request) if brought else self.session_class()
        g.notes = notes
        return notes

    def get_cookie_secure(self, app: Flask) -> bool:
        """Keep what was set under HTTPS from going out unprotected."""
        return request.is_secure


def init_app(app: Flask) -> None:
    """Let Flask's session be that cookie."""
    app.config["SESSION_COOKIE_NAME"] = "flaskr_notes"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.session_interface = NotesCookie()
