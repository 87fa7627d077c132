"""Removing rows whose time is over: sessions, invitations, counted attempts."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.limits import Attempts
from flaskr.features.accounts.models import Invitation, UserSession


def remove_expired(db: Session) -> None:
    """Delete what has expired; all of it is refused already, so nobody notices."""
    now = clock.now()
    db.execute(delete(UserSession).where(UserSession.expires_at <= now))
    db.execute(delete(Invitation).where(Invitation.expires_at <= now))
    db.execute(delete(Attempts).where(Attempts.expires_at <= int(now.timestamp())))
