"""Telling visitors apart for one day, without knowing them."""

from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.features.site.identity import get, put
from flaskr.lib.tokens import digest, new_token


def visitor_of(db: Session, *, address: str, user_agent: str) -> str:
    """Return what stands for a visitor until midnight (UTC); it leads back to nobody."""
    return digest("\n".join((secret_of_today(db), address, user_agent)))[:32]


def secret_of_today(db: Session) -> str:
    """Return the day's random secret; making it throws that of the day before away."""
    today = clock.now().date().isoformat()
    kept = get(db, "reactions.secret")
    if kept is None or kept["day"] != today:
        put(db, "reactions.secret", kept := {"day": today, "salt": new_token()})
    return f"{today} {kept['salt']}"
