"""Suggesting: what on this site may be meant by an address at which there is nothing."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from flaskr.core.errors import NotFound
from flaskr.features.posts.authors import public_author
from flaskr.features.posts.listing import is_public
from flaskr.features.posts.models import Post
from flaskr.features.posts.tagging import public_tag
from flaskr.features.search.finding import find
from flaskr.features.search.query import parse
from flaskr.features.search.suggesting import suggest
from flaskr.lib.slugs import slugify

MOST = 3
_DATE = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}-")
_ENDING = re.compile(r"\.[a-z0-9]{2,5}$", re.IGNORECASE)
_OF_TAGS = frozenset({"tag", "tags", "category", "categories", "topic", "topics", "label"})
_OF_AUTHORS = frozenset({"author", "authors", "user", "users"})


@dataclass(frozen=True)
class Suggestion:
    """An address that may be meant, and what stands there."""

    path: str
    title: str


def suggestions(db: Session, path: str) -> list[Suggestion]:
    """Return up to three addresses that may be meant by a path, the likeliest first.

    These are a tag or an author where the path says so, the post whose slug the path ends with, and
    posts that have the path's words, misspelt ones too.
    """
    parts = [part for part in path.split("/") if part]
    if not parts:
        return []
    slug = slugify(_DATE.sub("", _ENDING.sub("", unquote(parts[-1]))), fallback="")
    if not slug:
        return []
    found: dict[str, Suggestion] = {}
    for suggestion in _candidates(db, [part.lower() for part in parts[:-1]], slug):
        found.setdefault(suggestion.path, suggestion)
        if len(found) == MOST:
            break
    found.pop(path, None)
    return list(found.values())


def _candidates(db: Session, folders: list[str], slug: str) -> Iterator[Suggestion]:
    kind = folders[-1] if folders else ""
    if kind in _OF_TAGS:
        yield from _tags(db, slug)
    if kind in _OF_AUTHORS:
        with suppress(NotFound):
            user, _count = public_author(db, slug)
            yield Suggestion(f"/author/{user.username}/", user.name or user.username)
    yield from (each for _id, each in _posts(db, Post.slug == slug))
    yield from _tags(db, slug)
    words = slug.replace("-", " ")
    if query := parse(words):
        ids = find(db, query, limit=MOST).ids
        if not ids and (better := suggest(db, query)):
            ids = find(db, better[0], limit=MOST).ids
        found = dict(_posts(db, Post.id.in_(ids)))
        yield from (found[id] for id in ids if id in found)


def _posts(db: Session, condition: ColumnElement[bool]) -> list[tuple[int, Suggestion]]:
    query = select(Post.id, Post.slug, Post.title).where(condition, *is_public())
    return [(id, Suggestion(f"/{slug}/", title)) for id, slug, title in db.execute(query)]


def _tags(db: Session, slug: str) -> Iterator[Suggestion]:
    with suppress(NotFound):
        tag, _count = public_tag(db, slug)
        yield Suggestion(f"/tag/{tag.slug}/", tag.name)
