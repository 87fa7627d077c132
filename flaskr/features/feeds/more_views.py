"""Feeds of comments and of searches. They are written anew for each who has not the newest."""

from collections.abc import Collection
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, redirect, render_template, request
from sqlalchemy import or_
from werkzeug.wrappers import Response as BaseResponse

from flaskr.core.prepared import Prepared
from flaskr.features.feeds.changes import last_change, last_hidden
from flaskr.features.feeds.entries import MOST_ENTRIES, Entry, Feed, entries_of
from flaskr.features.feeds.formats import FORMATS, HEADERS
from flaskr.features.feeds.talk import newest_comments, talked_post
from flaskr.features.feeds.views import style_url
from flaskr.features.posts.models import Post
from flaskr.features.posts.shown import post_of, public_post, shown
from flaskr.features.search.filtering import filters_of
from flaskr.features.search.query import cleaned
from flaskr.features.search.searching import newest_found
from flaskr.features.site.context import current_site, site_url, words
from flaskr.web.access import public
from flaskr.web.current import reading
from flaskr.web.pagecache import depends_on

bp = Blueprint("more_feeds", __name__)


@bp.get("/comments/feed.atom", defaults={"format": "atom"})
@bp.get("/comments/feed.rss", defaults={"format": "rss"})
@bp.get("/comments/feed.json", defaults={"format": "json"})
@public
def comments_feed(format: str) -> BaseResponse:
    """Send the newest comments on posts that everybody may read."""
    depends_on("comments", "posts")
    title = words().gettext("Comments on %(title)s", title=current_site().title)
    entries = newest_comments(reading(), site_url=site_url(), say=words())
    return _answer(format, entries, title=title, page="/", path="/comments/feed")


@bp.get("/comments/posts/<int:post_id>/feed.atom", defaults={"format": "atom"})
@bp.get("/comments/posts/<int:post_id>/feed.rss", defaults={"format": "rss"})
@bp.get("/comments/posts/<int:post_id>/feed.json", defaults={"format": "json"})
@public
def talk_feed(post_id: int, format: str) -> BaseResponse:
    """Send the newest comments on a post; its address stays when the post's slug changes."""
    depends_on(f"talk:{post_id}", f"post:{post_id}")
    post = talked_post(reading(), post_id)
    title = words().gettext("Comments on %(title)s", title=f"“{post.title}”")
    entries = newest_comments(reading(), site_url=site_url(), say=words(), post_id=post_id)
    path = f"/comments/posts/{post_id}/feed"
    return _answer(format, entries, title=title, page=f"{quote(post.path)}#comments", path=path)


@bp.get("/search/feed.atom", defaults={"format": "atom"})
@bp.get("/search/feed.rss", defaults={"format": "rss"})
@bp.get("/search/feed.json", defaults={"format": "json"})
@public
def search_feed(format: str) -> BaseResponse:
    """Send the newest posts that match what is asked for in `q`, newest first."""
    depends_on("posts", odd=True)
    text, filters = cleaned(request.args.get("q", "")), filters_of(request.args)
    timezone = current_site().timezone
    ids = newest_found(reading(), text, filters, timezone=timezone, limit=MOST_ENTRIES)
    title = words().gettext("“%(query)s” on %(site)s", query=text, site=current_site().title)
    asked = "?" + urlencode({"q": text, **filters.chosen}, quote_via=quote)
    page, entries = f"/search{asked}", _posts(ids)
    return _answer(format, entries, title=title, page=page, path="/search/feed", query=asked)


@bp.get("/comments/feed", strict_slashes=False)
@public
def old_comments_feed() -> Any:
    """Lead from where WordPress has the feed of comments to ours, for good."""
    return redirect("/comments/feed.rss", 301)


@bp.get("/<slug>/feed", strict_slashes=False)
@public
def old_talk_feed(slug: str) -> Any:
    """Lead from where WordPress has the comments of a post to ours, for good."""
    post, _older, _newer = public_post(reading(), slug)
    return redirect(f"/comments/posts/{post.id}/feed.rss", 301)


@bp.get("/<slug>/comments/feed.atom", defaults={"format": "atom"})
@bp.get("/<slug>/comments/feed.rss", defaults={"format": "rss"})
@bp.get("/<slug>/comments/feed.json", defaults={"format": "json"})
@public
def talk_feed_by_slug(slug: str, format: str) -> Any:
    """Lead from where one may look for the comments of a post to where they are, for good."""
    post, _older, _newer = public_post(reading(), slug)
    return redirect(f"/comments/posts/{post.id}/feed.{format}", 301)


def _posts(ids: Collection[int]) -> tuple[Entry, ...]:
    if not ids:
        return ()
    # Few at most, and other ones each time: none of the statements that are kept will do.
    query = shown(with_text=True).where(or_(*(Post.id == id for id in ids)))
    query = query.order_by(Post.published_at.desc(), Post.id.desc())
    rows = Prepared(query).all(reading().connection(), {})
    return entries_of(
        reading(),
        [post_of(row) for row in rows],
        site_url=site_url(),
        is_whole=current_site().feeds_whole,
    )


def _answer(
    format: str, entries: tuple[Entry, ...], *, title: str, page: str, path: str, query: str = ""
) -> BaseResponse:
    """Send a feed, or 304 to who has it. Its time is no condition: a comment may be taken back."""
    feed = Feed(
        id=f"{site_url()}{path}{query}",
        title=title,
        subtitle="",
        publisher=current_site().title,
        language=current_site().language,
        home_url=site_url() + page,
        self_url=f"{site_url()}{path}.{format}{query}",
        style_url=style_url(),
        hub_url="",
        updated_at=max(
            last_change(reading()).at,
            last_hidden(reading()),
            *(entry.updated_at for entry in entries),
        ),
        entries=entries,
    )
    written = FORMATS[format].write(feed, render_template)
    response = Response(written, mimetype=FORMATS[format].mime)
    response.headers.update(HEADERS)
    response.set_etag(sha256(written).hexdigest()[:24])
    return response.make_conditional(request)
