"""Posting: what readers write under a post, and what they may do with it afterwards."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.content import change
from flaskr.core.db import find, known, session_of
from flaskr.core.errors import Conflict, Denied, Invalid
from flaskr.core.events import announce
from flaskr.core.permissions import Actor
from flaskr.core.prepared import Prepared
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import is_email
from flaskr.features.comments.events import CommentApproved, CommentHidden, CommentPosted
from flaskr.features.comments.judging import UNSUSPICIOUS, Judgement, Signs, judge, words_key
from flaskr.features.comments.learning import learn
from flaskr.features.comments.models import Comment
from flaskr.features.comments.rules import PostFacts, facts_of, rule_of
from flaskr.features.comments.storing import line, web_address
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import SiteValues, site_values
from flaskr.lib import markdown, tokens
from flaskr.lib.markdown import Rendered

LONGEST = 10_000  # characters
OWN_FOR = timedelta(minutes=15)
SAME_FOR = timedelta(minutes=10)

SENTENCES = {
    "empty": "Write something first.",
    "long": f"Use at most {LONGEST:,} characters.",
    "unnamed": "Give a name, any name.",
    "no website": "This is no address of a website.",
    "no email": "This is no e-mail address. Leave it empty if you like.",
    "nothing": "There is nothing in it that can be shown.",
    "many": "Many comments came from you. Nothing is lost: send it again in a few minutes.",
    "closed": "Comments on this post are closed.",
    "removed": "Somebody of this site has removed this comment.",
    "over": "A comment can be changed by who wrote it for 15 minutes; these are over.",
}
"""What a reader may be told."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody wrote, ready to be stored; `checked` makes it."""

    author_name: str
    author_email: str
    author_url: str
    body: str
    rendered: Rendered
    answers_id: int | None = None


def checked(
    *, body: str, name: str, email: str, website: str, by: Actor, answers_id: int | None = None
) -> Words:
    """Return the words as they would be stored, or raise Invalid; slow, so outside transactions.

    Whoever is logged in has the name of their account.
    """
    body = body.strip()
    if not body:
        raise Invalid("body", SENTENCES["empty"])
    if len(body) > LONGEST:
        raise Invalid("body", SENTENCES["long"])
    if by.is_visitor:
        name = line(name, 200)
        if not name:
            raise Invalid("name", SENTENCES["unnamed"])
        email = _email(email)
        if website.strip() and not web_address(_with_scheme(website)):
            raise Invalid("website", SENTENCES["no website"])
    rendered = markdown.render(body, policy="comment")
    if not rendered.text.strip():
        raise Invalid("body", SENTENCES["nothing"])
    return Words(
        author_name=name if by.is_visitor else line(by.name, 200),
        author_email=email if by.is_visitor else "",
        author_url=web_address(_with_scheme(website)) if by.is_visitor and website.strip() else "",
        body=body,
        rendered=rendered,
        answers_id=answers_id,
    )


def post_comment(
    db: Session, post_id: int, words: Words, *, by: Actor, signs: Signs = UNSUSPICIOUS
) -> Comment:
    """Store what somebody wrote, in the state that it is judged to be in, and return it.

    The same words from the same sender under the same post within ten minutes are one comment.
    Raises NotFound for a post that not everybody may read, Conflict where comments are closed.
    """
    site = site_values(db)
    # Two clicks at once take turns, and the second one finds what the first one stored.
    rule = _open_rule(facts_of(db, post_id, locked=True), site)
    comment = Comment(
        post_id=post_id, user_id=by.id, kind="comment", created_at=clock.now(), body=words.body,
        author_name=words.author_name, author_email=words.author_email,
        author_url=words.author_url, html=words.rendered.html, words_key=words_key(words.body),
        parent_id=_answered(db, post_id, words.answers_id),
    )  # fmt: skip
    comment.sent_key = _sent_key(comment, signs.sender)
    same = _said_already(db, comment)
    if same is not None:
        return same
    made = judge(db, comment, rule=rule, site=site, by=by, signs=signs)
    _put(comment, made)
    db.add(comment)
    db.flush()
    announce(db, CommentPosted(comment.id))
    if made.state == "approved":
        change(db, f"talk:{post_id}", "comments")
        announce(db, CommentApproved(comment.id))
    return comment


def email_of(db: Session, words: Words, *, by: Actor) -> str:
    """Return the account's address, or the one that a guest gave; it may be empty."""
    user = None if by.id is None else db.get(User, by.id)
    return words.author_email if user is None else (user.email or "").lower()


