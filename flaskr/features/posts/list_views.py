"""The public lists of posts: tags, authors and the archive."""

from typing import Any

from flask import Blueprint, redirect, request

from flaskr.core.errors import NotFound
from flaskr.features.accounts.pages import author_ref
from flaskr.features.posts import counting, listing, pages, tagging
from flaskr.features.posts.archive import archive_years, parse_month
from flaskr.features.posts.authors import public_author
from flaskr.features.posts.context import canonical, feeds_of, list_of, requested_slice
from flaskr.features.posts.presenting import tag_ref
from flaskr.features.site.context import current_site, old_target, words
from flaskr.web.access import public
from flaskr.web.current import reading
from flaskr.web.pagecache import depends_on
from flaskr.web.themes import render_page

bp = Blueprint("lists", __name__, template_folder="templates")


@bp.get("/tags/")
@public
def list_tags() -> Any:
    """Show all tags."""
    depends_on("posts")
    counts = tagging.tags_with_counts(reading())
    tags = tuple(pages.TagCount(tag_ref(tag), count) for tag, count in counts)
    page = pages.TagsPage(
        title=words().gettext("Tags"), tags=tags, canonical_url=canonical("/tags/")
    )
    return render_page("tags.html", page)


@bp.get("/tag/<slug>/")
@public
def show_tag(slug: str) -> Any:
    """Show the posts of a tag; an address that an old blog used leads to where it is now."""
    try:
        found, count = tagging.public_tag(reading(), slug)
    except NotFound:
        return _led_on()
    depends_on(f"tag:{found.id}")
    tag = tag_ref(found)
    flow = listing.Flow(tag_id=found.id)
    page = pages.TagPage(
        **list_of(requested_slice(flow), first=tag.url),
        tag=tag,
        post_count=count,
        title=tag.name,
        description=tag.description,
        canonical_url=canonical(tag.url),
        feeds=feeds_of(f"{current_site().title}: {tag.name}", tag.url),
    )
    return render_page("tag.html", page)


@bp.get("/author/<username>/")
@public
def show_author(username: str) -> Any:
    """Show an author and what they wrote; an old blog's address leads to where it is now."""
    try:
        user, count = public_author(reading(), username)
    except NotFound:
        return _led_on()
    depends_on(f"author:{user.id}", f"user:{user.id}")
    flow = listing.Flow(author_id=user.id)
    author = author_ref(user)
    page = pages.AuthorPage(
        **list_of(requested_slice(flow), first=author.url),
        author=author,
        post_count=count,
        title=author.name,
        canonical_url=canonical(author.url),
        feeds=feeds_of(f"{current_site().title}: {author.name}", author.url),
    )
    return render_page("author.html", page)


@bp.get("/archive/")
@public
def list_archives() -> Any:
    """Show which years and months have posts."""
    depends_on("posts")
    years = archive_years(counting.months(reading()), words())
    page = pages.ArchivesPage(
        title=words().gettext("Archive"), years=years, canonical_url=canonical("/archive/")
    )
    return render_page("archives.html", page)


@bp.get("/archive/<int:year>/")
@bp.get("/archive/<int:year>/<int:month>/")
@public
def show_archive(year: int, month: int | None = None) -> Any:
    """Show the posts of a year or a month, by the site's zone."""
    heading, start, end = parse_month(year, month, current_site().timezone, words())
    depends_on("posts")
    flow = listing.Flow(start=start, end=end)
    page = pages.ArchivePage(
        **list_of(requested_slice(flow), first=request.path),
        heading=heading,
        title=heading,
        canonical_url=canonical(request.path),
        robots="noindex",
    )
    return render_page("archive.html", page)


def _led_on() -> Any:
    depends_on("addresses", odd=True)
    target = old_target()
    if target is None:
        raise NotFound
    return redirect(target, 301)
