"""Searching: from what was typed to the results a page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.features.posts.models import Post, Revision
from flaskr.features.posts.presenting import Presenter
from flaskr.features.search.filtering import (
    EVERYTHING,
    KINDS,
    NEWEST,
    Choice,
    Filters,
    Kept,
    authors_of,
    kept,
    tags_of,
)
from flaskr.features.search.finding import best_of, matching
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
    """The results from `offset` on, how many were found in all, and a better query if none.

    `choices` are what can be kept to, by filter, of what the filters let through.
    """

    results: tuple[SearchResult, ...] = ()
    total: int = 0
    has_more: bool = False
    suggestion: str | None = None
    choices: Mapping[str, Sequence[Choice]] = field(default_factory=dict)


def search(
    db: Session,
    text: str,
    *,
    presenter: Presenter,
    filters: Filters = EVERYTHING,
    limit: int = 10,
    offset: int = 0,
) -> Answer:
    """Return the public posts and pages that match what was typed, and that the filters keep."""
    query = parse(text)
    if not query:
        return Answer()
    matches = matching(db, query)
    ids = matches.all
    if not ids:
        return Answer(suggestion=_suggestion(db, query))
    found = kept(db, ids, filters, timezone=presenter.timezone)
    choices = _choices(db, found)
    ids = [id for id in ids if id in found.published]
    if filters.order == NEWEST:
        ids.sort(key=lambda id: (found.published[id], id), reverse=True)
    elif offset < len(ids):
        ids = best_of(db, query, matches, ids, offset)
    posts = _posts(db, ids[offset : offset + limit])
    results = tuple(_result(post, query, presenter) for post in posts)
    return Answer(results, len(ids), matches.has_more, choices=choices)


def newest_found(
    db: Session, text: str, filters: Filters, *, timezone: str, limit: int
) -> list[int]:
    """Return the ids of those that match and that the filters keep, the newest first."""
    query = parse(text)
    if not query:
        return []
    found = kept(db, matching(db, query).all, filters, timezone=timezone).published
    return sorted(found, key=lambda id: (found[id], id), reverse=True)[:limit]


def _choices(db: Session, found: Kept) -> Mapping[str, Sequence[Choice]]:
    ids = found.published.keys()
    return {
        "kind": [Choice(kind, kind, found.kinds[kind]) for kind in KINDS if found.kinds.get(kind)],
        "tag": tags_of(db, ids),
        "author": authors_of(db, ids),
        "year": [
            Choice(year, year, count) for year, count in sorted(found.years.items(), reverse=True)
        ],
    }


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
