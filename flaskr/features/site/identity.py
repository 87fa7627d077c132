"""What the site is called and how it is set: reading its values and changing them."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.content import EVERYTHING, change
from flaskr.core.errors import Invalid
from flaskr.core.events import announce
from flaskr.core.permissions import Actor, Role
from flaskr.core.prepared import Prepared
from flaskr.features.site.events import SiteChanged
from flaskr.features.site.look import DEFAULT_LOOK, Look, checked, look_of
from flaskr.features.site.models import SiteSetting
from flaskr.lib import urls, zones

REGISTRATIONS = ("open", "invited", "closed")
COMMENTING = ("open", "moderated", "closed")
LONGEST_OPEN = 3650  # days
POSTS_PER_PAGE = (1, 100)

_ALL = Prepared(select(SiteSetting.key, SiteSetting.value))
_VALUE = select(SiteSetting.value).where(SiteSetting.key == bindparam("key"))


@dataclass(frozen=True)
class SiteValues:
    """The site's values; the defaults are those of a site nobody has set up."""

    title: str = "Flaskr"
    tagline: str = ""
    timezone: str = "UTC"
    language: str = "en"
    registration: str = "closed"
    registration_role: str = "reader"
    posts_per_page: int = 10
    comments: str = "open"
    comments_hold_first: bool = True
    comments_days: int = 0
    comments_mail: bool = True
    comments_blocklist: str = ""
    feeds_whole: bool = True
    refuse_ai_crawlers: bool = False
    security_contact: str = ""
    tell_search_engines: bool = False
    websub_hub: str = ""
    look: Look = DEFAULT_LOOK
    maintenance: bool = False
    maintenance_message: str = ""


def site_values(db: Session) -> SiteValues:
    """Return the site's values: what was set in Studio, else the configuration's presets."""
    known = {field.name for field in fields(SiteValues)}
    rows = _ALL.all(db.connection(), {})
    stored: dict[str, Any] = {key: value for key, value in rows if key in known}
    if "look" in stored:
        stored["look"] = look_of(stored["look"])
    return replace(SiteValues(), **{**_presets(db), **stored})


def change_site(db: Session, *, by: Actor, **changes: Any) -> SiteValues:
    """Change some of the site's values; raises Invalid, Denied."""
    db.info["permissions"].check(by, "site.configure")
    before = site_values(db)
    if "look" in changes:
        changes["look"] = checked(changes["look"])
    after = replace(before, **changes)
    _check(after)
    for key, value in _storable(after).items():
        if key in changes:
            put(db, key, value)
    if after != before:
        change(db, EVERYTHING)
        announce(db, SiteChanged())
    return after


def move_front_page(db: Session, before: str, after: str) -> None:
    """Let the page at the front stay there when it gets another slug."""
    look = site_values(db).look
    if look.home_page == before:
        put(db, "look", asdict(replace(look, home_page=after)))
        change(db, EVERYTHING)
        announce(db, SiteChanged())


def get(db: Session, key: str) -> Any:
    """Return the stored value under `key`, or None."""
    return db.connection().execute(_VALUE, {"key": key}).scalar()


def put(db: Session, key: str, value: Any) -> None:
    """Store a value under `key`; None removes it."""
    row = db.get(SiteSetting, key)
    if value is None:
        if row is not None:
            db.delete(row)
    elif row is not None or (row := _other_first(db, key, value)) is not None:
        row.value, row.changed_at = value, clock.now()
    db.flush()


def _other_first(db: Session, key: str, value: Any) -> SiteSetting | None:
    """Add the row and return None, or the row that somebody added since we looked."""
    try:
        with db.begin_nested():
            db.add(SiteSetting(key=key, value=value, changed_at=clock.now()))
    except IntegrityError:
        # As PostgreSQL allows; on SQLite nobody else writes meanwhile.
        return db.get_one(SiteSetting, key)
    return None


def _presets(db: Session) -> dict[str, Any]:
    settings = db.info["settings"]
    presets = {
        "registration": settings["REGISTRATION"],
        "registration_role": settings["REGISTRATION_ROLE"],
    }
    return {key: value for key, value in presets.items() if value}


def _storable(values: SiteValues) -> dict[str, Any]:
    return asdict(values)


def _check(values: SiteValues) -> None:
    if not values.title.strip():
        raise Invalid("title", "Give the site a title.")
    if len(values.title) > 200:
        raise Invalid("title", "Use at most 200 characters.")
    if len(values.tagline) > 500:
        raise Invalid("tagline", "Use at most 500 characters.")
    try:
        zones.zone(values.timezone)
    except ValueError as error:
        raise Invalid("timezone", str(error)) from error
    if not values.language.replace("-", "").isalnum() or not 2 <= len(values.language) <= 35:
        raise Invalid("language", "Use a language tag such as en, de or pt-BR (BCP 47).")
    if values.registration not in REGISTRATIONS:
        raise Invalid(
            "registration", "Choose one of %(choices)s.", choices=", ".join(REGISTRATIONS)
        )
    if Role.named(values.registration_role) is Role.OWNER:
        raise Invalid("registration_role", "Nobody becomes an owner by registering.")
    least, most = POSTS_PER_PAGE
    if not least <= values.posts_per_page <= most:
        raise Invalid(
            "posts_per_page", "Use a number from %(least)s to %(most)s.", least=least, most=most
        )
    _check_comments(values)
    if len(values.maintenance_message) > 500:
        raise Invalid("maintenance_message", "Use at most 500 characters.")
    _check_contact(values.security_contact)
    _check_hub(values.websub_hub)


def _check_contact(contact: str) -> None:
    is_known = contact.startswith(("mailto:", "https://", "tel:"))
    if contact and not (is_known and contact.isprintable() and " " not in contact):
        raise Invalid(
            "security_contact", "Begin with mailto: or https://, such as mailto:me@example.org."
        )
    if len(contact) > 500:
        raise Invalid("security_contact", "Use at most 500 characters.")


def _check_hub(url: str) -> None:
    if not url:
        return
    try:
        parts = urls.split(url)
    except ValueError as error:
        raise Invalid("websub_hub", str(error)) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or not url.isprintable():
        raise Invalid("websub_hub", "Give the hub’s whole address, such as https://hub.example/.")
    if len(url) > 500:
        raise Invalid("websub_hub", "Use at most 500 characters.")


def _check_comments(values: SiteValues) -> None:
    if values.comments not in COMMENTING:
        raise Invalid("comments", "Choose one of %(choices)s.", choices=", ".join(COMMENTING))
    if not 0 <= values.comments_days <= LONGEST_OPEN:
        raise Invalid(
            "comments_days", "Use a number of days up to %(most)s; 0 is always.", most=LONGEST_OPEN
        )
    if len(values.comments_blocklist) > 20_000:
        raise Invalid("comments_blocklist", "Use at most 20,000 characters.")
