"""Bringing over posts and pages: what is to be done with each, and what it takes."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from flaskr.features.media.pictures import image_attributes
from flaskr.features.posts.models import Post
from flaskr.features.transfer.models import Origin
from flaskr.features.transfer.origins import origin_of, origins_among, state_of
from flaskr.features.transfer.posting import create_post, update_post
from flaskr.features.transfer.records import Entry
from flaskr.features.transfer.remarks import bring_remarks
from flaskr.features.transfer.run import Outcome, Run, batches
from flaskr.lib import markdown, passwords

STAGE = "texts"
_GONE = "It was deleted here after an earlier import, so it was left out."
_TRASHED = "It is in the trash here. Restore it there, then import again to bring what is new."
_EDITED = "It has changed both here and in the source since it was imported; what is here was kept."


@dataclass(frozen=True)
class Prepared:
    """An entry with all that takes long and needs no transaction.

    `rendered` is None where nothing of the text is to be written.
    """

    entry: Entry
    fingerprint: str
    rendered: markdown.Rendered | None
    password_hash: str | None

    @property
    def title(self) -> str:
        """The entry's title."""
        return self.entry.title


def bring_entries(run: Run) -> None:
    """Bring the posts and pages over, with their comments."""
    hashes: dict[str, str] = {}
    entries = run.source.entries(run.links, without=run.done(["post", "page"]))
    for batch in batches(entries):
        prepared = _prepare(run, batch, hashes)

        def bring(db: Session, each: Prepared) -> Iterable[Outcome]:
            return _bring(db, run, each)

        run.write(STAGE, prepared, bring, key=lambda each: (each.entry.kind, each.entry.key))


def _prepare(run: Run, entries: list[Entry], hashes: dict[str, str]) -> list[Prepared]:
    prepared = []
    with run.core.db.reading() as db:
        images = image_attributes(db)
        known: dict[str, Origin] = {}
        for kind in ("post", "page"):
            keys = [entry.key for entry in entries if entry.kind == kind]
            known |= origins_among(db, run.outline.source, kind, keys)
        for entry in entries:
            print_ = entry.fingerprint()
            origin = known.get(entry.key)
            is_new = origin is None or origin.fingerprint != print_
            rendered = password_hash = None
            if is_new and not run.is_dry:
                rendered = markdown.render(entry.body, image=images)
                password_hash = _hashed(entry, hashes)
            prepared.append(Prepared(entry, print_, rendered, password_hash))
    return prepared


def _hashed(entry: Entry, hashes: dict[str, str]) -> str | None:
    if entry.visibility != "password":
        return None
    if entry.password not in hashes:
        hashes[entry.password] = passwords.hash_password(entry.password)
    return hashes[entry.password]


def _bring(db: Session, run: Run, prepared: Prepared) -> Iterable[Outcome]:
    entry = prepared.entry
    origin = origin_of(db, run.outline.source, entry.kind, entry.key)
    post = db.get(Post, origin.target_id) if origin is not None else None
    if origin is None:
        outcome, post = create_post(db, run, entry, prepared)
    elif post is None:
        return [_said(entry, "skipped", _GONE)]
    elif post.trashed_at is not None and entry.state != "trashed" and _was_touched(post, origin):
        return [_said(entry, "skipped", _TRASHED, post)]
    elif origin.fingerprint == prepared.fingerprint:
        outcome = _said(entry, "unchanged", "", post)
    elif _was_touched(post, origin):
        outcome = _said(entry, "skipped", _EDITED, post)
    else:
        outcome = update_post(db, run, entry, prepared, post, origin)
    return [outcome, *bring_remarks(db, run, entry, post)]


def _was_touched(post: Post, origin: Origin) -> bool:
    return origin.left_as != state_of(post)


def _said(entry: Entry, outcome: str, message: str, post: Post | None = None) -> Outcome:
    return Outcome(
        entry.kind,
        entry.key,
        entry.title,
        outcome,
        message,
        "post" if post is not None else "",
        post.id if post is not None else None,
    )
