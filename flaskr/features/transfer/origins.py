"""Remembering which thing of which source became which row, and whether either has changed."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from flaskr.features.posts.models import Post
from flaskr.features.transfer.models import Origin
from flaskr.features.transfer.records import digest

_CHUNK = 400


def origin_of(db: Session, source: str, kind: str, key: str) -> Origin | None:
    """Return what is known of one thing of a source."""
    query = select(Origin).where(Origin.source == source, Origin.kind == kind, Origin.key == key)
    return db.scalars(query).first()


def origins_among(db: Session, source: str, kind: str, keys: Collection[str]) -> dict[str, Origin]:
    """Return what is known of these things of a source, by key."""
    found: dict[str, Origin] = {}
    wanted = list(keys)
    for start in range(0, len(wanted), _CHUNK):
        query = select(Origin).where(
            Origin.source == source,
            Origin.kind == kind,
            Origin.key.in_(wanted[start : start + _CHUNK]),
        )
        found |= {origin.key: origin for origin in db.scalars(query)}
    return found


def targets_of(db: Session, source: str, kind: str) -> dict[str, int]:
    """Return the ids of every row that things of this kind became, by key."""
    query = select(Origin.key, Origin.target_id).where(Origin.source == source, Origin.kind == kind)
    return dict(db.execute(query).all())


def remember(
    db: Session,
    source: str,
    kind: str,
    key: str,
    *,
    target_id: int,
    import_id: int,
    fingerprint: str = "",
    left_as: str = "",
) -> None:
    """Note which row a thing of a source became."""
    db.add(
        Origin(
            source=source,
            kind=kind,
            key=key,
            target_id=target_id,
            import_id=import_id,
            fingerprint=fingerprint,
            left_as=left_as,
        )
    )


def forget(db: Session, kind: str, target_id: int) -> None:
    """Let the row have come from nowhere, so that a later import may bring it again."""
    db.execute(delete(Origin).where(Origin.kind == kind, Origin.target_id == target_id))


def state_of(post: Post) -> str:
    """Return what changes when somebody changes the post here.

    That a scheduled post went out at its time is no change.
    """
    return digest(
        post.title,
        post.revision_id,
        post.slug,
        post.excerpt,
        post.visibility,
        post.cover_id,
        [link.tag_id for link in post.tag_links],
        [link.user_id for link in post.author_links],
        (post.published_at or post.scheduled_at or ""),
        post.featured_at is not None,
        post.trashed_at is not None,
    )
