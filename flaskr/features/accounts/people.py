"""Finding users, and the names they may have."""

import re
import unicodedata

from sqlalchemy import case, or_, select
from sqlalchemy.exc import IntegrityError
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
    username = check_username(db, username)
    address = check_email(db, email)
    user = User(
        username=username,
        username_key=key_of(username),
        name=(name.strip() or username)[:200],
        email=address,
        email_key=key_of(address) if address else None,
        password_hash=password_hash,
        role_name=role.label,
        bio="",
        bio_html=SafeHtml(),
        website="",
        created_at=clock.now(),
    )
    try:
        with db.begin_nested():
            db.add(user)
    except IntegrityError as error:
        # Somebody registered the same name since we looked, as PostgreSQL allows.
        raise Invalid(
            "username", "User %(username)s is already registered.", username=username
        ) from error
    return user


def key_of(name: str) -> str:
    """Return what two spellings of one name or address have in common (Unicode, D145)."""
    return unicodedata.normalize("NFC", name.strip().casefold())


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
    if _has_key(db, username):
        raise Invalid("username", "User %(username)s is already registered.", username=username)
    return username


def is_email(text: str) -> bool:
    """Say whether a text has the form of an e-mail address; only a mail shows that there is one."""
    return _EMAIL.match(text) is not None


def check_email(db: Session, email: str, *, of: User | None = None) -> str | None:
    """Return the e-mail address, None for none; raises Invalid if it is malformed or taken."""
    email = email.strip()
    if not email:
        return None
    if not is_email(email):
        raise Invalid("email", "“%(email)s” is no e-mail address.", email=email)
    holder = db.scalar(select(User.id).where(User.email_key == key_of(email)))
    if holder is not None and (of is None or holder != of.id):
        raise Invalid("email", "This e-mail address is already used by another account.")
    return email


def free_username(db: Session, name: str) -> str:
    """Return a username like `name` that nobody has."""

    return unique(slugify(name, fallback="user", limit=60), lambda slug: _has_key(db, slug))


def user_named(db: Session, name: str) -> User | None:
    """Return the user with that username or e-mail address, in whatever case.

    Users of the tutorial may differ in case alone; the one written exactly so comes first.
    """
    key = key_of(name)
    matches = or_(User.username == name, User.username_key == key, User.email_key == key)
    exact = case((User.username == name, 0), else_=1)
    return db.scalars(select(User).where(matches).order_by(exact, User.id)).first()


def author_named(db: Session, username: str) -> User:
    """Return the user with exactly that username, for public pages; raises NotFound."""
    user = db.scalars(select(User).where(User.username == username)).first()
    if user is None:
        raise NotFound
    return user


def existing_user(db: Session, name: str) -> User:
    """Return the user with that name; raises NotFound."""
    user = user_named(db, name)
    if user is None:
        raise NotFound("There is no user named %(name)s.", name=name)
    return user


def users(db: Session, *, after: str = "", limit: int = 100, search: str = "") -> list[User]:
    """Return users by username, from the one after `after`."""
    query = select(User).where(User.username > after).order_by(User.username).limit(limit)
    if search:
        query = query.where(
            or_(
                User.username_key.contains(key_of(search), autoescape=True),
                User.name.icontains(search, autoescape=True),
            )
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


def _has_key(db: Session, username: str) -> bool:
    return db.scalar(select(User.id).where(User.username_key == key_of(username))) is not None
