"""Leading: redirects that an owner makes, changes and removes by hand."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from flaskr.core.errors import Invalid
from flaskr.core.permissions import Actor
from flaskr.features.redirects.models import MissingPage
from flaskr.features.site.models import Redirect
from flaskr.features.site.redirects import (
    ANY,
    MOST_HOPS,
    NOWHERE,
    add_redirect,
    clean_path,
    clean_target,
    filled,
    mark_gone,
    step_from,
)
from flaskr.lib.redirect_lists import Listed, Refused

ACTION = "site.configure"
AT_ONCE = 50


def lead(db: Session, path: str, target: str, *, by: Actor) -> Redirect:
    """Lead from `path` to `target`, or say of `path` that what stood there is gone (no target).

    A path that ends with `/*` stands for all below it; a `*` in its target for the rest of the
    path. What `path` led to before is forgotten. Raises Denied; Invalid for a bad address and
    for a target that leads back to the path.
    """
    db.info["permissions"].check(by, ACTION)
    path = clean_path(path)
    if target.strip() == NOWHERE:
        _check_pattern(path, NOWHERE)
        mark_gone(db, path)
    else:
        target = clean_target(target)
        _check_pattern(path, target)
        _check_no_circle(db, path, target)
        add_redirect(db, path, target)
    db.execute(delete(MissingPage).where(MissingPage.path == path))
    return db.scalars(select(Redirect).where(Redirect.path == path)).one()


def portions(listed: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
    """Give a list in portions, each for a transaction of its own: others write in between."""
    return (listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE))


def lead_all(db: Session, listed: Iterable[Listed], *, by: Actor) -> tuple[int, list[Refused]]:
    """Lead from all of a list; return how many there are, and what could not be done and why."""
    count, refused = 0, []
    for each in listed:
        try:
            lead(db, each.path, each.target, by=by)
        except Invalid as error:
            refused.append(Refused(each.line, f"{each.path} → {each.target}", error.message))
        else:
            count += 1
    return count, refused


def _check_pattern(path: str, target: str) -> None:
    if ANY in path[:-1] or (path.endswith(ANY) and not path.endswith("/" + ANY)):
        raise Invalid("path", "Write the * at the end, after a slash, such as /blog/*.")
    if path == "/" + ANY:
        raise Invalid("path", "This would redirect the whole site. Name the part, such as /blog/*.")
    if target.count(ANY) > 1:
        raise Invalid("target", "Write one * at most: it stands for the rest of the old address.")
    if ANY in target and not path.endswith(ANY):
        raise Invalid("target", "A * here needs one at the end of the old address.")
    if path.endswith(ANY) and target.startswith(path[:-1]):
        raise Invalid(
            "target",
            "%(target)s is one of %(path)s itself, which would lead in a circle.",
            target=target,
            path=path,
        )


def _check_no_circle(db: Session, path: str, target: str) -> None:
    """Follow the way from `path` on as it would be, with an example for what `*` stands for."""
    start = path[:-1] + "example" if path.endswith(ANY) else path
    at = filled(path, target, start) if path.endswith(ANY) else target
    way = [start, at]
    for _hop in range(MOST_HOPS):
        if at in way[:-1] or (path.endswith(ANY) and at.startswith(path[:-1])):
            raise Invalid("target", "This would lead in a circle: %(way)s.", way=" → ".join(way))
        step = step_from(db, at)
        if step is None or step.target == NOWHERE:
            return
        at = step.target
        way.append(at)
    raise Invalid("target", "This would lead along too many redirects, one after another.")
