"""Choosing a look: trying it as a draft, saving it, and bringing an earlier one back."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import find
from flaskr.core.errors import NotFound
from flaskr.core.permissions import SYSTEM, Actor
from flaskr.features.appearance.models import SavedLook
from flaskr.features.appearance.pictures import logo_of
from flaskr.features.site.identity import change_site, site_values
from flaskr.features.site.look import Look, checked, look_of
from flaskr.features.site.redirects import target_of
from flaskr.lib import markdown

MOST_KEPT = 30

_NAMES = {
    "home_layout": "layout",
    "home_page": "home page",
    "accent": "accent colour",
    "fonts": "letters",
    "announcement": "announcement",
    "footer": "footer",
    "navigation": "navigation",
    "footer_links": "footer links",
    "profiles": "profiles",
    "css": "style sheet",
    "logo": "logo",
    "icon": "icon",
}


@dataclass(frozen=True)
class EarlierLook:
    """A saved look, and in which parts the one that followed it differs."""

    id: int
    saved_at: datetime
    by: str
    changes: tuple[str, ...]
    is_shown: bool


def prepared(look: Look) -> Look:
    """Return the look as it is shown, its words rendered; slow, so not in a transaction."""
    return replace(
        look,
        announcement_html=str(markdown.render(look.announcement).html),
        footer_html=str(markdown.render(look.footer).html),
    )


def choose_look(db: Session, look: Look, *, by: Actor) -> Look:
    """Give the site a prepared look, and forget the actor's draft; raises Invalid, Denied.

    What the site looked like before can be brought back. The same look again changes nothing.
    """
    before = site_values(db).look
    after = change_site(db, by=by, look=look).look
    forget_draft(db, by=by)
    if after == before:
        return after
    if not _latest(db, 1):
        _add(db, before, None)
    _add(db, after, by)
    stale = [row.id for row in _latest(db, MOST_KEPT + 20)[MOST_KEPT:]]
    if stale:
        db.execute(delete(SavedLook).where(SavedLook.id.in_(stale)))
    return after


def restore_look(db: Session, id: int, *, by: Actor) -> Look:
    """Give the site a look that it had before; raises NotFound, Denied."""
    row = find(db, SavedLook, id)
    if row.saved_at is None:
        raise NotFound
    return choose_look(db, _of_today(db, look_of(row.look)), by=by)


def leave_out_logo(db: Session, key: str) -> None:
    """Let the site's look do without a picture that is gone from the library."""
    look = site_values(db).look
    if look.logo and key in (look.logo.key, look.logo.dark):
        choose_look(db, _of_today(db, look), by=SYSTEM)


def earlier_looks(db: Session) -> tuple[EarlierLook, ...]:
    """Return the looks that were saved, newest first, and what changed with each."""
    rows = _latest(db, MOST_KEPT)
    looks = [look_of(row.look) for row in rows]
    current = site_values(db).look
    return tuple(
        EarlierLook(
            id=row.id,
            saved_at=row.saved_at or row.created_at,
            by=row.created_by.name if row.created_by else "",
            changes=differences(looks[place + 1], looks[place]) if place + 1 < len(looks) else (),
            is_shown=looks[place] == current,
        )
        for place, row in enumerate(rows)
    )


def differences(before: Look, after: Look) -> tuple[str, ...]:
    """Return the names of the parts in which two looks differ."""
    changed = [
        field.name
        for field in fields(Look)
        if getattr(before, field.name) != getattr(after, field.name)
    ]
    return tuple(_NAMES[name] for name in changed if name in _NAMES)


def keep_draft(db: Session, look: Look, *, by: Actor) -> Look:
    """Keep a prepared look for its author to see; raises Invalid, Denied."""
    db.info["permissions"].check(by, "site.configure")
    look = checked(look)
    forget_draft(db, by=by)
    db.add(SavedLook(look=asdict(look), created_at=clock.now(), created_by_id=by.id))
    db.flush()
    return look


def draft_of(db: Session, by: Actor) -> Look | None:
    """Return the look that the actor tries, or None."""
    row = db.scalar(_draft(by))
    return None if row is None else _of_today(db, look_of(row.look))


def forget_draft(db: Session, *, by: Actor) -> None:
    """Throw the actor's draft away."""
    for row in db.scalars(_draft(by)):
        db.delete(row)
    db.flush()


def _of_today(db: Session, look: Look) -> Look:
    """Return a look without pictures that are gone, its front page at the address it has now."""
    if look.logo:
        look = replace(look, logo=logo_of(db, look.logo.key, look.logo.dark))
    moved = look.home_page and target_of(db, f"/{look.home_page}/")
    return replace(look, home_page=moved.strip("/")) if moved else look


def _draft(by: Actor) -> Select[SavedLook]:
    return select(SavedLook).where(SavedLook.created_by_id == by.id, SavedLook.saved_at.is_(None))


def _latest(db: Session, limit: int) -> list[SavedLook]:
    query = select(SavedLook).where(SavedLook.saved_at.is_not(None))
    return list(db.scalars(query.order_by(SavedLook.id.desc()).limit(limit)))


def _add(db: Session, look: Look, by: Actor | None) -> None:
    now = clock.now()
    by_id = by.id if by and by.id else None
    db.add(SavedLook(look=asdict(look), created_at=now, created_by_id=by_id, saved_at=now))
    db.flush()
