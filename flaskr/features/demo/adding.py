"""Adding one text of the sample: its post, and what readers are said to have thought of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.content import EVERYTHING, change
from flaskr.core.permissions import SYSTEM
from flaskr.features.accounts.models import User
from flaskr.features.comments.storing import keep_comment
from flaskr.features.demo.sample import TAGS, Remark, Text, place_of
from flaskr.features.media.models import Media
from flaskr.features.posts import publishing, rendering, tagging, writing
from flaskr.features.posts.models import Post
from flaskr.features.reactions.reacting import react
from flaskr.lib import markdown

_HOUR = 7
_WRITING = timedelta(days=1)


def add_text(
    db: Session,
    text: Text,
    *,
    people: Mapping[str, User],
    pictures: Mapping[str, Media],
    password_hash: str | None = None,
) -> Post:
    """Add the text in its state, dated from today, with its comments and reactions."""
    post = writing.write(
        db,
        by=SYSTEM,
        title=text.title,
        body=_placed(text.body, pictures),
        kind=text.kind,
        slug=text.name,
        author_ids=[people[key].id for key in text.authors],
    )
    writing.describe(post, by=SYSTEM, excerpt=text.excerpt, cover=pictures.get(text.cover))
    _tag(db, post, text.tags)
    if text.visibility != "public":
        publishing.set_visibility(post, text.visibility, by=SYSTEM, password_hash=password_hash)
    at = _time(text.in_days - text.days_ago)
    if not text.draft:
        publishing.publish(post, by=SYSTEM, at=at)
    if text.featured:
        publishing.feature(post, True, by=SYSTEM)
    _date(post, min(at, clock.now()))
    change(db, EVERYTHING)
    for kind, count in text.reactions.items():
        for number in range(count):
            react(post, kind, visitor=f"sample {number}")
    _discuss(db, post, text.comments, people=people, at=at)
    return post


def _placed(body: str, pictures: Mapping[str, Media]) -> str:
    for name, media in pictures.items():
        body = body.replace(place_of(name), media.url)
    return body


def _tag(db: Session, post: Post, names: Iterable[str]) -> None:
    tags = [tagging.tag_named(db, name) for name in names]
    for tag in tags:
        tag.description = tag.description or TAGS.get(tag.slug, "")
    tagging.set_tags(post, tags, by=SYSTEM)


def _time(days: int) -> datetime:
    """Return the morning of the day that many days from today."""
    return (clock.now() + timedelta(days=days)).replace(
        hour=_HOUR, minute=(7 * abs(days)) % 60, second=0, microsecond=0
    )


def _date(post: Post, at: datetime) -> None:
    post.created_at, post.updated_at = at - _WRITING, at
    revision = rendering.current_revision(post)
    if revision is not None:
        revision.created_at = at


def _discuss(
    db: Session,
    post: Post,
    remarks: Iterable[Remark],
    *,
    people: Mapping[str, User],
    at: datetime,
    parent_id: int | None = None,
) -> None:
    for number, remark in enumerate(remarks):
        user = people.get(remark.author)
        said_at = at + timedelta(days=remark.days, hours=2 + number, minutes=17 * remark.days)
        comment = keep_comment(
            db,
            post.id,
            author_name=user.name if user else remark.by,
            author_email="",
            author_url="",
            html=markdown.render(remark.text, policy="comment").html,
            created_at=min(said_at, clock.now()),
            state="pending" if remark.pending else "approved",
            parent_id=parent_id,
            user_id=user.id if user else None,
        )
        _discuss(db, post, remark.answers, people=people, at=at, parent_id=comment.id)
