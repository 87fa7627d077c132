"""Finding users, and the names they may have."""

import re

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.errors import Invalid, NotFound
from flaskr.core.permissions import Role
from flaskr.features.accounts.models import User
from flaskr.lib.sanitize import SafeHtml
from flaskr.lib.slugs import slugify, unique

_NAME = re.compile(r"[^\s/?#@\\%<>\"'\x00-\x1f\x7f]{1,80}\Z")
_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,189}\Z")


def make_user(
    db: Session,
    *,
    username: str,
    role: Role,
    name: str = "",
    email: str = "",
    password_hash: str | None = None,
) -> User:
    """Add a user; raises Invalid where the name or the e-mail cannot be used."""
    user = User(
        username=check_username(db, username),
        name=(name.strip() or username)[:200],
        email=check_email(db, email),
        password_hash=password_hash,
        role_name=role.label,
        bio="",
        bio_html=SafeHtml(),
        website="",
        created_at=clock.now(),
    )
    db.add(user)
    db.flush()
    return user


def check_username(db: Session, username: str) -> str:
    """Return the username if it is well-formed and free; raises Invalid."""
    username = username.strip()
    if not username:
        raise Invalid("username", "Username is required.")
    if not _NAME.match(username):
        raise Invalid(
            "username",
            "Use at most 80 letters, digits and signs, without spaces and none of / ? # @ % < >.",
        )
    taken = select(User.id).where(func.lower(User.username) == username.lower())
    if db.scalar(taken) is not None:
        raise Invalid("username", f"User {username} is already registered.")
    return username


def check_email(db: Session, email: str, *, of: User | None = None) -> str | None:
    """Return the e-mail address, None for none; raises Invalid if it is malformed or taken."""
    email = email.strip()
    if not email:
        return None
    if not _EMAIL.match(email):
        raise Invalid("email", f"“{email}” is no e-mail address.")
    holder = db.scalar(select(User.id).where(func.lower(User.email) == email.lower()))
    if holder is not None and (of is None or holder != of.id):
        raise Invalid("email", "This e-mail address is already used by another account.")
    return email


def free_username(db: Session, name: str) -> str:
    """Return a username like `name` that nobody has."""

    def taken(candidate: str) -> bool:
        query = select(User.id).where(func.lower(User.username) == candidate.lower())
        return db.scalar(query) is not None

    return unique(slugify(name, fallback="user", limit=60), taken)


def user_named(db: Session, name: str) -> User | None:
    """Return the user with that username or e-mail address, in whatever case.

    Users of the tutorial may differ in case alone; the one written exactly so comes first.
    """
    name = name.strip()
    low = name.lower()
    matches = or_(func.lower(User.username) == low, func.lower(User.email) == low)
    exact = case((User.username == name, 0), else_=1)
    return db.scalars(select(User).where(matches).order_by(exact, User.id)).first()


def existing_user(db: Session, name: str) -> User:
    """Return the user with that name; raises NotFound."""
    user = user_named(db, name)
    if user is None:
        raise NotFound(f"There is no user named {name}.")
    return user


def users(db: Session, *, after: str = "", limit: int = 100, search: str = "") -> list[User]:
    """Return users by username, from the one after `after`."""
    query = select(User).where(User.username > after).order_by(User.username).limit(limit)
    if search:
        pattern = f"%{search.lower()}%"
        query = query.where(
            or_(func.lower(User.username).like(pattern), func.lower(User.name).like(pattern))
        )
    return list(db.scalars(query))


def has_owner(db: Session) -> bool:
    """Say whether the site belongs to somebody."""
    owner = select(User.id).where(
        User.role_name == Role.OWNER.label,
        User.password_hash.is_not(None),
        User.disabled_at.is_(None),
    )
    return db.scalar(owner.limit(1)) is not None
