"""Judging a new comment: whether readers see it at once, and if not, why not.

Each reason is kept with the comment as `code` or `code: detail`, and Studio says it in a sentence.
A comment is never refused for what it says: it waits, or it stands with the spam.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.permissions import Actor
from flaskr.core.prepared import Prepared
from flaskr.features.comments.learning import opinion
from flaskr.features.comments.models import Comment
from flaskr.features.posts.models import PostAuthor
from flaskr.features.site.identity import SiteValues
from flaskr.lib import tokens
from flaskr.lib.languages import ENGLISH, Language
from flaskr.lib.text import folded

MOST_LINKS = 2
FASTEST = 3  # seconds in which nobody reads a form and writes
SURE = 0.95
LIKELY = 0.6
"""From which probability on a comment stands with the spam, or waits."""
SAME_WORDS_FOR = timedelta(days=30)

REASONS: dict[str, tuple[str, ...]] = {
    "trap": ("spam", "It filled in the field that people do not see."),
    "blocked": ("spam", "It has something that is on the blocklist: %(detail)s."),
    "repeated": (
        "spam",
        "The same words came %(number)s time in 30 days.",
        "The same words came %(number)s times in 30 days.",
    ),
    "learned": ("spam", "It reads like spam, by what was decided here: %(detail)s."),
    "unsigned": ("pending", "It came without the form of the page, as programs send it."),
    "fast": (
        "pending",
        "It was sent %(number)s second after the form was made.",
        "It was sent %(number)s seconds after the form was made.",
    ),
    "links": ("pending", "It has %(number)s link.", "It has %(number)s links."),
    "same": ("pending", "The same words stand under another post."),
    "first": ("pending", "It is the first comment of this person."),
    "moderated": ("pending", "Comments on this post are shown after approval."),
    "likely": ("pending", "It may be spam, by what was decided here: %(detail)s."),
    "edited": ("pending", "It was changed after it had been approved."),
}
"""What a comment waits for, or is taken for spam for: its state, and the sentence about it,
or the two of them for one and for many.
"""

_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


@dataclass(frozen=True)
class Signs:
    """How a comment came: the hidden field filled in, how old its form was, and from whom.

    `seconds` is -1 for a form that tells no time, None for one that we did not sign. `sender` is
    a secret number of the address and the browser it came from, empty where there are none.
    """

    is_trapped: bool = False
    seconds: int | None = -1
    sender: str = ""


UNSUSPICIOUS = Signs()


@dataclass(frozen=True)
class Judgement:
    """A state, and the reasons for it."""

    state: str
    reasons: tuple[str, ...] = ()


def judge(
    db: Session,
    comment: Comment,
    *,
    rule: str,
    site: SiteValues,
    by: Actor,
    signs: Signs,
) -> Judgement:
    """Say in which state a comment that is not stored yet, or was changed, begins."""
    if not by.is_visitor and _moderates(db, by, comment.post_id):
        return Judgement("approved")
    reasons = [*_of_its_way(signs), *_of_its_words(db, comment, site)]
    knows = is_known(db, comment)
    reasons += _of_experience(db, comment, is_known=knows)
    if rule == "moderated":
        reasons.append("moderated")
    elif site.comments_hold_first and not knows:
        reasons.append("first")
    states = {REASONS[code_of(reason)][0] for reason in reasons}
    if "spam" in states:
        return Judgement("spam", tuple(reasons))
    return Judgement("pending" if reasons else "approved", tuple(reasons))


def is_known(db: Session, comment: Comment) -> bool:
    """Say whether a comment of the same account, else of the same address, was approved."""
    own = {"own": comment.id or 0}
    if comment.user_id is not None:
        found = _BY_ACCOUNT.first(db.connection(), {**own, "user_id": comment.user_id})
    elif comment.author_email:
        found = _BY_ADDRESS.first(db.connection(), {**own, "email": comment.author_email})
    else:
        found = None
    return found is not None


def words_key(body: str) -> str:
    """Return what comments have in common that say the same, however it is spaced and cased."""
    return tokens.digest(folded(body))


def code_of(reason: str) -> str:
    """Return the key in REASONS of a reason as it is stored."""
    return reason.partition(":")[0]


def sentences(reasons: Sequence[str] | None, say: Language = ENGLISH) -> list[str]:
    """Say reasons as they are stored in sentences of a language."""
    said = []
    for reason in reasons or ():
        code, _colon, detail = reason.partition(": ")
        match REASONS.get(code):
            case (_state, one, many):
                said.append(say.ngettext(one, many, int(detail)))
            case (_state, sentence):
                said.append(say.gettext(sentence, **({"detail": detail} if detail else {})))
    return said


def _moderates(db: Session, actor: Actor, post_id: int) -> bool:
    owners = db.scalars(select(PostAuthor.user_id).where(PostAuthor.post_id == post_id)).all()
    allowed: bool = db.info["permissions"].allows(actor, "comments.moderate", owners=owners)
    return allowed


def _of_its_way(signs: Signs) -> list[str]:
    if signs.is_trapped:
        return ["trap"]
    if signs.seconds is None:
        return ["unsigned"]
    if 0 <= signs.seconds < FASTEST:
        return [f"fast: {signs.seconds}"]
    return []


def _of_its_words(db: Session, comment: Comment, site: SiteValues) -> list[str]:
    reasons = []
    said = f"{comment.author_name}\n{comment.author_email}\n{comment.author_url}\n{comment.body}"
    blocked = blocked_word(said, site.comments_blocklist)
    if blocked:
        reasons.append(f"blocked: {blocked}")
    links = len(_LINK.findall(comment.body))
    if links > MOST_LINKS:
        reasons.append(f"links: {links}")
    times = _times_said(db, comment)
    if times > 1:
        reasons.append(f"repeated: {times + 1}")
    elif times:
        reasons.append("same")
    return reasons


def _of_experience(db: Session, comment: Comment, *, is_known: bool) -> list[str]:
    found = opinion(db, comment)
    if found is None or found.probability < LIKELY:
        return []
    # Whoever is known is heard before they are taken for a spammer.
    code = "learned" if found.probability >= SURE and not is_known else "likely"
    words = ", ".join(found.words[:5])
    return [f"{code}: {found.probability:.0%} ({words})"]


def blocked_word(said: str, blocklist: str) -> str:
    """Return the first line of the blocklist that stands in a text, or an empty text.

    A line of letters and digits is looked for as a whole word, any other as it stands.
    """
    text = folded(said)
    for line in blocklist.splitlines():
        wanted = folded(line)
        if wanted and wanted in text and _stands_alone(wanted, text):
            return line.strip()
    return ""


def _stands_alone(wanted: str, text: str) -> bool:
    is_words = wanted.isascii() and wanted.replace(" ", "").isalnum()
    return not is_words or re.search(rf"\b{re.escape(wanted)}\b", text) is not None


def _times_said(db: Session, comment: Comment) -> int:
    """Count the same words elsewhere: “Thank you!” and the like are too short to mean anything."""
    if len(comment.body) < 30:
        return 0
    facts = {
        "words_key": comment.words_key,
        "since": clock.now() - SAME_WORDS_FOR,
        "own": comment.id or 0,
        "post_id": comment.post_id,
    }
    (times,) = _SAID.first(db.connection(), facts) or (0,)
    return int(times)


# Each comment asks these while others wait for their turn to write.
_APPROVED = (
    Comment.approved_at.is_not(None),
    Comment.spam_at.is_(None),
    Comment.trashed_at.is_(None),
    Comment.id != bindparam("own"),
)
_BY_ACCOUNT = Prepared(
    select(Comment.id).where(Comment.user_id == bindparam("user_id"), *_APPROVED).limit(1)
)
# An address that belongs to an account is that person's to use.
_BY_ADDRESS = Prepared(
    select(Comment.id)
    .where(
        Comment.author_email == bindparam("email"),
        Comment.author_email != literal_column("''"),
        Comment.user_id.is_(None),
        *_APPROVED,
    )
    .limit(1)
)
_SAID = Prepared(
    select(func.count()).where(
        Comment.words_key == bindparam("words_key"),
        Comment.created_at > bindparam("since"),
        Comment.id != bindparam("own"),
        Comment.post_id != bindparam("post_id"),
    )
)
