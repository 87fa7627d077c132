"""Searching: from what was typed to the results a page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.features.posts.models import Post, Revision
from flaskr.features.posts.presenting import Presenter
from flaskr.features.search.finding import find
from flaskr.features.search.pages import SearchResult
from flaskr.features.search.query import Query, parse
from flaskr.features.search.snippets import matches_in, snippet
from flaskr.features.search.suggesting import suggest
from flaskr.features.search.words import normal
from flaskr.lib.sanitize import SafeHtml, escape

LOCKED = "Its text is shown to whoever has the password."

# Columns, not rows of the model: authors and tags of what was found are not shown.
_POSTS = select(
    Post.id,
    Post.kind,
    Post.slug,
    Post.title,
    Post.excerpt,
    Post.summary,
    Post.visibility,
    Post.published_at,
    Revision.text,
).outerjoin(Revision, Revision.id == Post.revision_id)


@dataclass(frozen=True)
class Answer:
    """The results from `offset` on, how many were found in all, and a better query if none."""

    results: tuple[SearchResult, ...] = ()
    total: int = 0
    has_more: bool = False
    suggestion: str | None = None


def search(
    db: Session,
    text: str,
    *,
    presenter: Presenter,
    limit: int = 10,
    offset: int = 0,
) -> Answer:
    """Return the public posts and pages that match what was typed."""
    query = parse(text)
    if not query:
        return Answer()
    found = find(db, query, limit=limit, offset=offset)
    posts = _posts(db, found.ids)
    if not posts:
        return Answer(suggestion=None if offset else _suggestion(db, query))
    results = tuple(_result(post, query, presenter) for post in posts)
    return Answer(results, found.total, found.has_more)


def _posts(db: Session, ids: Sequence[int]) -> list[Any]:
    by_id = {row.id: row for row in db.execute(_POSTS.where(Post.id.in_(ids)))}
    return [by_id[id] for id in ids if id in by_id]


def _result(post: Any, query: Query, presenter: Presenter) -> SearchResult:
    return SearchResult(
        title=post.title,
        url=f"/{post.slug}/",
        snippet=_snippet(post, query),
        published_at=presenter.local(post.published_at),
        kind=post.kind,
    )


def _snippet(post: Any, query: Query) -> SafeHtml:
    if post.visibility == "password":
        return escape(LOCKED)
    found = snippet(post.text or "", query)
    return found if found is not None else escape(post.excerpt or post.summary)


def _suggestion(db: Session, query: Query) -> str | None:
    suggested = suggest(db, query)
    if suggested is None:
        return None
    better, post_id = suggested
    post = _posts(db, [post_id])[0]
    text = normal(post.title if post.visibility == "password" else f"{post.title}\n{post.text}")
    terms = [_as_written(text, better, number) for number in range(len(better.wanted))]
    return " ".join([*terms, *("-" + _quoted(term.words) for term in better.excluded)])


def _as_written(text: str, query: Query, number: int) -> str:
    """Return a term as the post that was found spells it: with capitals and accents."""
    term = query.wanted[number]
    for match in matches_in(text, [term]):
        return _quoted(text[match.start : match.end].split())
    return _quoted(term.words)


def _quoted(words: "tuple[str, ...] | list[str]") -> str:
    return f'"{" ".join(words)}"' if len(words) > 1 else words[0]
