"""Reports: readers say what is wrong with a comment, moderators see to it.

A report hides nothing. Whoever could hide a comment by reporting it could silence anybody with a
few friends; so a report puts the comment in front of people, and they decide (ADR 0026).
"""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import find
from flaskr.core.errors import Invalid, NotFound
from flaskr.core.jobs import enqueue
from flaskr.core.mail import Message, mail_of
from flaskr.features.comments.models import Comment, CommentReport
from flaskr.features.comments.rules import is_read_by_all
from flaskr.features.site.identity import site_values
from flaskr.lib.languages import ENGLISH, Language
from flaskr.lib.letters import Letter, Offered, Quoted, Said
from flaskr.lib.text import excerpt

JOB = "comments.tell_reported"
REASONS = {
    "spam": "It is spam or advertising",
    "abuse": "It insults or threatens somebody",
    "private": "It tells something private",
    "other": "Something else",
}
LONGEST_NOTE = 500
SENTENCES = {
    "none": "Choose what is wrong with it.",
    "long": "Use at most 500 characters.",
}
MOST_SHOWN = 20


def reportable(db: Session, comment_id: int) -> Comment:
    """Return a comment that readers see; raises NotFound."""
    comment = find(db, Comment, comment_id)
    if comment.state != "approved" or not is_read_by_all(comment.post):
        raise NotFound
    return comment


def report(db: Session, comment_id: int, *, reason: str, note: str = "", sender: str = "") -> None:
    """Tell the moderators what is wrong with a comment; raises NotFound and Invalid.

    The same sender's second report takes the place of the first. What somebody has seen to since
    the comment was last changed is not put before them again.
    """
    if reason not in REASONS:
        raise Invalid("reason", SENTENCES["none"])
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise Invalid("note", SENTENCES["long"])
    comment = reportable(db, comment_id)
    seen, changed = comment.reports_seen_at, comment.edited_at or comment.created_at
    if seen is not None and seen >= changed:
        return
    now = clock.now()
    row = _same(db, comment_id, sender) or _added(db, comment_id, sender)
    row.reason, row.note, row.created_at = reason, note, now
    if comment.reported_at is None:
        enqueue(db, JOB, unique_key=f"{JOB}:{comment_id}", comment_id=comment_id)
    comment.reported_at = now
    db.flush()


def seen_to(comment: Comment) -> None:
    """Take a comment from among those that are reported: somebody has decided about it."""
    if comment.reported_at is not None:
        comment.reported_at, comment.reports_seen_at = None, clock.now()


def report_again(comment: Comment) -> None:
    """Put a comment back among those that are reported: what was decided about it is undone."""
    comment.reported_at, comment.reports_seen_at = clock.now(), None


def reports_of(db: Session, ids: Collection[int]) -> Mapping[int, list[CommentReport]]:
    """Return the reports of some comments by their ids, the newest first."""
    found: dict[int, list[CommentReport]] = {}
    query = select(CommentReport).where(CommentReport.comment_id.in_(ids))
    for row in db.scalars(query.order_by(CommentReport.id.desc())):
        found.setdefault(row.comment_id, []).append(row)
    return found


def sentences(reports: Collection[CommentReport], say: Language = ENGLISH) -> list[str]:
    """Return what readers said, a sentence for each reason and one for each note."""
    counted: dict[str, int] = {}
    for row in reports:
        counted[row.reason] = counted.get(row.reason, 0) + 1
    said = [
        say.ngettext(
            "Reported by %(number)s reader: %(reason)s.",
            "Reported by %(number)s readers: %(reason)s.",
            count,
            reason=say.gettext(REASONS[reason]),
        )
        for reason, count in counted.items()
    ]
    notes = [say.gettext("“%(quotation)s”", quotation=row.note) for row in reports if row.note]
    return said + notes[:MOST_SHOWN]


def forget_senders(db: Session, before: object) -> None:
    """Forget who reported what before a time."""
    is_over = CommentReport.created_at < before
    db.execute(
        update(CommentReport).where(CommentReport.sender.is_not(None), is_over).values(sender=None)
    )


def messages(
    db: Session, comment_id: int, *, base_url: str, say: Language = ENGLISH
) -> Iterator[Message]:
    """Give a mail for each author of the post who has an address, unless it was seen to."""
    comment, site = find(db, Comment, comment_id), site_values(db)
    if comment.reported_at is None or not site.comments_mail:
        return
    subject = say.gettext(
        "A comment on “%(title)s” is reported — %(site)s",
        title=excerpt(comment.post.title, length=80),
        site=site.title,
    )
    letter = Letter(say, subject)
    letter.blocks += [
        Said(say.gettext("%(name)s wrote:", name=comment.author_name)),
        Quoted(excerpt(comment.body, length=1500)),
        *map(Said, sentences(reports_of(db, [comment_id]).get(comment_id, []), say)),
    ]
    if base_url:
        url = f"{base_url.rstrip('/')}/studio/comments/?state=reported"
        letter.blocks.append(Offered(say.gettext("See to the report"), url))
    for author in comment.post.authors:
        if author.email and author.disabled_at is None:
            yield mail_of(letter, author.email)


def _added(db: Session, comment_id: int, sender: str) -> CommentReport:
    row = CommentReport(
        comment_id=comment_id, sender=sender or None, reason="other", created_at=clock.now()
    )
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError:
        # The same sender's other click was faster, as PostgreSQL allows.
        row = _same(db, comment_id, sender) or row
    return row


def _same(db: Session, comment_id: int, sender: str) -> CommentReport | None:
    if not sender:
        return None
    query = select(CommentReport).where(
        CommentReport.comment_id == comment_id, CommentReport.sender == sender
    )
    return db.scalars(query.limit(1)).first()
