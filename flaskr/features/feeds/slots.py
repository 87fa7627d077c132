"""What feeds put into pages of features below them: where their comments can be followed."""

from typing import Any

from flaskr.features.posts.pages import PostPage
from flaskr.features.site.context import current_site, words
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.slots import fragment


def head(page: Any) -> SafeHtml | None:
    """Name the feed of a post's comments to feed readers."""
    if not isinstance(page, PostPage) or page.is_page or page.is_locked:
        return None
    if current_site().comments == "closed":
        return None
    title = words().gettext("Comments on %(title)s", title=f"“{page.title}”")
    return fragment("fragments/comments_alternate.html", title=title, post_id=page.id)


def below_comments(post_id: int) -> SafeHtml | None:
    """Offer the feed of a post's comments to people."""
    return fragment("fragments/comments_feed.html", post_id=post_id)
