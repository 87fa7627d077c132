"""Planning, before anything is written, where each entry will be."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.features.media.models import Media
from flaskr.features.posts.models import Post
from flaskr.features.posts.writing import LONGEST_SLUG
from flaskr.features.transfer.links import Links
from flaskr.features.transfer.models import Origin
from flaskr.features.transfer.records import Outline, Stub
from flaskr.lib.slugs import slugify, unique


def plan_slugs(db: Session, outline: Outline, links: Links) -> dict[str, str]:
    """Return each entry's slug by its key, and let the old addresses lead there.

    What came over before keeps the slug it has; the others get the one of the source where it
    is free here.
    """
    taken = set(db.scalars(select(Post.slug))) | set(db.info["reserved_slugs"])
    known = _known(db, outline.source)
    slugs: dict[str, str] = {}
    for stub in outline.stubs:
        slug = known.get(stub.key) or unique(_wanted(stub), lambda each: each in taken)
        taken.add(slug)
        slugs[stub.key] = slug
        for url in stub.urls:
            links.lead(url, f"/{slug}/")
    return slugs


def plan_files(db: Session, outline: Outline, links: Links) -> dict[str, int]:
    """Return the ids of the files that are here, and let their old addresses lead to them."""
    query = (
        select(Origin.key, Media.id, Media.key)
        .join(Media, Media.id == Origin.target_id)
        .where(Origin.source == outline.source, Origin.kind == "file")
    )
    here = {key: (id, f"/media/{name}") for key, id, name in db.execute(query)}
    for file in outline.files:
        if file.key in here:
            links.lead_file(file.key, file.url, here[file.key][1])
    return {key: id for key, (id, _url) in here.items()}


def _wanted(stub: Stub) -> str:
    return slugify(stub.slug or stub.title, fallback=stub.kind, limit=LONGEST_SLUG)


def _known(db: Session, source: str) -> dict[str, str]:
    query = (
        select(Origin.key, Post.slug)
        .join(Post, Post.id == Origin.target_id)
        .where(Origin.source == source, Origin.kind.in_(("post", "page")))
    )
    return dict(db.execute(query).all())
