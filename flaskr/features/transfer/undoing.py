"""Undoing an import whole: what it made goes, what was changed here since stays and is named."""

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from flaskr.core.content import EVERYTHING, change
from flaskr.core.db import find
from flaskr.core.errors import Conflict
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments.models import Comment
from flaskr.features.media.editing import delete_media
from flaskr.features.media.models import Media
from flaskr.features.posts import publishing, trash
from flaskr.features.posts.media_uses import is_used
from flaskr.features.posts.models import Post, PostAuthor, PostTag, Tag
from flaskr.features.site.identity import change_site, site_values
from flaskr.features.site.models import Redirect
from flaskr.features.transfer.importing import nothing
from flaskr.features.transfer.models import Import, ImportItem, Origin
from flaskr.features.transfer.origins import forget, origin_of, state_of
from flaskr.features.transfer.restoring import restore
from flaskr.features.transfer.run import BATCH, Progress, mark

_EDITED = "It was changed here after the import, so it was kept."
_USED = "It is used by something that stays, so it was kept."


def undo_import(core: Core, import_id: int, *, progress: Progress = nothing) -> Import:
    """Take back what an import brought; one that was undone stays so.

    Can be begun again where it stopped. Raises NotFound, and Conflict for a dry run.
    """
    row = begin_undo(core, import_id)
    if row.undone_at is not None:
        return row
    with core.db.reading() as db:
        total = db.scalar(select(func.count(ImportItem.id)).where(*_open(import_id))) or 0
    done = 0
    for kinds, take_back in (
        (("post", "page"), _take_back_post),
        (("comment",), _take_back_comment),
        (("file",), _take_back_file),
        (("tag",), _take_back_tag),
        (("author",), _take_back_author),
        (("other",), _take_back_title),
    ):
        while count := _batch(core, import_id, kinds, take_back):
            done += count
            progress("undoing", done, total)
    with core.db.transaction() as db:
        change(db, EVERYTHING)
        _remove_redirects(db, import_id)
    mark(core, import_id, undone_at=True, stage="undone")
    with core.db.reading() as db:
        return find(db, Import, import_id)


def begin_undo(core: Core, import_id: int) -> Import:
    """Say that the import is being undone: from now on nothing more of it comes over."""
    with core.db.transaction() as db:
        query = select(Import).where(Import.id == import_id).with_for_update()
        row = db.scalars(query).first() or find(db, Import, import_id)
        if row.is_dry_run:
            raise Conflict("This was a dry run: it changed nothing, so there is nothing to undo.")
    if row.undoing_at is None:
        mark(core, import_id, undoing_at=True)
    with core.db.reading() as db:
        return find(db, Import, import_id)


def _batch(
    core: Core,
    import_id: int,
    kinds: Collection[str],
    take_back: Callable[[Session, Import, ImportItem], str],
) -> int:
    with core.db.transaction() as db:
        change(db, EVERYTHING)
        row = db.get_one(Import, import_id)
        query = select(ImportItem).where(*_open(import_id), ImportItem.kind.in_(kinds))
        items = db.scalars(query.order_by(ImportItem.id.desc()).limit(BATCH)).all()
        for item in items:
            reason = take_back(db, row, item)
            item.outcome = "kept" if reason else "undone"
            item.message = reason
        return len(items)


def _open(import_id: int) -> tuple[ColumnElement[bool], ...]:
    """What this import did and that is not taken back yet."""
    return (
        ImportItem.import_id == import_id,
        ImportItem.outcome.in_(("created", "updated")),
    )


def _take_back_post(db: Session, row: Import, item: ImportItem) -> str:
    post = db.get(Post, item.target_id)
    origin = origin_of(db, row.source, item.kind, item.key)
    if post is None:
        if origin is not None:
            forget(db, item.kind, origin.target_id)
        return ""
    if origin is None or origin.left_as != state_of(post):
        return _EDITED
    if item.outcome == "updated":
        restore(db, post, origin, item.before or {})
        return ""
    _forget_comments(db, select(Comment.id).where(Comment.post_id == post.id))
    if post.scheduled_at is not None:
        publishing.unpublish(post, by=SYSTEM)
    forget(db, item.kind, post.id)
    trash.remove(post, by=SYSTEM, says_so=False)
    return ""


def _forget_comments(db: Session, ids: Select[int]) -> None:
    db.execute(delete(Origin).where(Origin.kind == "comment", Origin.target_id.in_(ids)))


def _take_back_comment(db: Session, row: Import, item: ImportItem) -> str:
    comment = db.get(Comment, item.target_id)
    if comment is None:
        origin = origin_of(db, row.source, item.kind, item.key)
        if origin is not None:
            db.delete(origin)
        return ""
    if db.scalar(select(Post.import_id).where(Post.id == comment.post_id)) == row.id:
        return "Its post was kept."
    forget(db, "comment", comment.id)
    db.execute(delete(Comment).where(Comment.id == comment.id))
    return ""


def _take_back_file(db: Session, row: Import, item: ImportItem) -> str:
    media = db.get(Media, item.target_id)
    if media is None or media.import_id != row.id:
        return ""
    if is_used(db, media):
        return _USED
    forget(db, "file", media.id)
    delete_media(db, media)
    return ""


def _take_back_tag(db: Session, _row: Import, item: ImportItem) -> str:
    tag = db.get(Tag, item.target_id)
    if tag is None:
        return ""
    if db.scalar(select(PostTag.post_id).where(PostTag.tag_id == tag.id).limit(1)) is not None:
        return _USED
    forget(db, "tag", tag.id)
    db.delete(tag)
    db.flush()
    return ""


def _take_back_author(db: Session, _row: Import, item: ImportItem) -> str:
    user = db.get(User, item.target_id)
    if user is None:
        return ""
    if user.password_hash is not None:
        return "They have a password by now, so the account was kept."
    wrote = select(PostAuthor.post_id).where(PostAuthor.user_id == user.id).limit(1)
    said = select(Comment.id).where(Comment.user_id == user.id).limit(1)
    uploaded = select(Media.id).where(Media.created_by_id == user.id).limit(1)
    if any(db.scalar(query) is not None for query in (wrote, said, uploaded)):
        return _USED
    forget(db, "author", user.id)
    db.delete(user)
    db.flush()
    return ""


def _take_back_title(db: Session, _row: Import, item: ImportItem) -> str:
    before = item.before or {}
    if item.target_kind != "site":
        return ""
    if site_values(db).title != before["given"]:
        return _EDITED
    change_site(db, by=SYSTEM, title=before["title"], tagline=before["tagline"])
    return ""


def _remove_redirects(db: Session, import_id: int) -> None:
    """Remove the import's redirects, and origins of things that were matched, not made."""
    kept = select(Post).where(Post.import_id == import_id)
    paths = {post.path for post in db.scalars(kept)}
    mine = db.scalars(select(Redirect).where(Redirect.import_id == import_id)).all()
    for redirect in mine:
        if redirect.target not in paths:
            db.delete(redirect)
    db.execute(
        delete(Origin).where(
            Origin.import_id == import_id, Origin.kind.in_(("author", "tag", "file"))
        )
    )
