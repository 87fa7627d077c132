"""Posts for tests, made by the verbs."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from flaskr.features.accounts.models import User
from flaskr.features.posts.models import Post
from flaskr.features.posts.publishing import publish
from flaskr.features.posts.tagging import set_tags
from flaskr.features.posts.writing import write


def draft(
    db: Session, by: User, title: str = "A post", body: str = "Some text.", **rest: Any
) -> Post:
    """Make a draft."""
    return write(db, by=by.actor, title=title, body=body, **rest)


def published(
    db: Session,
    by: User,
    title: str = "A post",
    body: str = "Some text.",
    *,
    at: datetime | None = None,
    tags: tuple[str, ...] = (),
    **rest: Any,
) -> Post:
    """Make a public post."""
    post = draft(db, by, title, body, **rest)
    set_tags(post, tags, by=by.actor)
    return publish(post, by=by.actor, at=at)
