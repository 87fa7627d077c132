"""Trying an address: which redirects it leads along, and what is at the end."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from flaskr.core.errors import Invalid
from flaskr.features.site.redirects import NOWHERE, Step, clean_path, spellings, steps_of
from flaskr.lib import urls


@dataclass(frozen=True)
class Trial:
    """The way from an address: the redirects, and where it ends; `is_gone` for nowhere at all."""

    path: str
    steps: tuple[Step, ...]
    end: str
    is_gone: bool
    is_elsewhere: bool


def tried(db: Session, address: str) -> Trial:
    """Follow the redirects from an address, given with or without the site's name before it.

    Raises Invalid for what is no address of this site.
    """
    try:
        parts = urls.split(address.strip())
    except ValueError as error:
        raise Invalid("path", str(error)) from error
    asked = parts.path + (f"?{parts.query}" if parts.query else "")
    path = clean_path(asked)
    name, _mark, query = path.partition("?")
    steps = tuple(steps_of(db, *spellings(name, query)))
    end = steps[-1].target if steps else path
    return Trial(
        path=path,
        steps=steps,
        end=end,
        is_gone=end == NOWHERE,
        is_elsewhere=not end.startswith("/"),
    )
