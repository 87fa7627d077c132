"""Logging in and out: sessions are rows, the browser holds a random token."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.features.accounts.models import User, UserSession
from flaskr.lib import passwords, tokens

LIFETIME = timedelta(days=30)


def password_matches(user: User | None, password: str) -> bool:
    """Compare, taking as long for a name nobody has; slow by intent, so not in a transaction."""
    if user is None or user.password_hash is None or user.disabled_at is not None:
        passwords.waste_time(password)
        return False
    return passwords.verify(user.password_hash, password)


def start_session(db: Session, user: User, *, user_agent: str = "") -> str:
    """Log the user in and return the token for the browser; sessions that ended are removed."""
    now = clock.now()
    db.execute(delete(UserSession).where(UserSession.expires_at <= now))
    token = tokens.new_token()
    db.add(
        UserSession(
            user_id=user.id,
            digest=tokens.digest(token),
            created_at=now,
            expires_at=now + LIFETIME,
            user_agent=user_agent[:300],
        )
    )
    db.flush()
    return token


def user_of_session(db: Session, token: str) -> User | None:
    """Return who is logged in with the token, or None."""
    session = session_of_token(db, token)
    return session.user if session else None


def session_of_token(db: Session, token: str) -> UserSession | None:
    """Return the session of the token with its user; None if it ended or they may not log in."""
    query = select(UserSession).where(
        UserSession.digest == tokens.digest(token), UserSession.expires_at > clock.now()
    )
    session = db.scalars(query).first()
    if session is None or session.user.disabled_at is not None:
        return None
    return session


def is_worth_extending(session: UserSession) -> bool:
    """Say whether a day of the session's life is gone."""
    return session.expires_at < clock.now() + LIFETIME - timedelta(days=1)


def extend_session(db: Session, token: str) -> None:
    """Give the session its whole life again; one that was ended stays so."""
    db.execute(
        update(UserSession)
        .where(UserSession.digest == tokens.digest(token))
        .values(expires_at=clock.now() + LIFETIME)
    )


def end_session(db: Session, token: str) -> None:
    """Log out the browser that holds the token."""
    db.execute(delete(UserSession).where(UserSession.digest == tokens.digest(token)))


def end_sessions(db: Session, user: User, *, keep: str = "") -> None:
    """Log the user out everywhere, except in the browser that holds the token `keep`."""
    query = delete(UserSession).where(UserSession.user_id == user.id)
    if keep:
        query = query.where(UserSession.digest != tokens.digest(keep))
    db.execute(query)


def sessions_of(db: Session, user_id: int) -> Sequence[UserSession]:
    """Return where the user is logged in, newest first."""
    query = select(UserSession).where(
        UserSession.user_id == user_id, UserSession.expires_at > clock.now()
    )
    return db.scalars(query.order_by(UserSession.created_at.desc())).all()
