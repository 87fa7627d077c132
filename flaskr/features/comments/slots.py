"""What comments put into pages of features below them."""

from flaskr.features.comments import pages
from flaskr.features.comments.listing import thread
from flaskr.features.site.context import current_site
from flaskr.lib import zones
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.current import visiting
from flaskr.web.slots import fragment


def below_post(post_id: int) -> SafeHtml | None:
    """Show a post's comments; None where there are none or not everybody may read the post."""
    timezone = current_site().timezone
    comments = [
        pages.Comment(
            id=comment.id,
            depth=depth,
            kind=comment.kind,
            author_name=comment.author_name,
            author_url=comment.author_url,
            is_author=comment.is_author,
            published_at=zones.to_local(comment.created_at, timezone),
            html=comment.html,
        )
        for comment, depth in thread(visiting(), post_id)
    ]
    if not comments:
        return None
    return fragment("fragments/comments.html", comments=comments, count=len(comments))
