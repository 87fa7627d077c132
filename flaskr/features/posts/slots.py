"""What posts put into pages of features below them."""

from flaskr.features.media.models import Media
from flaskr.features.posts.media_uses import posts_using
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.current import reading
from flaskr.web.slots import fragment


def media_uses(media: Media) -> SafeHtml | None:
    """List the posts that show a file or a variant of it, as their cover or in their text."""
    posts = posts_using(reading(), media)
    return fragment("posts/media_uses.html", posts=posts) if posts else None
