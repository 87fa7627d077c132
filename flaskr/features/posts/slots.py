"""What posts put into pages of features below them."""

from sqlalchemy import or_, select

from flaskr.features.media.models import Media
from flaskr.features.posts.models import Post, Revision
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.current import reading
from flaskr.web.slots import fragment

MOST_SHOWN = 20


def media_uses(media: Media) -> SafeHtml | None:
    """List the posts that show an image or a variant of it, as their cover or in their text."""
    stem = media.key.rpartition(".")[0]
    query = (
        select(Post)
        .outerjoin(Revision, Revision.id == Post.revision_id)
        .where(or_(Post.cover_id == media.id, Revision.body.contains(stem, autoescape=True)))
        .order_by(Post.updated_at.desc())
        .limit(MOST_SHOWN)
    )
    posts = reading().scalars(query).all()
    return fragment("posts/media_uses.html", posts=posts) if posts else None
