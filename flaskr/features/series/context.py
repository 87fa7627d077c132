"""The series of a post within a request."""

from typing import cast

from flask import g

from flaskr.features.posts.pages import PostLink
from flaskr.features.series.listing import around, has_any
from flaskr.features.series.pages import SeriesBox
from flaskr.web.current import core, visiting
from flaskr.web.pagecache import depends_on


def series_of(post_id: int) -> SeriesBox | None:
    """Return the series a public post is a part of, or None; it is read once a request."""
    read = cast("dict[int, SeriesBox | None]", g.setdefault("post_series", {}))
    if post_id not in read:
        asks = core().kept.get("series", lambda: has_any(visiting()))
        read[post_id] = _box(post_id) if asks else None
    return read[post_id]


def _box(post_id: int) -> SeriesBox | None:
    found = around(visiting(), post_id)
    if found is None:
        return None
    # Also on parts that are not out yet: this page links to them as soon as they are.
    depends_on(f"series:{found.id}", *(f"post:{part.id}" for part in found.parts))
    public = [part for part in found.parts if part.is_public]
    here = next((place for place, part in enumerate(public) if part.id == post_id), None)
    if here is None:
        return None
    links = tuple(PostLink(part.title, part.path) for part in public)
    return SeriesBox(
        name=found.name,
        url=f"/series/{found.slug}/",
        number=here + 1,
        parts=links,
        previous=links[here - 1] if here else None,
        next=links[here + 1] if here + 1 < len(links) else None,
    )
