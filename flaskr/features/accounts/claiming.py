"""Claiming the site: a one-time link makes whoever opens it the owner."""

from datetime import timedelta

from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.errors import NotFound
from flaskr.core.permissions import SYSTEM, Role
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import free_username, has_owner, make_user
from flaskr.features.site.identity import change_site, put
from flaskr.features.site.models import SiteSetting
from flaskr.lib import tokens

_KEY = "claim_digest"
LIFETIME = timedelta(days=7)


def new_claim_token(db: Session) -> str | None:
    """Return a token for the set-up link and end the ones before; None if there is an owner."""
    if has_owner(db):
        put(db, _KEY, None)
        return None
    token = tokens.new_token()
    put(db, _KEY, {"digest": tokens.digest(token), "until": _until()})
    return token


def check_claim_token(db: Session, token: str, *, lock: bool = False) -> None:
    """Raise NotFound unless the token claims the site; `lock` lets two claims take turns."""
    row = db.get(SiteSetting, _KEY, with_for_update=lock, populate_existing=lock)
    stored = row.value if row else None
    if (
        stored is None
        or has_owner(db)
        or stored["until"] < clock.now().timestamp()
        or not tokens.same(stored["digest"], tokens.digest(token))
    ):
        raise NotFound(
            "This set-up link is used up or was replaced. If the site is not set up yet, "
            "run “flaskr setup-link” for a new one."
        )


def claim(
    db: Session,
    token: str,
    *,
    title: str,
    name: str,
    email: str,
    password_hash: str,
    timezone: str,
) -> User:
    """Make the site's first owner and use the token up; raises NotFound, Invalid."""
    check_claim_token(db, token, lock=True)
    change_site(db, by=SYSTEM, title=title, timezone=timezone)
    owner = make_user(
        db,
        username=free_username(db, name),
        name=name,
        email=email,
        password_hash=password_hash,
        role=Role.OWNER,
    )
    put(db, _KEY, None)
    return owner


def _until() -> float:
    return (clock.now() + LIFETIME).timestamp()
