"""A user's profile: name, bio, avatar, password and role."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.content import change
from flaskr.core.db import session_of
from flaskr.core.errors import Conflict, Denied, Invalid
from flaskr.core.events import announce
from flaskr.core.permissions import Actor, Role
from flaskr.features.accounts.events import ProfileChanged
from flaskr.features.accounts.logging_in import end_sessions
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import check_email, key_of
from flaskr.lib import images, markdown, passwords
from flaskr.lib.language_tags import normal_tag
from flaskr.lib.sanitize import SafeHtml

AVATAR_PIXELS = 256


def change_profile(
    user: User,
    *,
    by: Actor,
    name: str,
    email: str,
    bio: str,
    bio_html: SafeHtml,
    website: str = "",
    language: str = "",
) -> User:
    """Change what the public sees of the user, their e-mail, and the language of their Studio.

    Raises Denied, Invalid.
    """
    db = session_of(user)
    db.info["permissions"].check(by, "accounts.edit", owners=user.owner_ids)
    if not name.strip():
        raise Invalid("name", "Enter a name.")
    if website and not website.startswith(("https://", "http://")):
        raise Invalid("website", "Begin the address with https://.")
    user.name = name.strip()[:200]
    user.email = check_email(db, email, of=user)
    user.email_key = key_of(user.email) if user.email else None
    user.bio = bio
    user.bio_html = bio_html
    user.website = website
    user.language = _tag(language)
    db.flush()
    change(db, f"user:{user.id}")
    announce(db, ProfileChanged(user.id))
    return user


def _tag(language: str) -> str:
    if not language:
        return ""
    try:
        return normal_tag(language)
    except ValueError:
        raise Invalid("language", "Use a language tag such as en, de or pt-BR (BCP 47).") from None


def render_bio(bio: str) -> SafeHtml:
    """Return what a bio looks like; slow, so not in a transaction."""
    return markdown.render(bio, policy="comment").html


def make_avatar(data: bytes) -> tuple[str, bytes]:
    """Return the storage key and the bytes of an avatar made from an image; raises Invalid."""
    try:
        small = images.variant(images.read(data), width=AVATAR_PIXELS)
    except images.ImageError as error:
        raise Invalid("avatar", str(error)) from error
    return f"avatars/{hashlib.sha256(small).hexdigest()[:24]}.webp", small


def set_avatar(user: User, key: str | None, *, by: Actor) -> None:
    """Show the avatar kept under `key`, or none."""
    db = session_of(user)
    db.info["permissions"].check(by, "accounts.edit", owners=user.owner_ids)
    user.avatar_key = key
    db.flush()
    change(db, f"user:{user.id}")
    announce(db, ProfileChanged(user.id))


def weakness(password: str, *, user: str = "", email: str = "", least: int) -> str | None:
    """Return why a new password cannot be used, or None."""
    return passwords.weakness(password, user_inputs=[user, email], min_length=least)


def set_password(user: User, password_hash: str, *, keep_session: str = "") -> None:
    """Change the password and log out every other browser."""
    db = session_of(user)
    user.password_hash = password_hash
    end_sessions(db, user, keep=keep_session)
    db.flush()


def set_role(user: User, role: Role, *, by: Actor) -> None:
    """Give the user another role; raises Denied, and Conflict for the last owner."""
    db = session_of(user)
    db.info["permissions"].check(by, "accounts.manage")
    if user.role is Role.OWNER and role is not Role.OWNER:
        _keep_an_owner(db, user)
    user.role_name = role.label
    db.flush()


def disable(user: User, *, by: Actor) -> None:
    """Keep the user from logging in; their posts stay. Raises Denied, Conflict."""
    db = session_of(user)
    db.info["permissions"].check(by, "accounts.manage")
    if by.id == user.id:
        raise Denied("You cannot disable your own account.")
    _keep_an_owner(db, user)
    user.disabled_at = user.disabled_at or clock.now()
    end_sessions(db, user)
    db.flush()


def enable(user: User, *, by: Actor) -> None:
    """Let the user log in again; raises Denied."""
    db = session_of(user)
    db.info["permissions"].check(by, "accounts.manage")
    user.disabled_at = None
    db.flush()


def _keep_an_owner(db: Session, user: User) -> None:
    if user.role is not Role.OWNER:
        return
    owners = select(User.id).where(
        User.role_name == Role.OWNER.label,
        User.disabled_at.is_(None),
        User.password_hash.is_not(None),
    )
    # Locked in one order: two owners who demote each other take turns, and the second fails.
    ids = db.scalars(owners.order_by(User.id).with_for_update()).all()
    if not set(ids) - {user.id}:
        raise Conflict("The site needs an owner: make somebody else one first.")
