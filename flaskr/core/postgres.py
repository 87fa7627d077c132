"""PostgreSQL itself: what other databases have no word for."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def notify(db: Session, channel: str, payload: str) -> None:
    """Tell `payload` to whoever listens on `channel`, once this transaction is committed."""
    db.execute(select(func.pg_notify(channel, payload)))
