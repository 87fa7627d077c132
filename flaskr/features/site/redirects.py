"""Redirects: old paths lead to where their content is now, for good."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.content import change
from flaskr.core.db import find
from flaskr.core.errors import Invalid
from flaskr.core.permissions import Actor
from flaskr.features.site.models import MAY_BE_A_PATH, Redirect
from flaskr.lib import urls

MOST_HOPS = 10
MOST_PARTS = 12
NOWHERE = ""
"""The target of a path whose content was deleted for good."""
ANY = "*"
"""Ends a path that stands for all paths below another, as in `/blog/*`."""


@dataclass(frozen=True)
class Step:
    """The redirect at `path`, which may be a pattern, and where it leads who asks."""

    path: str
    target: str


def add_redirect(
    db: Session, path: str, target: str, *, reason: str = "manual", import_id: int | None = None
) -> Redirect | None:
    """Lead from `path` to `target`; the newest word on a path counts.

    Redirects that led to `path` are turned to `target`, so that none is followed twice, and
    one that would lead back to itself is not made (None). Raises Invalid for a bad address.
    """
    path, target = clean_path(path), clean_target(target)
    change(db, "addresses")
    led_here = (Redirect.target == path, MAY_BE_A_PATH)
    db.execute(update(Redirect).where(*led_here).values(target=target))
    db.execute(delete(Redirect).where(Redirect.path == target))
    row = db.scalars(select(Redirect).where(Redirect.path == path)).first()
    if path == target:
        if row is not None:
            db.delete(row)
            db.flush()
        return None
    if row is None:
        row = Redirect(path=path, created_at=clock.now())
        row.import_id = import_id
        db.add(row)
    row.target, row.reason = target, reason
    db.flush()
    return row


def add_missing(
    db: Session, paths: Collection[str], target: str, *, reason: str, import_id: int
) -> None:
    """Lead from those of many paths that lead nowhere yet to `target`, an address in use.

    Like `add_redirect` for each, with a few statements for all. Raises Invalid.
    """
    target = clean_target(target)
    wanted = dict.fromkeys(clean_path(path) for path in paths)
    wanted.pop(target, None)
    leads_on = (Redirect.path.in_(wanted), Redirect.target != NOWHERE)
    there = set(db.scalars(select(Redirect.path).where(*leads_on)))
    new = [path for path in wanted if path not in there]
    if not new:
        return
    change(db, "addresses")
    led_there = (Redirect.target.in_(new), MAY_BE_A_PATH)
    db.execute(update(Redirect).where(*led_there).values(target=target))
    db.execute(delete(Redirect).where(Redirect.path.in_([target, *new])))
    now = clock.now()
    values = {"target": target, "reason": reason, "created_at": now, "import_id": import_id}
    db.execute(insert(Redirect), [{"path": path, **values} for path in new])


def remove_redirect(db: Session, id: int, *, by: Actor) -> Redirect:
    """Remove a redirect; raises NotFound, Denied."""
    db.info["permissions"].check(by, "site.configure")
    row = find(db, Redirect, id)
    change(db, "addresses")
    db.delete(row)
    db.flush()
    return row


def forget_path(db: Session, path: str) -> None:
    """Remove the redirect from a path that is used again."""
    change(db, "addresses")
    db.execute(delete(Redirect).where(Redirect.path == path))


def mark_gone(db: Session, path: str) -> None:
    """Remember that what stood at `path`, and at the paths that led there, was deleted."""
    change(db, "addresses")
    led_here = (Redirect.target == path, MAY_BE_A_PATH)
    db.execute(update(Redirect).where(*led_here).values(target=NOWHERE, reason="deleted"))
    row = db.scalars(select(Redirect).where(Redirect.path == path)).first()
    if row is None:
        row = Redirect(path=path, created_at=clock.now())
        db.add(row)
    row.target, row.reason = NOWHERE, "deleted"
    db.flush()


def target_of(db: Session, *paths: str) -> str | None:
    """Return where an address leads in the end, NOWHERE for what was deleted, or None.

    It may be given in several spellings, of which the first that leads anywhere counts.
    """
    steps = steps_of(db, *paths)
    return steps[-1].target if steps else None


def steps_of(db: Session, *paths: str) -> list[Step]:
    """Return the redirects that an address leads along, one after another; none if nowhere.

    Nobody is led in a circle: of redirects that form one, none is followed.
    """
    steps: list[Step] = []
    seen = set(paths)
    while (step := step_from(db, *paths)) is not None:
        if step.target in seen or len(steps) == MOST_HOPS:
            return []
        steps.append(step)
        seen.add(step.target)
        paths = (step.target,)
    return steps


def step_from(db: Session, *paths: str) -> Step | None:
    """Return the redirect for an address: its own, else the pattern that says most about it."""
    keys = [*paths, *_patterns(paths[0])]
    rows = db.execute(select(Redirect.path, Redirect.target).where(Redirect.path.in_(keys)))
    targets = {row.path: row.target for row in rows}
    key = next((key for key in keys if key in targets), None)
    if key is None:
        return None
    is_own = key in paths
    return Step(key, targets[key] if is_own else filled(key, targets[key], paths[0]))


def spellings(path: str, query: str) -> tuple[str, ...]:
    """Return how an address that is asked for may be written among the redirects.

    What an old blog's address ended with, a slash or none, makes no difference.
    """
    bare = path.rstrip("/")
    with_query = (f"{path}?{query}",) if query else ()
    return tuple(dict.fromkeys((*with_query, path, bare, f"{bare}/")))


def filled(pattern: str, target: str, path: str) -> str:
    """Return where a path leads by a pattern: what the path has in place of the one `*`,
    the target has in place of its own.
    """
    # Leading slashes would make the rest the name of another site.
    rest = quote(path.removeprefix(pattern[:-1]).partition("?")[0].lstrip("/"))
    return target.replace(ANY, rest, 1)


def _patterns(path: str) -> list[str]:
    parts = path.partition("?")[0].split("/")
    depths = range(min(len(parts) - 1, MOST_PARTS), 1, -1)
    return ["/".join(parts[:depth]) + "/" + ANY for depth in depths]


def clean_path(path: str) -> str:
    """Return an old address as requests ask for it, unquoted; raises Invalid for a bad one."""
    parts = _split("path", path.strip())
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        raise Invalid("path", "Begin the old address with /, without the site’s name.")
    cleaned = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
    if not cleaned.isprintable():
        raise Invalid("path", "The old address has characters that no address can have.")
    if len(cleaned) > 500:
        raise Invalid("path", "Use at most 500 characters.")
    if cleaned == "/":
        raise Invalid("path", "The home page cannot be redirected.")
    return cleaned


def clean_target(target: str) -> str:
    """Return a new address as it is kept; raises Invalid for one that no browser could open."""
    target = target.strip()
    parts = _split("target", target)
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not own and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise Invalid("target", "Begin the new address with / or https://.")
    if len(target) > 1000:
        raise Invalid("target", "Use at most 1,000 characters.")
    if not target.isprintable() or not _is_host(parts.hostname or ""):
        raise Invalid("target", "The new address is none that a browser could open.")
    return target


def _is_host(name: str) -> bool:
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return True


def _split(field: str, url: str) -> SplitResult:
    try:
        return urls.split(url)
    except ValueError as error:
        raise Invalid(field, str(error)) from error
