"""Which kept pages a post's changes touch.

A page depends on `post:<id>` of each post it shows or links to. Lists depend on `posts` or, where
they are of a tag or an author, on `tag:<id>` or `author:<id>`; what leads somewhere else or to
nothing depends on `addresses`.
"""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from flaskr.core.content import change
from flaskr.core.db import session_of
from flaskr.features.posts.events import PostPublished, PostRemoved, PostUnpublished, PostWritten
from flaskr.features.posts.listing import neighbours
from flaskr.features.posts.models import Post


def post_written(db: Session, event: PostWritten) -> None:
    """Drop the pages that show a public post; a draft's own preview is never kept."""
    post = db.get(Post, event.post_id)
    if post is not None and post.is_public:
        _drop(db, post)


def post_shown_or_hidden(db: Session, event: PostPublished | PostUnpublished | PostRemoved) -> None:
    """Drop the pages that show a post or should, and what was found at its address."""
    post = db.get(Post, event.post_id)
    if post is not None:
        _drop(db, post)


def drop_lists_of(
    post: Post, *, tag_ids: Iterable[int] = (), author_ids: Iterable[int] = ()
) -> None:
    """Drop the lists that a post stands in, or stood in until now."""
    change(
        session_of(post),
        *(f"tag:{id}" for id in tag_ids),
        *(f"author:{id}" for id in author_ids),
    )


def _drop(db: Session, post: Post) -> None:
    change(db, f"post:{post.id}", "posts", "addresses")
    drop_lists_of(
        post,
        tag_ids=[link.tag_id for link in post.tag_links],
        author_ids=[link.user_id for link in post.author_links],
    )
    if not post.is_page and post.published_at is not None:
        # Their pages link to this one from now on, and say so nowhere yet.
        change(db, *(f"post:{id}" for id in neighbours(db, post)))
