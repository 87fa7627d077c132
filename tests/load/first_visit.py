"""The first visit after a change: how long until a visitor sees it, purge and rendering in it."""

import gzip
import time
from collections.abc import Mapping

from flaskr.core.db import find
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.posts import writing
from flaskr.features.posts.models import Post
from tests.load.choosing import Chosen
from tests.load.visiting import Answer, Visitor

_GZIP = {"Accept-Encoding": "gzip"}
_PATIENCE = 30  # seconds for a change to show


def after_edits(core: Core, one: Visitor, chosen: Chosen, *, times: int) -> list[float]:
    """Edit a post from this process, and return the seconds that a visitor waited each time."""
    found = []
    for number in range(times):
        words = edit(core, chosen, number)
        found.append(wait_for(one, chosen.post, words))
    return found


def after_publications(one: Visitor, drafts: Mapping[int, str], *, cookie: str) -> list[float]:
    """Publish each draft over HTTP, and return the seconds until the home page shows it."""
    found = []
    for id, title in drafts.items():
        headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
        answer = one.ask("POST", f"/studio/posts/{id}/publication", headers)
        if answer.status not in {302, 303}:
            raise RuntimeError(f"publishing answered {answer.status}")
        found.append(wait_for(one, "/", title))
    return found


def titles_of(core: Core, ids: list[int]) -> dict[int, str]:
    """Return the titles of the posts by their ids."""
    with core.db.reading() as db:
        return {id: find(db, Post, id).title for id in ids}


def edit(core: Core, chosen: Chosen, number: int) -> str:
    """Give the post another last paragraph, and return what it says."""
    words = f"Edited for the {number:05}th time."
    with core.db.transaction() as db:
        post = find(db, Post, chosen.post_id)
        body = f"{chosen.body}\n\n{words}"
        writing.revise(post, by=SYSTEM, title=post.title, body=body)
    return words


def wait_for(one: Visitor, path: str, words: str) -> float:
    """Return the seconds until the page shows the words: one visit, unless it is behind."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < _PATIENCE:
        answer = one.get(path, _GZIP)
        seconds = time.perf_counter() - begun
        if shows(answer, words):
            return seconds
    raise RuntimeError(f"{path} never showed “{words}”")


def shows(answer: Answer, words: str) -> bool:
    """Say whether the words are in the page."""
    packed = answer.headers.get("content-encoding") == "gzip"
    body = gzip.decompress(answer.body) if packed else answer.body
    return words.encode() in body
