"""What `flaskr doctor` asks of the index."""

from collections.abc import Iterable

from sqlalchemy import func, select

from flaskr.core.feature import Finding
from flaskr.core.runtime import Core
from flaskr.features.posts.listing import is_public
from flaskr.features.posts.models import Post
from flaskr.features.search.index import index_of


def index_is_complete(core: Core) -> Iterable[Finding]:
    """Compare how many posts are public with how many the index has."""
    with core.db.reading() as db:
        public = db.scalar(select(func.count(Post.id)).where(*is_public())) or 0
        indexed = index_of(db).count(db)
    if public == indexed:
        yield Finding("ok", f"The search index has all {public} public posts and pages.")
    else:
        yield Finding(
            "warning",
            f"The search index has {indexed} posts and pages, but {public} are public. "
            "Run “flaskr search rebuild --restart”.",
        )
