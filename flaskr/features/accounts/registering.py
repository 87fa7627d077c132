"""Registering: who may, as what, and by which invitation."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import find
from flaskr.core.errors import Denied, Invalid, NotFound
from flaskr.core.events import announce
from flaskr.core.permissions import Actor, Role
from flaskr.features.accounts.events import UserRegistered
from flaskr.features.accounts.models import Invitation, User
from flaskr.features.accounts.people import check_email, make_user
from flaskr.features.site.identity import site_values
from flaskr.lib import tokens

INVITATION_LIFETIME = timedelta(days=14)

SENTENCES = {
    "invited": "Registering here needs an invitation. Ask the site’s owner for a link.",
    "closed": "Registration is closed on this site.",
    "over": "This invitation was used or has ended. Ask for a new one.",
}
"""What somebody who would like to register may be told."""


def registration_role(db: Session, invitation: str = "") -> Role:
    """Return the role a registration gets; raises Denied where nobody may register so."""
    values = site_values(db)
    if invitation:
        return Role.named(_open_invitation(db, invitation).role_name)
    if values.registration == "open":
        return Role.named(values.registration_role)
    if values.registration == "invited":
        raise Denied(SENTENCES["invited"])
    raise Denied(SENTENCES["closed"])


def register(
    db: Session,
    *,
    username: str,
    password_hash: str,
    email: str = "",
    name: str = "",
    invitation: str = "",
) -> User:
    """Add a user as the site's setting or the invitation allows; raises Denied, Invalid."""
    role = registration_role(db, invitation)
    user = make_user(
        db, username=username, name=name, email=email, role=role, password_hash=password_hash
    )
    if invitation:
        _open_invitation(db, invitation).used_at = clock.now()
    announce(db, UserRegistered(user.id))
    return user


def invite(db: Session, *, by: Actor, role: Role, email: str = "") -> str:
    """Return the token of a new invitation; raises Denied for a role above one's own."""
    db.info["permissions"].check(by, "accounts.invite")
    if by.role is not None and role > by.role:
        raise Denied("You cannot invite somebody to a role above your own.")
    if role is Role.OWNER and not by.is_system:
        raise Invalid("role", "Invite them as an editor first, then make them an owner.")
    check_email(db, email)
    token = tokens.new_token()
    db.add(
        Invitation(
            digest=tokens.digest(token),
            email=email,
            role_name=role.label,
            created_at=clock.now(),
            created_by_id=by.id,
            expires_at=clock.now() + INVITATION_LIFETIME,
        )
    )
    db.flush()
    return token


def withdraw_invitation(db: Session, id: int, *, by: Actor) -> None:
    """End an invitation that was not used; raises NotFound, Denied."""
    db.info["permissions"].check(by, "accounts.invite")
    row = find(db, Invitation, id)
    if row.used_at is not None:
        raise NotFound
    db.delete(row)


def open_invitations(db: Session) -> list[Invitation]:
    """Return the invitations that can still be used, newest first."""
    query = select(Invitation).where(
        Invitation.used_at.is_(None), Invitation.expires_at > clock.now()
    )
    return list(db.scalars(query.order_by(Invitation.id.desc())))


def _open_invitation(db: Session, token: str) -> Invitation:
    query = select(Invitation).where(Invitation.digest == tokens.digest(token)).with_for_update()
    row = db.scalars(query).first()
    if row is None or row.used_at is not None or row.expires_at <= clock.now():
        raise Denied(SENTENCES["over"])
    return row
