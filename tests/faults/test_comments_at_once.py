"""Many readers comment at once: every comment that was answered is kept, and none twice."""

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.features.comments import signing
from flaskr.features.comments.models import Comment
from flaskr.features.posts.publishing import publish
from flaskr.features.posts.writing import write
from flaskr.features.site.identity import change_site
from tests.conftest import person, settings_for
from tests.serving import Site

WRITERS = 16
EACH = 12
KEY = "a key for this test"


@dataclass
class Blog:
    """A served site with a post to comment on."""

    core: Core
    port: int
    post_id: int


@pytest.fixture
def blog(make_database: Callable[[], str], tmp_path: Path) -> Iterator[Blog]:
    address = make_database()
    core: Core = create_app(settings_for(address)).extensions["flaskr"]
    schema.ensure(core.db)
    ana = person(core, "ana", Role.AUTHOR)
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, comments="open", comments_hold_first=False)
        post = publish(write(db, by=ana.actor, title="A walk", body="Words."), by=SYSTEM)
    site = Site(tmp_path, FLASKR_DATABASE=address, FLASKR_PROXIES="1", FLASKR_SECRET_KEY=KEY)
    try:
        site.get("/hello")
        yield Blog(core, site.port, post.id)
    finally:
        site.end()
        core.close()


def test_sixteen_writers_at_once_lose_no_comment(blog: Blog) -> None:
    with ThreadPoolExecutor(WRITERS) as writers:
        work = [writers.submit(comment, blog, n, EACH) for n in range(WRITERS)]
        answers = [answer for each in work for answer in each.result()]
    assert [status for status, _seconds in answers] == [303] * WRITERS * EACH
    times = sorted(seconds for _status, seconds in answers)
    # For whoever reads the output: times are not asserted, the machine may be busy.
    sys.stdout.write(f"95 of 100 in {1000 * times[len(times) * 95 // 100]:.1f} ms\n")
    with blog.core.db.reading() as db:
        bodies = set(db.scalars(select(Comment.body)))
        states = {found.state for found in db.scalars(select(Comment))}
    wanted = {f"Writer {n} says {m}, *softly*." for n in range(WRITERS) for m in range(EACH)}
    assert (bodies, states) == (wanted, {"approved"})


def test_a_comment_that_is_sent_eight_times_at_once_is_one(blog: Blog) -> None:
    with ThreadPoolExecutor(8) as writers:
        work = [writers.submit(comment, blog, 1, 1) for _ in range(8)]
        assert [each.result()[0][0] for each in work] == [303] * 8
    with blog.core.db.reading() as db:
        assert db.scalar(select(func.count(Comment.id))) == 1


def comment(blog: Blog, writer: int, times: int, address: int = 0) -> list[tuple[int, float]]:
    """Comment as one reader after another over one connection; return statuses and seconds."""
    connection = HTTPConnection("127.0.0.1", blog.port, timeout=60)
    answers = []
    for number in range(times):
        fields = {
            "body": f"Writer {writer} says {number}, *softly*.",
            "name": f"Writer {writer}",
            "token": signing.form_token(KEY, blog.post_id),
            "then": "post",
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"203.{address}.{writer}.{number // 6}",
        }
        began = time.perf_counter()
        connection.request("POST", f"/comments/posts/{blog.post_id}", urlencode(fields), headers)
        with connection.getresponse() as answer:
            answer.read()
            answers.append((answer.status, time.perf_counter() - began))
    connection.close()
    return answers
