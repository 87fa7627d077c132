"""Storing comments as they were elsewhere, and taking an import's comments back."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from flaskr.core.content import EVERYTHING, change
from flaskr.core.errors import Invalid
from flaskr.features.comments.models import KINDS, STATES, Comment
from flaskr.lib.sanitize import SafeHtml, plain, sanitize
from flaskr.lib.to_markdown import to_markdown

NAMELESS = "Anonymous"


def keep_comment(  # noqa: PLR0913  (each is a fact of the comment)
    db: Session,
    post_id: int,
    *,
    author_name: str,
    author_email: str,
    author_url: str,
    html: str,
    created_at: datetime,
    state: str,
    kind: str = "comment",
    parent_id: int | None = None,
    user_id: int | None = None,
    import_id: int | None = None,
) -> Comment:
    """Store a comment with the state it had elsewhere; it is nobody's news, so no event.

    `html` has its paragraphs already and is sanitised here. An address that is not of the web is
    left out. A parent that is not a comment on the same post is left out too: the comment then
    stands at the top level. Raises Invalid for another word than those of STATES and KINDS.
    """
    if state not in STATES:
        raise Invalid("state", "Choose one of %(choices)s.", choices=", ".join(STATES))
    if kind not in KINDS:
        raise Invalid("kind", "Choose one of %(choices)s.", choices=", ".join(KINDS))
    clean = kept_html(html)
    comment = Comment(
        post_id=post_id,
        parent_id=_parent_on(db, post_id, parent_id),
        user_id=user_id,
        kind=kind,
        author_name=line(author_name, 200) or NAMELESS,
        author_email=line(author_email, 254),
        author_url=web_address(author_url),
        body=kept_source(clean),
        html=clean,
        created_at=created_at,
        approved_at=created_at if state == "approved" else None,
        spam_at=created_at if state == "spam" else None,
        trashed_at=created_at if state == "trash" else None,
        import_id=import_id,
    )
    db.add(comment)
    db.flush()
    change(db, f"talk:{post_id}", "comments")
    return comment


def kept_html(html: str) -> SafeHtml:
    """Return what is kept of a comment's HTML."""
    return sanitize(html, policy="comment")


def kept_source(html: SafeHtml) -> str:
    """Return the Markdown that is kept beside a comment's HTML."""
    return to_markdown(html)


def remove_imported(db: Session, import_id: int) -> int:
    """Delete the comments that an import brought; return how many those were."""
    brought = Comment.import_id == import_id
    count = db.scalar(select(func.count(Comment.id)).where(brought)) or 0
    db.execute(delete(Comment).where(brought))
    change(db, EVERYTHING)
    return count


def _parent_on(db: Session, post_id: int, parent_id: int | None) -> int | None:
    if parent_id is None:
        return None
    return db.scalar(select(Comment.id).where(Comment.id == parent_id, Comment.post_id == post_id))


def line(value: str, length: int) -> str:
    """Return a text as one line of at most so many characters."""
    # Some blogs store names with entities and tags in them; read as text they are one line.
    return " ".join(plain(value).split())[:length]


def web_address(value: str) -> str:
    """Return an address of the web as it can be linked to, or an empty text.

    It becomes a link under a visitor’s name, so nothing like `javascript:` may get through.
    """
    value = value.strip()
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and parts.netloc
    return value if is_web and value.isprintable() and len(value) <= 500 else ""
