"""Following the comments of a post by mail: asking twice, telling, and leaving by one click.

Whoever enters an address is mailed a question first (double opt-in), and nothing more unless the
answer is yes. Every mail about a comment can be unsubscribed from by one click (RFC 8058).
"""

from datetime import timedelta

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.db import find, known
from flaskr.core.errors import NotFound
from flaskr.core.jobs import enqueue
from flaskr.core.mail import Message, mail_of
from flaskr.features.comments.models import Comment, CommentFollower
from flaskr.features.comments.rules import is_read_by_all
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import site_values
from flaskr.lib import tokens, zones
from flaskr.lib.languages import ENGLISH, Language
from flaskr.lib.letters import Closing, Letter, Offered, Quoted, Said
from flaskr.lib.text import excerpt

ASK_JOB = "comments.ask_follower"
TELL_JOB = "comments.tell_follower"
MOST_QUESTIONS = 3
"""How many unanswered questions one address is sent in a day, whoever entered it."""
ASKED_FOR = timedelta(days=7)
_NEWS_FOR = timedelta(days=7)
_MOST_OF_A_COMMENT = 1500  # characters


def ask(db: Session, post_id: int, email: str) -> None:
    """Ask an address whether it wants to follow a post; not again for a week.

    Nobody learns from it whether the address follows the post already.
    """
    if not email:
        return
    whose = CommentFollower.email == email
    if db.scalar(select(CommentFollower.id).where(whose, CommentFollower.post_id == post_id)):
        return
    since = clock.now() - timedelta(days=1)
    waiting = (CommentFollower.confirmed_at.is_(None), CommentFollower.created_at > since)
    if (db.scalar(select(func.count()).where(whose, *waiting)) or 0) >= MOST_QUESTIONS:
        return
    follower = CommentFollower(post_id=post_id, email=email, created_at=clock.now())
    db.add(follower)
    db.flush()
    enqueue(db, ASK_JOB, follower_id=follower.id)


def confirm(follower: CommentFollower) -> None:
    """Let a follower hear of comments from now on; saying so twice changes nothing."""
    follower.confirmed_at = follower.confirmed_at or clock.now()


def leave(db: Session, follower_id: int) -> None:
    """Forget a follower; one who is forgotten already stays so."""
    db.execute(delete(CommentFollower).where(CommentFollower.id == follower_id))


def forget_unanswered(db: Session) -> None:
    """Forget those who have not answered for a week."""
    late = CommentFollower.created_at < clock.now() - ASKED_FOR
    db.execute(delete(CommentFollower).where(CommentFollower.confirmed_at.is_(None), late))


def tell(db: Session, comment: Comment) -> None:
    """Let followers of the post be told of a comment that readers see, once and while it is new."""
    if comment.followers_told_at is not None or comment.reasons is None:
        return
    if comment.created_at < clock.now() - _NEWS_FOR:
        return
    facts = {"post_id": comment.post_id, "email": comment.author_email}
    followers = db.connection().execute(_OTHERS, facts).scalars().all()
    if followers:
        comment.followers_told_at = clock.now()
    for id in followers:
        enqueue(db, TELL_JOB, follower_id=id, comment_id=comment.id)


def question(
    db: Session, follower_id: int, *, base_url: str, secret: str, say: Language = ENGLISH
) -> Message | None:
    """Return the mail that asks; None if there is nobody to ask any more."""
    follower = known(db, CommentFollower, follower_id)
    if follower is None or follower.confirmed_at is not None:
        return None
    post, site = find(db, Post, follower.post_id), site_values(db)
    if not is_read_by_all(post):
        return None
    letter = Letter(
        say,
        say.gettext(
            "Follow the comments on “%(title)s”? — %(site)s",
            title=excerpt(post.title, length=80),
            site=site.title,
        ),
    )
    asked = say.gettext(
        "Somebody, probably you, wrote a comment on “%(title)s” and would like a mail when others "
        "write there, too.",
        title=post.title,
    )
    otherwise = say.ngettext(
        "If it was not you, there is nothing to do: you get no other mail, and the address is "
        "forgotten within %(number)s day.",
        "If it was not you, there is nothing to do: you get no other mail, and the address is "
        "forgotten within %(number)s days.",
        ASKED_FOR.days,
    )
    url = f"{base_url}{address(secret, follower.id)}"
    offer = Offered(say.gettext("Yes, I want to follow the comments"), url)
    letter.blocks += [Said(asked), offer, Said(otherwise)]
    return mail_of(letter, follower.email)


def news(
    db: Session,
    follower_id: int,
    comment_id: int,
    *,
    base_url: str,
    secret: str,
    say: Language = ENGLISH,
) -> Message | None:
    """Return the mail about a comment; None if one of the two is not there any more."""
    follower, comment = known(db, CommentFollower, follower_id), known(db, Comment, comment_id)
    if follower is None or comment is None or comment.state != "approved":
        return None
    if follower.confirmed_at is None or not is_read_by_all(comment.post):
        return None
    site, leaving = site_values(db), f"{base_url}{address(secret, follower.id)}"
    letter = Letter(
        say,
        say.gettext(
            "%(name)s on “%(title)s” — %(site)s",
            name=comment.author_name,
            title=excerpt(comment.post.title, length=80),
            site=site.title,
        ),
    )
    wrote = say.gettext(
        "%(name)s wrote on “%(title)s” on %(date)s:",
        name=comment.author_name,
        title=comment.post.title,
        date=say.date(zones.to_local(comment.created_at, site.timezone)),
    )
    letter.blocks += [
        Said(wrote),
        Quoted(excerpt(comment.body, length=_MOST_OF_A_COMMENT)),
        Offered(say.gettext("Read it and answer"), f"{base_url}/comments/{comment.id}"),
        Closing(
            say.gettext("You follow the comments on this post."),
            Offered(say.gettext("Stop following"), leaving),
        ),
    ]
    headers = {
        "List-Unsubscribe": f"<{leaving}/removal>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return mail_of(letter, follower.email, headers)


def address(secret: str, follower_id: int) -> str:
    """Return the path where a follower says yes, and leaves."""
    return f"/comments/following/{follower_id}/{_key(secret, follower_id)}"


def follower_by(db: Session, secret: str, follower_id: int, key: str) -> CommentFollower | None:
    """Return whose link it is, None for somebody who has left; raises NotFound for a wrong link."""
    if not tokens.same(key, _key(secret, follower_id)):
        raise NotFound
    return known(db, CommentFollower, follower_id)


def _key(secret: str, follower_id: int) -> str:
    return tokens.sign(secret, "comment follower", follower_id)


_OTHERS = select(CommentFollower.id).where(
    CommentFollower.post_id == bindparam("post_id"),
    CommentFollower.confirmed_at.is_not(None),
    CommentFollower.email != bindparam("email"),
)
