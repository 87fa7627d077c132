"""Comments as entries of feeds: those of the site, or of a post."""

from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, contains_eager

from flaskr.core.db import find
from flaskr.core.errors import NotFound
from flaskr.features.comments.models import Comment
from flaskr.features.feeds.entries import Answered, Entry, Person, entry_id
from flaskr.features.posts.listing import is_public
from flaskr.features.posts.models import Post
from flaskr.lib.languages import Language
from flaskr.lib.sanitize import absolute

MOST_COMMENTS = 50
_SUMMARY = 200


def talked_post(db: Session, post_id: int) -> Post:
    """Return a post whose comments everybody may read; raises NotFound."""
    post = find(db, Post, post_id)
    if not post.is_public or post.visibility != "public":
        raise NotFound
    return post


def newest_comments(
    db: Session, *, site_url: str, say: Language, post_id: int | None = None
) -> tuple[Entry, ...]:
    """Return the newest approved comments of public posts, or of one, newest first."""
    answered = aliased(Comment)
    query = (
        select(Comment, answered)
        .join(Comment.post)
        .outerjoin(answered, answered.id == Comment.parent_id)
        .options(contains_eager(Comment.post))
        .where(
            Comment.trashed_at.is_(None),
            Comment.spam_at.is_(None),
            Comment.approved_at.is_not(None),
            Post.visibility == "public",
            *is_public(),
        )
        .order_by(Comment.created_at.desc(), Comment.id.desc())
        .limit(MOST_COMMENTS)
    )
    if post_id is not None:
        query = query.where(Comment.post_id == post_id)
    return tuple(_entry(comment, parent, site_url, say) for comment, parent in db.execute(query))


def _entry(comment: Comment, parent: Comment | None, site_url: str, say: Language) -> Entry:
    name = comment.author_name
    url = _address(comment, site_url)
    return Entry(
        id=entry_id(comment.id, comment.created_at, kind="comment"),
        url=url,
        title=say.gettext("%(name)s on “%(title)s”", name=name, title=comment.post.title),
        html=str(absolute(comment.html, url)),
        summary="",
        published_at=comment.created_at,
        updated_at=comment.edited_at or comment.created_at,
        authors=(Person(name, comment.author_url or None),),
        answers=_answered(comment.post, parent, site_url),
    )


def _answered(post: Post, parent: Comment | None, site_url: str) -> Answered:
    if parent is not None and parent.state == "approved":
        id = entry_id(parent.id, parent.created_at, kind="comment")
        return Answered(id, _address(parent, site_url))
    return Answered(entry_id(post.id, post.created_at), site_url + quote(post.path))


def _address(comment: Comment, site_url: str) -> str:
    return f"{site_url}/comments/{comment.id}"
