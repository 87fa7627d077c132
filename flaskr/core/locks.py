"""Locks by name that all processes share, held until a transaction ends."""

import hashlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def hold(db: Session, name: str) -> None:
    """Wait until nobody else holds `name`, and hold it until this transaction ends.

    On SQLite there is one writing transaction at a time, which is such a lock already.
    """
    if db.get_bind().dialect.name == "sqlite":
        return
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    db.execute(select(func.pg_advisory_xact_lock(number)))
