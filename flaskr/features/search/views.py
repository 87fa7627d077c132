"""The public search page."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request

from flaskr.features.posts.context import feeds_of
from flaskr.features.posts.presenting import Presenter
from flaskr.features.search.finding import MOST_FOUND
from flaskr.features.search.pages import SearchPage
from flaskr.features.search.query import cleaned
from flaskr.features.search.searching import search
from flaskr.features.site.context import current_site, words
from flaskr.features.site.pages import FeedLink
from flaskr.web.access import public
from flaskr.web.current import reading
from flaskr.web.pagecache import depends_on
from flaskr.web.themes import render_page

bp = Blueprint("search", __name__, template_folder="templates")

RESULTS = 10


@bp.get("/search")
@public
def show_search() -> Any:
    """Show the search field, and what the query in `q` finds, from the result `from` on."""
    depends_on("posts", odd=True)
    query = cleaned(request.args.get("q", ""))
    start = _start(request.args.get("from", ""))
    presenter = Presenter(current_site().timezone)
    answer = search(reading(), query, presenter=presenter, limit=RESULTS, offset=start)
    following = start + RESULTS
    has_more = following < answer.total
    page = SearchPage(
        title=words().gettext("Search"),
        robots="noindex",
        feeds=_feeds(query) if query else (),
        query=query,
        results=answer.results,
        count=answer.total if answer.results else None,
        has_more=answer.has_more,
        older_url="/search?" + urlencode({"q": query, "from": following}) if has_more else None,
        suggestion=answer.suggestion,
    )
    return render_page("search.html", page)


def _start(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
    return number if number < MOST_FOUND else 0


def _feeds(query: str) -> tuple[FeedLink, ...]:
    title = words().gettext("“%(query)s” on %(site)s", query=query, site=current_site().title)
    asked = "?" + urlencode({"q": query})
    return tuple(replace(feed, url=feed.url + asked) for feed in feeds_of(title, "/search"))
