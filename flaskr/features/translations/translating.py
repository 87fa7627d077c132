"""Translating: the language of a post, and which posts are translations of each other."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from flaskr.core.content import change
from flaskr.core.db import session_of
from flaskr.core.errors import Invalid
from flaskr.core.events import announce
from flaskr.core.permissions import Actor
from flaskr.features.posts.events import PostWritten
from flaskr.features.posts.models import Post
from flaskr.features.posts.rendering import current_revision
from flaskr.features.posts.tagging import set_tags
from flaskr.features.posts.writing import describe, write
from flaskr.features.site.identity import site_values
from flaskr.features.translations.models import PostLanguage, TranslationGroup
from flaskr.lib.language_tags import name_of, normal_tag
from flaskr.lib.markdown import Rendered


def set_language(post: Post, language: str, *, by: Actor) -> None:
    """Say which language a post is in; empty for the site's, which takes it out of its group.

    Raises Invalid, Denied.
    """
    db = _may_edit(post, by=by)
    if not language.strip():
        remove_translation(post, by=by)
        row = _row(db, post)
        if row is not None:
            db.delete(row)
            _saved(db, post)
        return
    tag, row = _tag(language), _row(db, post)
    if row is None:
        db.add(PostLanguage(post_id=post.id, language=tag))
    elif row.language == tag:
        return
    else:
        _check_free(db, row.group_id, tag, but=post)
        _changed(db, row)
        row.language = tag
    _saved(db, post)


def add_translation(post: Post, other: Post, language: str, *, by: Actor) -> None:
    """Make `other` the translation of a post into a language; again it changes nothing.

    A post of which no language is known is in the site's from now on. Raises Invalid, Denied.
    """
    db = _may_edit(post, by=by)
    _may_edit(other, by=by)
    if other.id == post.id:
        raise Invalid("post", "A post is no translation of itself; choose another one.")
    if other.kind != post.kind:
        raise Invalid("post", "Choose a %(kind)s, as this is one.", kind=post.kind)
    tag = _tag(language)
    row = _row(db, post) or _in_sites_language(db, post)
    theirs = _row(db, other)
    if theirs is not None and theirs.group_id is not None:
        if theirs.group_id == row.group_id:
            set_language(other, tag, by=by)
            return
        raise Invalid(
            "post",
            "“%(title)s” has other translations. Take it out from among them first.",
            title=other.title,
        )
    if tag == row.language:
        raise Invalid(
            "language",
            "This post is in %(language)s itself; choose another language.",
            language=name_of(tag),
        )
    _check_free(db, row.group_id, tag, but=other)
    if row.group_id is None:
        group = TranslationGroup()
        db.add(group)
        db.flush()
        row.group_id = group.id
    if theirs is None:
        theirs = PostLanguage(post_id=other.id)
        db.add(theirs)
    theirs.language, theirs.group_id = tag, row.group_id
    _saved(db, other)
    _changed(db, row)


def remove_translation(post: Post, *, by: Actor) -> None:
    """Take a post out of its group; its language stays. Again it changes nothing. Raises Denied."""
    db = _may_edit(post, by=by)
    row = _row(db, post)
    if row is None or row.group_id is None:
        return
    _changed(db, row)
    group = db.get_one(TranslationGroup, row.group_id)
    row.group_id = None
    db.flush()
    rest = db.scalars(select(PostLanguage).where(PostLanguage.group_id == group.id)).all()
    if len(rest) < 2:
        for each in rest:
            each.group_id = None
        db.flush()
        db.delete(group)
        db.flush()


def translate(post: Post, language: str, *, by: Actor, rendered: Rendered | None = None) -> Post:
    """Make a draft that is a copy of the post, to be translated; raises Invalid, Denied.

    `rendered` is what the text became, where it was rendered before the transaction began.
    """
    db = _may_edit(post, by=by)
    row = _row(db, post)
    _check_free(db, row.group_id if row else None, _tag(language), but=None)
    revision = current_revision(post)
    authors = [] if by.id is not None else list(post.owner_ids)
    copy = write(
        db,
        by=by,
        title=post.title,
        body=revision.body if revision else "",
        kind=post.kind,
        author_ids=authors,
        rendered=rendered,
    )
    describe(copy, by=by, excerpt=post.excerpt, cover=post.cover)
    set_tags(copy, post.tags, by=by)
    add_translation(post, copy, language, by=by)
    return copy


def _may_edit(post: Post, *, by: Actor) -> Session:
    db = session_of(post)
    db.info["permissions"].check(by, "posts.edit", owners=post.owner_ids)
    return db


def _row(db: Session, post: Post) -> PostLanguage | None:
    # Held until this transaction ends: otherwise two could begin a group for the same post.
    return db.get(PostLanguage, post.id, with_for_update=True)


def _in_sites_language(db: Session, post: Post) -> PostLanguage:
    row = PostLanguage(post_id=post.id, language=normal_tag(site_values(db).language))
    db.add(row)
    _saved(db, post)
    return row


def _tag(language: str) -> str:
    try:
        return normal_tag(language)
    except ValueError:
        raise Invalid("language", "Use a language tag such as en, de or pt-BR (BCP 47).") from None


def _check_free(db: Session, group_id: int | None, tag: str, *, but: Post | None) -> None:
    if group_id is None:
        return
    query = select(Post).join(PostLanguage, PostLanguage.post_id == Post.id)
    query = query.where(PostLanguage.group_id == group_id, PostLanguage.language == tag)
    found = db.scalars(query).first()
    if found is not None and (but is None or found.id != but.id):
        raise Invalid(
            "language",
            "“%(title)s” is the one in %(language)s already.",
            title=found.title,
            language=name_of(tag),
        )


def _saved(db: Session, post: Post) -> None:
    """Write it, and let lists, feeds and the pages of its group be made anew."""
    try:
        with db.begin_nested():
            db.flush()
    except IntegrityError as error:
        # Somebody else linked a post of this language since we looked, as PostgreSQL allows.
        raise Invalid("language", "There is a translation into this language by now.") from error
    change(db, "languages", f"post:{post.id}")
    row = db.get(PostLanguage, post.id)
    if row is not None:
        _changed(db, row)
    announce(db, PostWritten(post.id))


def _changed(db: Session, row: PostLanguage) -> None:
    change(db, "languages", f"post:{row.post_id}")
    if row.group_id is not None:
        query = select(PostLanguage.post_id).where(PostLanguage.group_id == row.group_id)
        change(db, *(f"post:{id}" for id in db.scalars(query)))
