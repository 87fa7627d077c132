"""The public search page."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, request

from flaskr.features.posts import tagging
from flaskr.features.posts.context import feeds_of
from flaskr.features.posts.pages import TagRef
from flaskr.features.posts.presenting import Presenter, tag_ref
from flaskr.features.search.filtering import BEST, NEWEST, Filters, filters_of
from flaskr.features.search.finding import MOST_FOUND
from flaskr.features.search.pages import ChosenFilter, SearchChoice, SearchFilter, SearchPage
from flaskr.features.search.query import cleaned
from flaskr.features.search.searching import Answer, search
from flaskr.features.site.context import current_site, words
from flaskr.features.site.pages import FeedLink
from flaskr.web.access import public
from flaskr.web.current import reading
from flaskr.web.pagecache import depends_on
from flaskr.web.themes import render_page

bp = Blueprint("search", __name__, template_folder="templates")

RESULTS = 10
MOST_TAGS = 20


@bp.get("/search")
@public
def show_search() -> Any:
    """Show the search field, and what the query in `q` finds, from the result `from` on."""
    depends_on("posts", odd=True)
    query, filters = cleaned(request.args.get("q", "")), filters_of(request.args)
    start = _start(request.args.get("from", ""))
    presenter = Presenter(current_site().timezone)
    answer = search(
        reading(), query, presenter=presenter, filters=filters, limit=RESULTS, offset=start
    )
    following = start + RESULTS
    more = {"from": str(following)} if following < answer.total else None
    better = answer.suggestion
    page = SearchPage(
        title=words().gettext("Search"),
        robots="noindex",
        feeds=_feeds(query, filters) if query else (),
        query=query,
        results=answer.results,
        count=answer.total if answer.results else None,
        has_more=answer.has_more,
        older_url=_address(query, {**filters.chosen, **more}) if more else None,
        suggestion=better,
        suggestion_url=_address(better, filters.chosen) if better else "",
        filters=_offered(answer, filters),
        chosen=_chosen(query, answer, filters),
        tags=() if answer.results else _tags(),
    )
    return render_page("search.html", page)


def _offered(answer: Answer, filters: Filters) -> tuple[SearchFilter, ...]:
    """Return the filters that would change anything, or that are set."""
    say, names = words(), _names()
    offered = []
    for name, choices in answer.choices.items():
        chosen = getattr(filters, name)
        if len(choices) < 2 and not chosen:
            continue
        known = {choice.value for choice in choices}
        shown = [SearchChoice("", say.gettext("All"), None, is_chosen=not chosen)]
        if chosen and chosen not in known:
            shown.append(SearchChoice(chosen, chosen, None, is_chosen=True))
        for each in choices:
            label = names.get(each.value, each.label) if name == "kind" else each.label
            shown.append(SearchChoice(each.value, label, each.count, each.value == chosen))
        offered.append(SearchFilter(name, names[name], tuple(shown)))
    if answer.total > 1:
        orders = ((BEST, say.gettext("Best match")), (NEWEST, say.gettext("Newest first")))
        both = (SearchChoice(each, label, None, each == filters.order) for each, label in orders)
        offered.append(SearchFilter("order", names["order"], tuple(both)))
    return tuple(offered)


def _chosen(query: str, answer: Answer, filters: Filters) -> tuple[ChosenFilter, ...]:
    names, found = _names(), []
    for name, value in filters.chosen.items():
        if name == "order":
            continue
        labels = {each.value: each.label for each in answer.choices.get(name, ())}
        label = names.get(value, value) if name == "kind" else labels.get(value, value)
        others = {key: each for key, each in filters.chosen.items() if key != name}
        found.append(ChosenFilter(f"{names[name]}: {label}", _address(query, others)))
    return tuple(found)


def _names() -> Mapping[str, str]:
    say = words()
    return {
        "kind": say.gettext("Kind"),
        "tag": say.gettext("Tag"),
        "author": say.gettext("Author"),
        "year": say.gettext("Year"),
        "order": say.gettext("Order"),
        "post": say.gettext("Posts"),
        "page": say.gettext("Pages"),
    }


def _tags() -> tuple[TagRef, ...]:
    """Return the tags of most posts, for who found nothing."""
    return tuple(tag_ref(tag) for tag in tagging.commonest_tags(reading(), MOST_TAGS))


def _address(query: str, others: Mapping[str, str]) -> str:
    return "/search?" + urlencode({"q": query, **others}, quote_via=quote)


def _start(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
    return number if number < MOST_FOUND else 0


def _feeds(query: str, filters: Filters) -> tuple[FeedLink, ...]:
    title = words().gettext("“%(query)s” on %(site)s", query=query, site=current_site().title)
    asked = "?" + urlencode({"q": query, **filters.chosen}, quote_via=quote)
    return tuple(replace(feed, url=feed.url + asked) for feed in feeds_of(title, "/search"))
