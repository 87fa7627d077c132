"""Bringing over people: matched with accounts that are here, else made without a password."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core.errors import Invalid
from flaskr.core.permissions import Role
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import (
    check_email,
    check_username,
    free_username,
    make_user,
    user_named,
)
from flaskr.features.transfer.origins import origin_of, remember
from flaskr.features.transfer.records import Person
from flaskr.features.transfer.redirecting import redirect_all
from flaskr.features.transfer.run import Outcome, Run


def bring_person(db: Session, run: Run, person: Person) -> Iterable[Outcome]:
    """Find or make the account of somebody in the source."""
    source = run.outline.source
    title = person.name or person.key
    origin = origin_of(db, source, "author", person.key)
    known = db.get(User, origin.target_id) if origin is not None else None
    user = known or _match(db, person)
    if user is not None:
        if known is None:
            _keep(db, run, person, user)
        message = f"Is {user.username} here." if user.username != person.key else ""
        return [Outcome("author", person.key, title, "unchanged", message, "user", user.id)]
    role = Role.AUTHOR if person.wrote else Role.READER
    message = f"Has no password yet and is {_a(role)}."
    if run.is_dry:
        return [Outcome("author", person.key, title, "created", message)]
    user = _make(db, person, role)
    if person.email and user.email is None:
        message += f" The e-mail address {person.email[:100]} could not be used."
    if user.username != person.key:
        message += f" The username is {user.username}."
    _keep(db, run, person, user)
    return [Outcome("author", person.key, title, "created", message, "user", user.id)]


def default_author(db: Session, created_by_id: int | None) -> int | None:
    """Return who stands above texts that name nobody: who imports them, else the first owner."""
    if created_by_id is not None and db.get(User, created_by_id) is not None:
        return created_by_id
    owner = select(User.id).where(User.role_name == Role.OWNER.label).order_by(User.id)
    return db.scalar(owner.limit(1))


def _match(db: Session, person: Person) -> User | None:
    return (user_named(db, person.email) if person.email else None) or user_named(db, person.key)


def _make(db: Session, person: Person, role: Role) -> User:
    try:
        username = check_username(db, person.key)
    except Invalid:
        username = free_username(db, person.key)
    try:
        email = check_email(db, person.email) or ""
    except Invalid:
        email = ""
    return make_user(db, username=username, role=role, name=person.name or person.key, email=email)


def _keep(db: Session, run: Run, person: Person, user: User) -> None:
    if run.is_dry:
        return
    paths = [f"/author/{person.key}/"] if user.username != person.key else []
    redirect_all(db, paths, f"/author/{user.username}/", import_id=run.import_id)
    origin = origin_of(db, run.outline.source, "author", person.key)
    if origin is not None:  # of an account that was removed here
        origin.target_id, origin.import_id = user.id, run.import_id
        db.flush()
        return
    remember(
        db,
        run.outline.source,
        "author",
        person.key,
        target_id=user.id,
        import_id=run.import_id,
    )


def _a(role: Role) -> str:
    return f"{'an' if role.label[0] in 'aeo' else 'a'} {role.label}"
