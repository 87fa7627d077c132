"""Telling authors by mail what readers wrote, with a link by which they see to it at once.

However many comments come, there is one mail for a post in five minutes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import find
from flaskr.core.errors import NotFound
from flaskr.core.jobs import JobRow, enqueue
from flaskr.core.mail import Message, mail_of
from flaskr.core.prepared import Prepared
from flaskr.features.accounts.models import User
from flaskr.features.comments.judging import sentences
from flaskr.features.comments.models import Comment
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import site_values
from flaskr.lib import tokens, zones
from flaskr.lib.languages import ENGLISH, Language
from flaskr.lib.letters import Block, Letter, Offered, Quoted, Said
from flaskr.lib.text import excerpt

JOB = "comments.tell_authors"
EVERY = 300  # seconds
MOST_IN_A_MAIL = 20
MOST_OF_A_COMMENT = 1500  # characters
LINK_DAYS = 14
_OLDEST = timedelta(days=2)


@dataclass(frozen=True)
class ModeratorLink:
    """What stands in a link: which comment, whose link, until which day (from 1970), its key."""

    comment_id: int
    user_id: int
    until: int
    key: str


_WAITING = Prepared(select(JobRow.run_at).where(JobRow.unique_key == bindparam("key")))


def tell_later(db: Session, comment: Comment) -> None:
    """Let the authors of the post be told soon; what is spam by itself is nobody's news."""
    if comment.state in {"approved", "pending"}:
        now = clock.now().timestamp()
        # The next full five minutes, so that who comes later does not put it off.
        at = datetime.fromtimestamp(EVERY * (now // EVERY + 1), UTC)
        key = f"{JOB}:{comment.post_id}"
        waiting = _WAITING.first(db.connection(), {"key": key})
        if waiting is not None and waiting[0] == at:
            return  # whoever wrote before has asked for it
        enqueue(db, JOB, at=at, unique_key=key, post_id=comment.post_id)


def untold(db: Session, post_id: int) -> list[Comment]:
    """Return a post's comments that its authors have not been told of, the oldest first.

    None where the site says that they are not to be told.
    """
    if not site_values(db).comments_mail:
        return []
    query = select(Comment).where(
        Comment.post_id == post_id,
        Comment.created_at > clock.now() - _OLDEST,
        Comment.told_at.is_(None),
        Comment.reasons.is_not(None),  # written here, not brought by an import
        Comment.spam_at.is_(None),
        Comment.trashed_at.is_(None),
    )
    return list(db.scalars(query.order_by(Comment.created_at, Comment.id)))


def mark_told(db: Session, comments: Sequence[Comment]) -> None:
    """Remember that the authors were told."""
    ids = [comment.id for comment in comments]
    db.execute(update(Comment).where(Comment.id.in_(ids)).values(told_at=clock.now()))


def messages(
    db: Session,
    post_id: int,
    comments: Sequence[Comment],
    *,
    base_url: str,
    secret: str,
    say: Language = ENGLISH,
) -> Iterator[Message]:
    """Give a mail for each author of the post who has an address, about what others wrote.

    Without a `base_url` there are no links: the address that a visitor asked for may be made up,
    and the links are keys.
    """
    post, site = find(db, Post, post_id), site_values(db)
    for author in post.authors:
        others = [comment for comment in comments if comment.user_id != author.id]
        if not others or not author.email or author.disabled_at is not None:
            continue
        shown = others[:MOST_IN_A_MAIL]
        subject = say.ngettext(
            "%(number)s comment on “%(title)s” — %(site)s",
            "%(number)s comments on “%(title)s” — %(site)s",
            len(others),
            title=excerpt(post.title, length=80),
            site=site.title,
        )
        letter = Letter(say, subject)
        for comment in shown:
            date = say.date(zones.to_local(comment.created_at, site.timezone))
            letter.blocks += _about(comment, date, say)
            if base_url:
                letter.blocks += _links(comment, author, base_url.rstrip("/"), secret, say)
        if more := len(others) - len(shown):
            letter.blocks.append(Said(_more(more, say)))
        if not base_url:
            where = say.gettext("They are in Studio. With SITE_URL set, links to them stand here.")
            letter.blocks.append(Said(where))
        yield mail_of(letter, author.email)


def moderator_key(secret: str, comment_id: int, user_id: int, until: int) -> str:
    """Return the key by which a user sees to one comment, until a day (counted from 1970)."""
    return tokens.sign(secret, "moderate comment", comment_id, user_id, until)


def moderator_by(db: Session, secret: str, link: ModeratorLink) -> tuple[Comment, User]:
    """Return the comment of a link and whose link it is.

    Raises NotFound for a link that is wrong or over, or whose user may not log in any more, and
    Denied where that user may not moderate the comment any more.
    """
    key = moderator_key(secret, link.comment_id, link.user_id, link.until)
    if not tokens.same(link.key, key):
        raise NotFound
    if _today() > link.until:
        raise NotFound("This link is over. Log in to see to the comment.")
    comment, user = find(db, Comment, link.comment_id), find(db, User, link.user_id)
    if user.disabled_at is not None:
        raise NotFound
    db.info["permissions"].check(user.actor, "comments.moderate", owners=comment.owner_ids)
    return comment, user


def _about(comment: Comment, date: str, say: Language) -> Iterator[Block]:
    yield Said(say.gettext("%(name)s wrote on %(date)s:", name=comment.author_name, date=date))
    yield Quoted(excerpt(comment.body, length=MOST_OF_A_COMMENT))
    if comment.state == "pending":
        waits = [say.gettext("It waits for approval."), *sentences(comment.reasons, say)]
        yield Said("\n".join(waits))


def _links(
    comment: Comment, author: User, base_url: str, secret: str, say: Language
) -> Iterator[Block]:
    until = _today() + LINK_DAYS
    key = moderator_key(secret, comment.id, author.id, until)
    path = f"/comments/{comment.id}/moderation/{author.id}/{until}/{key}"
    yield Offered(say.gettext("Approve it, mark it as spam or delete it"), f"{base_url}{path}")
    if comment.state == "approved":
        yield Offered(say.gettext("Read it"), f"{base_url}/comments/{comment.id}")


def _more(number: int, say: Language) -> str:
    return say.ngettext("%(number)s more is in Studio.", "%(number)s more are in Studio.", number)


def _today() -> int:
    return int(clock.now().timestamp()) // 86_400
