"""What the public pages of posts have in common within a request."""

from collections.abc import Callable
from typing import Any

from flask import request

from flaskr.features.posts import listing, pages
from flaskr.features.posts.presenting import Presenter
from flaskr.features.posts.shown import ShownPost
from flaskr.features.site.context import current_site, site_url
from flaskr.features.site.pages import FeedLink
from flaskr.web.current import visiting
from flaskr.web.pagecache import depends_on


def presenter() -> Presenter:
    """Return the presenter for the site's zone."""
    return Presenter(current_site().timezone)


def requested_slice(flow: listing.Flow) -> listing.Slice[ShownPost]:
    """Return the part of a flow that the address asks for."""
    return listing.public_posts(
        visiting(),
        flow,
        before=request.args.get("before"),
        after=request.args.get("after"),
        limit=current_site().posts_per_page,
    )


def list_of(shown: listing.Slice[ShownPost], *, first: str, featured: Any = ()) -> dict[str, Any]:
    """Return the posts of a list page and the addresses of its neighbours."""
    show: Callable[[ShownPost], pages.PostSummary] = presenter().summary
    depends_on_posts(*featured, *shown.posts)
    return {
        "posts": tuple(show(post) for post in (*featured, *shown.posts)),
        "newer_url": f"{first}?after={shown.newer}" if shown.newer else None,
        "older_url": f"{first}?before={shown.older}" if shown.older else None,
    }


def depends_on_posts(*posts: ShownPost) -> None:
    """Say that the page shows these posts, who wrote them and their covers."""
    depends_on(*(f"post:{post.id}" for post in posts))
    depends_on(*(f"user:{author.id}" for post in posts for author in post.authors))
    depends_on(*(f"media:{post.cover.id}" for post in posts if post.cover))


def canonical(path: str) -> str:
    """Return the one address of a page."""
    return site_url() + path


def feeds_of(title: str, path: str) -> tuple[FeedLink, ...]:
    """Return the feeds of what stands under a path; empty for the whole site."""
    base = path.rstrip("/")
    return (
        FeedLink(f"{title} (Atom)", f"{base}/feed.atom", "application/atom+xml"),
        FeedLink(f"{title} (RSS)", f"{base}/feed.rss", "application/rss+xml"),
        FeedLink(f"{title} (JSON)", f"{base}/feed.json", "application/feed+json"),
    )
