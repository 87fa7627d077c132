"""Bringing over tags and categories, which are tags here."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.features.posts.models import Tag
from flaskr.features.posts.tagging import tag_named
from flaskr.features.transfer.origins import origin_of, remember
from flaskr.features.transfer.records import Label, label_key
from flaskr.features.transfer.redirecting import redirect_all
from flaskr.features.transfer.run import Outcome, Run
from flaskr.lib.slugs import slugify


def bring_label(db: Session, run: Run, label: Label) -> Iterable[Outcome]:
    """Find or make the tag for a tag or category."""
    key = label_key(label.slug, label.name)
    source = run.outline.source
    origin = origin_of(db, source, "tag", key)
    tag = db.get(Tag, origin.target_id) if origin is not None else None
    if tag is None:
        tag = db.scalars(select(Tag).where(Tag.slug == slugify(key, fallback="tag"))).first()
    if run.is_dry:
        outcome = "created" if tag is None else "unchanged"
        return [Outcome("tag", key, label.name, outcome, label.message)]
    is_new = tag is None
    if tag is None:
        tag = tag_named(db, label.name or label.slug, slug=key)
        tag.description = label.description
    if origin is None:
        remember(db, source, "tag", key, target_id=tag.id, import_id=run.import_id)
    else:
        origin.target_id = tag.id
    db.flush()
    redirect_all(db, label.old_paths, f"/tag/{tag.slug}/", import_id=run.import_id)
    outcome = "created" if is_new else "unchanged"
    return [Outcome("tag", key, label.name, outcome, label.message, "tag", tag.id)]
