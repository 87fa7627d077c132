"""Bringing a post that an import changed back to what it was before."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from flaskr.core.permissions import SYSTEM
from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.features.posts import publishing, tagging, trash, writing
from flaskr.features.posts.models import Post, Revision, Tag
from flaskr.features.transfer.models import Origin
from flaskr.features.transfer.origins import state_of


def restore(db: Session, post: Post, origin: Origin, before: dict[str, Any]) -> None:
    """Make the post what `before`, a snapshot, says; its text comes back as a new revision."""
    earlier = db.get(Revision, before.get("revision"))
    if earlier is not None:
        writing.revise(post, by=SYSTEM, title=earlier.title, body=earlier.body)
    tags = [db.get(Tag, id) for id in before["tags"]]
    tagging.set_tags(post, [tag for tag in tags if tag is not None], by=SYSTEM)
    people = [id for id in before["authors"] if db.get(User, id) is not None]
    if people:
        writing.set_authors(post, people, by=SYSTEM)
    cover = db.get(Media, before["cover"]) if before["cover"] else None
    writing.describe(post, by=SYSTEM, excerpt=before["excerpt"], cover=cover)
    publishing.set_visibility(
        post, before["visibility"], by=SYSTEM, password_hash=before["password_hash"]
    )
    publishing.feature(post, before["featured"], by=SYSTEM)
    _restore_state(post, before)
    post.updated_at = _time(before["updated_at"]) or post.updated_at
    db.flush()
    origin.fingerprint = before["origin"][0]
    origin.left_as = state_of(post)


def _restore_state(post: Post, before: dict[str, Any]) -> None:
    if not before["trashed"]:
        trash.restore(post, by=SYSTEM)
    at = _time(before["published_at"]) or _time(before["scheduled_at"])
    if at is None:
        publishing.unpublish(post, by=SYSTEM)
    elif post.published_at != at:
        publishing.unpublish(post, by=SYSTEM)
        publishing.publish(post, by=SYSTEM, at=at)
    if before["trashed"]:
        trash.trash(post, by=SYSTEM)


def _time(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
