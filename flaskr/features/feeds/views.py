"""The feeds' addresses, and where feeds of other blogs' software were."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, cast
from urllib.parse import quote

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.http import is_resource_modified

from flaskr.features.feeds.changes import last_change
from flaskr.features.feeds.entries import Feed, newest_entries, updated_at
from flaskr.features.feeds.formats import FORMATS, HEADERS, VERSION, Format
from flaskr.features.posts import listing, tagging
from flaskr.features.posts.authors import public_author
from flaskr.features.site.context import current_site, site_url
from flaskr.features.translations.context import language_flow, language_ref
from flaskr.web.access import public
from flaskr.web.current import core, reading
from flaskr.web.pagecache import depends_on

bp = Blueprint("feeds", __name__, template_folder="templates")

KEPT = timedelta(hours=1)

# What WordPress, Jekyll, Hugo, Hexo, Ghost and many hand-made sites use.
OLD_ADDRESSES = {
    "/feed": "rss",
    "/feed/rss": "rss",
    "/feed/rss2": "rss",
    "/feed/atom": "atom",
    "/feed.xml": "atom",
    "/atom": "atom",
    "/atom.xml": "atom",
    "/rss": "rss",
    "/rss.xml": "rss",
    "/rss2.xml": "rss",
    "/index.xml": "rss",
}


@dataclass(frozen=True)
class Source:
    """What a feed is of: a flow of posts, whose page is at `path`."""

    flow: listing.Flow
    title: str
    subtitle: str
    path: str
    language: str = ""


@bp.get("/feed.atom", defaults={"format": "atom"})
@bp.get("/feed.rss", defaults={"format": "rss"})
@bp.get("/feed.json", defaults={"format": "json"})
@public
def site_feed(format: str) -> Response:
    """Send the newest posts of the site."""
    site = current_site()
    return _answer(Source(listing.Flow(), site.title, site.tagline, "/"), FORMATS[format])


@bp.get("/tag/<slug>/feed.atom", defaults={"format": "atom"})
@bp.get("/tag/<slug>/feed.rss", defaults={"format": "rss"})
@bp.get("/tag/<slug>/feed.json", defaults={"format": "json"})
@public
def tag_feed(slug: str, format: str) -> Response:
    """Send the newest posts of a tag; one that no public post has has no feed."""
    tag, _count = tagging.public_tag(reading(), slug)
    title = f"{current_site().title}: {tag.name}"
    flow = listing.Flow(tag_id=tag.id)
    return _answer(Source(flow, title, tag.description, f"/tag/{tag.slug}/"), FORMATS[format])


@bp.get("/author/<username>/feed.atom", defaults={"format": "atom"})
@bp.get("/author/<username>/feed.rss", defaults={"format": "rss"})
@bp.get("/author/<username>/feed.json", defaults={"format": "json"})
@public
def author_feed(username: str, format: str) -> Response:
    """Send the newest posts of an author; who wrote nothing public has no feed."""
    user, _count = public_author(reading(), username)
    flow = listing.Flow(author_id=user.id)
    title = f"{current_site().title}: {user.name or user.username}"
    return _answer(Source(flow, title, "", f"/author/{user.username}/"), FORMATS[format])


@bp.get("/language/<tag>/feed.atom", defaults={"format": "atom"})
@bp.get("/language/<tag>/feed.rss", defaults={"format": "rss"})
@bp.get("/language/<tag>/feed.json", defaults={"format": "json"})
@public
def language_feed(tag: str, format: str) -> Response:
    """Send the newest posts of a language; one that no public post is in has no feed."""
    flow = language_flow(tag)
    language = language_ref(tag)
    title = f"{current_site().title}: {language.name}"
    return _answer(Source(flow, title, "", language.url, tag), FORMATS[format])


@bp.get("/tag/<slug>/feed", strict_slashes=False)
@public
def old_tag_feed(slug: str) -> Any:
    """Lead from where WordPress has a tag's feed to ours, for good."""
    return redirect(f"/tag/{quote(slug)}/feed.rss", 301)


@bp.get("/author/<username>/feed", strict_slashes=False)
@public
def old_author_feed(username: str) -> Any:
    """Lead from where WordPress has an author's feed to ours, for good."""
    return redirect(f"/author/{quote(username)}/feed.rss", 301)


@public
def old_site_feed() -> Any:
    """Lead from where other software has the site's feed to ours, for good."""
    return redirect(f"/feed.{OLD_ADDRESSES[request.path.rstrip('/')]}", 301)


for _address in OLD_ADDRESSES:
    bp.add_url_rule(_address, view_func=old_site_feed, strict_slashes=False)


def _answer(source: Source, format: Format) -> Response:
    """Send the feed, or 304 to who has it; only in the first case its posts are read."""
    depends_on("feeds")
    etag = _etag(source, format)
    changed = last_change(reading())
    modified = changed.at if changed.count else None
    if is_resource_modified(request.environ, etag=etag, last_modified=modified):
        response = Response(_body(source, format, etag), mimetype=format.mime)
    else:
        response = Response(status=304)
    response.set_etag(etag)
    response.last_modified = modified
    response.headers.update(HEADERS)
    return response


def style_url() -> str:
    """Return the address of the style sheet by which a browser shows a feed."""
    return str(current_app.jinja_env.globals["theme_asset_url"]("css/feed.css"))  # type: ignore[operator]


def _etag(source: Source, format: Format) -> str:
    changed = last_change(reading())
    change = (changed.count, changed.at.isoformat())
    parts = (VERSION, format.name, site_url(), source.path, *change, style_url())
    return sha256(repr(parts).encode()).hexdigest()[:24]


def _body(source: Source, format: Format, etag: str) -> bytes:
    """Return the feed as sent; those of the whole site are kept until it changes.

    The feeds of tags and authors are too many to be kept, and asked for less often.
    """
    if source.path != "/":
        return format.write(_feed(source, format), render_template)
    key = ("feed", format.name)
    kept = cast("tuple[str, bytes] | None", core().cache.get(key))
    if kept is not None and kept[0] == etag:
        return kept[1]
    body = format.write(_feed(source, format), render_template)
    core().cache.set(key, (etag, body), seconds=KEPT.total_seconds())
    return body


def _feed(source: Source, format: Format) -> Feed:
    entries = newest_entries(
        reading(), source.flow, site_url=site_url(), is_whole=current_site().feeds_whole
    )
    home_url = site_url() + quote(source.path)
    return Feed(
        id=home_url,
        title=source.title,
        subtitle=source.subtitle,
        publisher=current_site().title,
        language=source.language or current_site().language,
        home_url=home_url,
        self_url=f"{home_url}feed.{format.name}",
        style_url=style_url(),
        hub_url=current_site().websub_hub,
        updated_at=updated_at(reading(), entries),
        entries=entries,
    )
