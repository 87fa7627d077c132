"""Writing an entry as a post or page, by the verbs that writers use."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.content import EVERYTHING, change
from flaskr.core.errors import Invalid
from flaskr.core.permissions import SYSTEM
from flaskr.features.media.models import Media
from flaskr.features.posts import publishing, tagging, trash, writing
from flaskr.features.posts.models import Post, Tag
from flaskr.features.transfer.models import Origin
from flaskr.features.transfer.origins import remember, state_of
from flaskr.features.transfer.records import Entry, label_key
from flaskr.features.transfer.redirecting import redirect_all
from flaskr.features.transfer.run import Outcome, Run
from flaskr.lib import markdown

WOULD_BE_LATER = "It will be published at its time, {:%Y-%m-%d %H:%M} UTC."


class Made(Protocol):
    """What was prepared outside the transaction."""

    @property
    def fingerprint(self) -> str: ...
    @property
    def rendered(self) -> markdown.Rendered | None: ...
    @property
    def password_hash(self) -> str | None: ...


@dataclass
class _Said:
    sentences: list[str] = field(default_factory=list)

    def add(self, *sentences: str) -> None:
        self.sentences.extend(sentence for sentence in sentences if sentence)

    def text(self) -> str:
        return " ".join(dict.fromkeys(self.sentences))


def create_post(db: Session, run: Run, entry: Entry, made: Made) -> tuple[Outcome, Post | None]:
    """Write a new post; a dry run only says so."""
    said = _Said()
    _remark_on(run, entry, said)
    if run.is_dry:
        return Outcome(entry.kind, entry.key, entry.title, "created", said.text()), None
    slug = run.slugs.get(entry.key, "")
    post = writing.write(
        db,
        by=SYSTEM,
        title=entry.title,
        body=entry.body,
        kind=entry.kind,
        slug=slug,
        author_ids=_authors(run, entry, said),
        rendered=made.rendered,
    )
    change(db, EVERYTHING)
    post.import_id = run.import_id
    _set_facts(db, run, post, entry, said)
    if entry.visibility != "public":
        publishing.set_visibility(
            post, entry.visibility, by=SYSTEM, password_hash=made.password_hash
        )
    _set_state(post, entry)
    _set_times(post, entry)
    said.add(*redirect_all(db, entry.old_paths, post.path, import_id=run.import_id))
    db.flush()
    remember(
        db,
        run.outline.source,
        entry.kind,
        entry.key,
        target_id=post.id,
        import_id=run.import_id,
        fingerprint=made.fingerprint,
        left_as=state_of(post),
    )
    message = said.text()
    return Outcome(entry.kind, entry.key, entry.title, "created", message, "post", post.id), post


def update_post(  # noqa: PLR0917  (two rows, what is wanted and what was made for it)
    db: Session, run: Run, entry: Entry, made: Made, post: Post, origin: Origin
) -> Outcome:
    """Bring a post that nobody touched here to what its source says now."""
    said = _Said()
    _remark_on(run, entry, said)
    if run.is_dry:
        message = said.text()
        return Outcome(entry.kind, entry.key, entry.title, "updated", message, "post", post.id)
    change(db, EVERYTHING)
    before = snapshot(post)
    before["origin"] = [origin.fingerprint, origin.left_as]
    writing.revise(post, by=SYSTEM, title=entry.title, body=entry.body, rendered=made.rendered)
    writing.set_authors(post, _authors(run, entry, said), by=SYSTEM)
    _set_facts(db, run, post, entry, said)
    if entry.visibility != post.visibility or entry.visibility == "password":
        publishing.set_visibility(
            post, entry.visibility, by=SYSTEM, password_hash=made.password_hash
        )
    _set_state(post, entry)
    _set_times(post, entry)
    said.add(*redirect_all(db, entry.old_paths, post.path, import_id=run.import_id))
    db.flush()
    origin.fingerprint, origin.left_as = made.fingerprint, state_of(post)
    return Outcome(
        entry.kind, entry.key, entry.title, "updated", said.text(), "post", post.id, before
    )


def snapshot(post: Post) -> dict[str, Any]:
    """Return what an undo needs to bring the post back to what it is."""
    return {
        "revision": post.revision_id,
        "excerpt": post.excerpt,
        "tags": [link.tag_id for link in post.tag_links],
        "authors": [link.user_id for link in post.author_links],
        "cover": post.cover_id,
        "visibility": post.visibility,
        "password_hash": post.password_hash,
        "featured": post.featured_at is not None,
        "trashed": post.trashed_at is not None,
        "published_at": _written(post.published_at),
        "scheduled_at": _written(post.scheduled_at),
        "updated_at": _written(post.updated_at),
    }


def _set_facts(db: Session, run: Run, post: Post, entry: Entry, said: _Said) -> None:
    keys = (label_key(slug, name) for slug, name in entry.labels)
    ids = list(dict.fromkeys(run.tags[key] for key in keys if key in run.tags))
    found = {tag.id: tag for tag in db.scalars(select(Tag).where(Tag.id.in_(ids)))} if ids else {}
    tags = [found[id] for id in ids if id in found]
    if len(tags) > tagging.MOST_TAGS:
        said.add(f"It had {len(tags)} tags; the first {tagging.MOST_TAGS} came over.")
    tagging.set_tags(post, tags[: tagging.MOST_TAGS], by=SYSTEM)
    cover = db.get(Media, run.media[entry.cover]) if entry.cover in run.media else None
    if entry.cover and cover is None:
        said.add("Its featured image could not be fetched.")
    elif cover is not None and not cover.is_image:
        said.add("Its featured image is no picture that can be shown.")
        cover = None
    if entry.excerpt or post.excerpt or cover is not None or post.cover_id:
        writing.describe(post, by=SYSTEM, excerpt=entry.excerpt, cover=cover)
    publishing.feature(post, entry.featured and entry.state == "published", by=SYSTEM)


def _set_state(post: Post, entry: Entry) -> None:
    at = entry.published_at
    if entry.state != "trashed":
        trash.restore(post, by=SYSTEM)
    if entry.state == "published":
        is_later = at is not None and at > clock.now()
        if post.scheduled_at not in {None, at} or (is_later and post.published_at is not None):
            publishing.unpublish(post, by=SYSTEM)
        if post.scheduled_at is None:
            publishing.publish(post, by=SYSTEM, at=entry.published_at)
    elif post.published_at is not None or post.scheduled_at is not None:
        publishing.unpublish(post, by=SYSTEM)
    if entry.state == "trashed":
        trash.trash(post, by=SYSTEM)


def _set_times(post: Post, entry: Entry) -> None:
    at = entry.published_at
    if post.published_at is not None and at is not None and at <= clock.now():
        publishing.redate(post, by=SYSTEM, at=at)
    times = [time for time in (at, entry.updated_at) if time is not None and time <= clock.now()]
    if times:
        post.created_at = min(times)
        post.updated_at = entry.updated_at if entry.updated_at in times else times[0]


def _authors(run: Run, entry: Entry, said: _Said) -> list[int]:
    ids = [run.people[key] for key in entry.people if key in run.people]
    if ids:
        return list(dict.fromkeys(ids))
    if run.author_id is None:
        raise Invalid(
            "authors",
            "It names no author, and this site has nobody yet. Make a user first, then resume.",
        )
    if entry.people:
        said.add("Its author is not in the source; it stands under the name of who imports it.")
    return [run.author_id]


def _remark_on(run: Run, entry: Entry, said: _Said) -> None:
    said.add(*entry.notes)
    if entry.state == "published":
        if entry.published_at is None:
            said.add("It had no date and is published as of now.")
        elif entry.published_at > clock.now():
            said.add(WOULD_BE_LATER.format(entry.published_at))
    left = run.links.pictures_left(entry.body)
    if left and not run.is_dry:
        what = "One picture is" if left == 1 else f"{left} pictures are"
        said.add(f"{what} still at the old blog, and not shown here.")


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
