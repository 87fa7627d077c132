"""Letting the old blog's addresses lead to where its content is now."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core.errors import Invalid
from flaskr.features.posts.models import Post
from flaskr.features.site.redirects import add_missing

LONGEST_PATH = 500


def redirect_all(db: Session, paths: Iterable[str], target: str, *, import_id: int) -> list[str]:
    """Redirect the paths to `target`; return sentences about those that cannot be.

    A path that leads somewhere already, by its owner's or an earlier import's word, stays so.
    """
    complaints: list[str] = []
    good: list[str] = []
    for path in dict.fromkeys(paths):
        if path in {target, target.rstrip("/")}:
            continue
        if len(path) > LONGEST_PATH or not path.startswith("/") or path.startswith("//"):
            complaints.append(f"The old address {path[:100]}… is too long to be redirected.")
        elif _is_used(db, path):
            complaints.append(f"The old address {path} is used by something else here.")
        else:
            good.append(path)
    try:
        add_missing(db, good, target, reason="import", import_id=import_id)
    except Invalid:  # one of them at least: without it, the others
        for path in good:
            try:
                add_missing(db, [path], target, reason="import", import_id=import_id)
            except Invalid as error:
                complaints.append(f"The old address {path[:100]} is not redirected: {error}")
    return complaints


def _is_used(db: Session, path: str) -> bool:
    first, *rest = path.strip("/").split("/")
    if rest:
        return False
    if first in db.info["reserved_slugs"]:
        return True
    return db.scalar(select(Post.id).where(Post.slug == first)) is not None