def edit_own(comment: Comment, words: Words, *, by: Actor, signs: Signs = UNSUSPICIOUS) -> Comment:
    """Let whoever wrote a comment write it otherwise; the caller knows that it is theirs.

    It is judged again: what readers saw may have to wait, but what waits or is spam is not shown
    by being changed. Raises Denied later than OWN_FOR after it was posted.
    """
    db = session_of(comment)
    _check_own(comment)
    if words.body == comment.body:
        return comment
    before, was_approved = comment.state, comment.approved_at is not None
    learn(comment, None)  # while the words are still there that were counted
    comment.body, comment.html = words.body, words.rendered.html
    comment.words_key, comment.edited_at = words_key(words.body), clock.now()
    if comment.spam_at is None:
        site = site_values(db)
        made = judge(db, comment, rule=rule_of(comment.post, site), site=site, by=by, signs=signs)
        _put(comment, _after_edit(made, comment, was_approved=was_approved))
    db.flush()
    if "approved" in {before, comment.state}:
        change(db, f"talk:{comment.post_id}", "comments")
    if before == "approved" != comment.state:
        announce(db, CommentHidden(comment.id))
    return comment


def delete_own(comment: Comment) -> None:
    """Let whoever wrote a comment take it back, as long as OWN_FOR; deleting twice is once."""
    _check_own(comment)
    if comment.trashed_at is None:
        _set_trashed(comment, True)


def bring_back_own(comment: Comment) -> None:
    """Undo `delete_own`; the comment is in the state it had before."""
    _check_own(comment)
    if comment.trashed_at is not None:
        _set_trashed(comment, False)


def open_post(db: Session, post_id: int) -> tuple[Post, str]:
    """Return a post that takes comments, and its rule; raises NotFound, or Conflict if closed."""
    rule = _open_rule(facts_of(db, post_id), site_values(db))
    return find(db, Post, post_id), rule


def may_still_change(comment: Comment) -> bool:
    """Say whether whoever wrote the comment may still change it."""
    return clock.now() < comment.created_at + OWN_FOR


def _open_rule(facts: PostFacts, site: SiteValues) -> str:
    rule = rule_of(facts, site)
    if rule == "closed":
        raise Conflict(SENTENCES["closed"])
    return rule


def _check_own(comment: Comment) -> None:
    if not may_still_change(comment):
        raise Denied(SENTENCES["over"])
    if comment.trashed_by_id is not None:
        raise Denied(SENTENCES["removed"])


def _set_trashed(comment: Comment, is_trashed: bool) -> None:
    # The other times stay, so that it can come back as what it was.
    db = session_of(comment)
    comment.trashed_at = clock.now() if is_trashed else None
    db.flush()
    if comment.approved_at is not None:
        change(db, f"talk:{comment.post_id}", "comments")
        told = CommentHidden if is_trashed else CommentApproved
        announce(db, told(comment.id))


def _put(comment: Comment, made: Judgement) -> None:
    now = clock.now()
    comment.approved_at = now if made.state == "approved" else None
    comment.spam_at = now if made.state == "spam" else None
    comment.reasons = list(made.reasons)


def _after_edit(made: Judgement, comment: Comment, *, was_approved: bool) -> Judgement:
    if made.state == "approved" and not was_approved:
        return Judgement("pending", tuple(comment.reasons or ()))
    if made.state == "pending" and was_approved:
        return replace(made, reasons=(*made.reasons, "edited"))
    return made


def _sent_key(comment: Comment, sender: str) -> str | None:
    if not sender:
        return None
    # With who sent it: whoever repeats the words of somebody else must not get the link to theirs.
    facts = (sender, comment.post_id, comment.author_name, comment.author_email, comment.words_key)
    return tokens.digest("\n".join(str(fact) for fact in facts))


def _said_already(db: Session, comment: Comment) -> Comment | None:
    if comment.sent_key is None:
        return None
    facts = {"sent_key": comment.sent_key, "since": comment.created_at - SAME_FOR}
    row = _SAME.first(db.connection(), facts)
    return None if row is None else find(db, Comment, row[0])


def _answered(db: Session, post_id: int, comment_id: int | None) -> int | None:
    """Return what is answered, if readers see it: an answer is never lost with it."""
    found = known(db, Comment, comment_id) if comment_id else None
    is_seen = found is not None and found.post_id == post_id and found.state == "approved"
    return comment_id if is_seen else None


def _email(text: str) -> str:
    email = line(text, 254).lower()
    if not email:
        return ""
    if not is_email(email):
        raise Invalid("email", SENTENCES["no email"])
    return email


def _with_scheme(website: str) -> str:
    website = website.strip()
    return website if "://" in website or ":" in website.split("/")[0] else f"https://{website}"


# Built before: whoever posts has the only turn to write, and others wait for it.
_SAME = Prepared(
    select(Comment.id)
    .where(
        Comment.sent_key == bindparam("sent_key"),
        Comment.created_at > bindparam("since"),
        Comment.trashed_at.is_(None),
    )
    .limit(1)
)
