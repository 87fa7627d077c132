"""The public pages of series."""

from typing import Any

from flask import Blueprint

from flaskr.core.errors import NotFound
from flaskr.features.posts.context import canonical, depends_on_posts, feeds_of, presenter
from flaskr.features.series import listing, pages
from flaskr.features.series.models import Series
from flaskr.features.site.context import current_site, words
from flaskr.web.access import public
from flaskr.web.current import reading
from flaskr.web.pagecache import depends_on
from flaskr.web.themes import render_page

bp = Blueprint("series", __name__, template_folder="templates")


@bp.get("/series/")
@public
def list_series() -> Any:
    """Show all series that readers see anything of."""
    depends_on("posts", "series")
    found = listing.public_series(reading())
    page = pages.SeriesListPage(
        title=words().gettext("Series"),
        canonical_url=canonical("/series/"),
        feeds=feeds_of(current_site().title, ""),
        series=tuple(pages.SeriesCount(_ref(series), count) for series, count in found),
    )
    return render_page("series_list.html", page)


@bp.get("/series/<slug>/")
@public
def show_series(slug: str) -> Any:
    """Show the parts of a series; one without any is not there."""
    depends_on("posts", "series")
    series = listing.series_at(reading(), slug)
    posts = listing.public_parts(reading(), series)
    if not posts:
        raise NotFound
    depends_on(f"series:{series.id}")
    depends_on_posts(*posts)
    show = presenter().summary
    page = pages.SeriesPage(
        title=series.name,
        description=series.description,
        canonical_url=canonical(f"/series/{series.slug}/"),
        feeds=feeds_of(current_site().title, ""),
        series=_ref(series),
        posts=tuple(show(post) for post in posts),
    )
    return render_page("series.html", page)


def _ref(series: Series) -> pages.SeriesRef:
    return pages.SeriesRef(series.name, f"/series/{series.slug}/", series.description)
