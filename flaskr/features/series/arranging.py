"""Arranging: making a series, and which posts are its parts in which order."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.content import change
from flaskr.core.db import find, session_of
from flaskr.core.errors import Invalid
from flaskr.core.permissions import Actor
from flaskr.features.posts.models import Post
from flaskr.features.series.models import Series, SeriesPart
from flaskr.lib.slugs import slugify, unique

ACTION = "series.arrange"
MOST_PARTS = 200


def begin_series(db: Session, name: str, *, by: Actor, description: str = "") -> Series:
    """Make a series without parts; raises Invalid, Denied."""
    db.info["permissions"].check(by, ACTION)
    name = _name(name)
    slug = unique(slugify(name, fallback="series"), lambda slug: _is_taken(db, slug))
    series = Series(slug=slug, name=name, description=_text(description), created_at=clock.now())
    db.add(series)
    db.flush()
    _changed(series)
    return series


def describe_series(series: Series, *, by: Actor, name: str, description: str) -> None:
    """Change its name and what it is about; its address stays. Raises Invalid, Denied."""
    session_of(series).info["permissions"].check(by, ACTION)
    series.name, series.description = _name(name), _text(description)
    session_of(series).flush()
    _changed(series)


def remove_series(series: Series, *, by: Actor) -> None:
    """Remove the series; its posts stay. Raises Denied."""
    db = session_of(series)
    db.info["permissions"].check(by, ACTION)
    _changed(series)
    db.delete(series)
    db.flush()


def add_part(series: Series, post: Post, *, by: Actor) -> None:
    """Put a post at the end of a series, out of the one it was in; raises Invalid, Denied."""
    db = session_of(series)
    db.info["permissions"].check(by, ACTION)
    if post.is_page:
        raise Invalid("post", "A page stands by itself; only posts are parts of a series.")
    part = db.get(SeriesPart, post.id)
    if part is not None and part.series_id == series.id:
        return
    count, last = db.execute(
        select(func.count(), func.max(SeriesPart.place)).where(SeriesPart.series_id == series.id)
    ).one()
    if count >= MOST_PARTS:
        raise Invalid("post", "A series has at most %(most)s parts.", most=MOST_PARTS)
    if part is None:
        part = SeriesPart(post_id=post.id)
        db.add(part)
    else:
        _changed(find(db, Series, part.series_id))
    part.series_id, part.place = series.id, (last or 0) + 1
    db.flush()
    _changed(series)


def remove_part(series: Series, post_id: int, *, by: Actor) -> None:
    """Take a post out of a series; raises Denied. Again it changes nothing."""
    db = session_of(series)
    db.info["permissions"].check(by, ACTION)
    part = db.get(SeriesPart, post_id)
    if part is not None and part.series_id == series.id:
        _changed(series)
        db.delete(part)
        db.flush()


def move_part(series: Series, post_id: int, *, by: Actor, up: bool) -> None:
    """Exchange a part with the one before it, or after it; raises Denied."""
    db = session_of(series)
    db.info["permissions"].check(by, ACTION)
    parts = list(
        db.scalars(
            select(SeriesPart)
            .where(SeriesPart.series_id == series.id)
            .order_by(SeriesPart.place, SeriesPart.post_id)
        )
    )
    ids = [part.post_id for part in parts]
    if post_id not in ids:
        return
    here = ids.index(post_id)
    there = here - 1 if up else here + 1
    if 0 <= there < len(parts):
        parts[here], parts[there] = parts[there], parts[here]
        for place, part in enumerate(parts, start=1):
            part.place = place
        db.flush()
        _changed(series)


def _is_taken(db: Session, slug: str) -> bool:
    return db.scalar(select(Series.id).where(Series.slug == slug)) is not None


def _changed(series: Series) -> None:
    db = session_of(series)
    query = select(SeriesPart.post_id).where(SeriesPart.series_id == series.id)
    change(db, "series", f"series:{series.id}", *(f"post:{id}" for id in db.scalars(query)))


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid("name", "Give the series a name.")
    if len(name) > 200:
        raise Invalid("name", "Use at most 200 characters.")
    return name


def _text(description: str) -> str:
    text = description.strip()
    if len(text) > 2000:
        raise Invalid("description", "Use at most 2,000 characters.")
    return text
