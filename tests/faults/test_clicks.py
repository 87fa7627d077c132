"""A crowd of readers clicks at once: every click that was answered is kept and counted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

from sqlalchemy import func, select

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.features.posts.publishing import publish
from flaskr.features.posts.writing import write
from flaskr.features.reactions.listing import counts_of
from flaskr.features.reactions.models import Reaction
from tests.conftest import person, settings_for
from tests.serving import Site

CLIENTS = 16
CLICKS = 20


def test_sixteen_clients_at_once_lose_no_click(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    address = make_database()
    core: Core = create_app(settings_for(address)).extensions["flaskr"]
    schema.ensure(core.db)
    ana = person(core, "ana", Role.AUTHOR)
    with core.db.transaction() as db:
        post = publish(write(db, by=ana.actor, title="A walk", body="Words."), by=SYSTEM)
    site = Site(tmp_path, FLASKR_DATABASE=address, FLASKR_PROXIES="1")
    try:
        site.get("/hello")
        with ThreadPoolExecutor(CLIENTS) as clients:
            work = [clients.submit(click, site.port, post.id, n) for n in range(CLIENTS)]
            answers = [status for each in work for status in each.result()]
    finally:
        site.end()
    assert answers == [303] * CLIENTS * CLICKS
    with core.db.reading() as db:
        assert db.scalar(select(func.count()).select_from(Reaction)) == CLIENTS * CLICKS
        assert sum(counts_of(db, post.id).values()) == CLIENTS * CLICKS
    core.close()


def click(port: int, post_id: int, client: int) -> list[int]:
    """Click as many readers would, one after another over one connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    answers = []
    for number in range(CLICKS):
        headers = {"X-Forwarded-For": f"203.0.{client}.{number}", "User-Agent": f"Browser {number}"}
        kind = ("heart", "smile", "insight")[number % 3]
        connection.request("POST", f"/reactions/{post_id}/{kind}", headers=headers)
        with connection.getresponse() as answer:
            answer.read()
            answers.append(answer.status)
    connection.close()
    return answers
