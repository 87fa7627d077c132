"""Bringing over comments with their states, threads and times."""

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from flaskr.features.comments.storing import keep_comment
from flaskr.features.posts.models import Post
from flaskr.features.transfer.origins import origins_among, remember
from flaskr.features.transfer.records import Entry, Remark
from flaskr.features.transfer.run import Outcome, Run
from flaskr.lib import text
from flaskr.lib.sanitize import plain

KIND = "comment"


def bring_remarks(db: Session, run: Run, entry: Entry, post: Post | None) -> Iterable[Outcome]:
    """Store the comments that are not here yet; in a dry run there may be no post."""
    if not entry.remarks:
        return []
    keys = [remark.key for remark in entry.remarks]
    known = origins_among(db, run.outline.source, KIND, keys)
    ids = {key: origin.target_id for key, origin in known.items()}
    outcomes, seen = [], set[str]()
    for remark in parents_first(entry.remarks):
        if remark.key in seen:
            continue
        seen.add(remark.key)
        title = f"{plain(remark.author_name)} on “{text.excerpt(entry.title, length=80)}”"
        if remark.key in ids:
            outcomes.append(Outcome(KIND, remark.key, title, "unchanged"))
            continue
        message = "" if remark.state == "approved" else f"It is {remark.state}."
        if post is None or run.is_dry:
            outcomes.append(Outcome(KIND, remark.key, title, "created", message))
            continue
        ids[remark.key] = _store(db, run, remark, post, ids)
        outcomes.append(Outcome(KIND, remark.key, title, "created", message, KIND, ids[remark.key]))
    return outcomes


def parents_first(remarks: Iterable[Remark]) -> Iterator[Remark]:
    """Put each comment after the one it answers; those in a circle come as they stand."""
    waiting = list(remarks)
    keys = {remark.key for remark in waiting}
    given: set[str] = set()
    while waiting:
        ready = [r for r in waiting if r.parent_key not in keys or r.parent_key in given]
        for remark in ready or waiting:
            given.add(remark.key)
            yield remark
        waiting = [r for r in waiting if r.key not in given]


def _store(db: Session, run: Run, remark: Remark, post: Post, ids: dict[str, int]) -> int:
    person = run.numbers.get(remark.number or 0)
    comment = keep_comment(
        db,
        post.id,
        author_name=remark.author_name,
        author_email=remark.author_email,
        author_url=remark.author_url,
        html=remark.html,
        created_at=remark.created_at or post.created_at,
        state=remark.state,
        kind=remark.kind,
        parent_id=ids.get(remark.parent_key or ""),
        user_id=run.people.get(person) if person else None,
        import_id=run.import_id,
    )
    remember(
        db,
        run.outline.source,
        KIND,
        remark.key,
        target_id=comment.id,
        import_id=run.import_id,
    )
    return comment.id
