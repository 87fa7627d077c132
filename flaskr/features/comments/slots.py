"""What comments put into pages of features below them."""

from flaskr.features.comments.listing import thread
from flaskr.features.site.context import current_site
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.current import visiting
from flaskr.web.slots import fragment


def below_post(post_id: int) -> SafeHtml | None:
    """Show a post's comments; None where there are none or not everybody may read the post."""
    comments = thread(visiting(), post_id, timezone=current_site().timezone)
    if not comments:
        return None
    return fragment("fragments/comments.html", comments=comments, count=len(comments))
