"""Author pages: of those who published something, and of nobody else."""

import re
from typing import Any

from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from tests.client import CheckedClient
from tests.features.posts.factories import draft, published

_NONCE = re.compile(r"nonce=\S+")


def _answers(client: CheckedClient, name: str) -> list[tuple[int, str]]:
    paths = [f"/author/{name}/", *(f"/author/{name}/feed.{end}" for end in ("atom", "rss", "json"))]
    found = [client.get(path) for path in paths]
    return [(one.status_code, _text(one)) for one in found]


def test_an_author_has_a_page_and_feeds_from_the_first_public_post_on(
    client: CheckedClient, core: Core, olga: User
) -> None:
    nobody = _answers(client, "nobody")
    with core.db.transaction() as db:
        draft(db, olga)
        published(db, olga, title="A page", kind="page")
    assert _answers(client, "olga") == nobody
    with core.db.transaction() as db:
        published(db, olga, title="Out")
    assert [status for status, _text in _answers(client, "olga")] == [200] * 4


def test_no_address_tells_who_has_an_account(client: CheckedClient, core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        published(db, ana)
    nobody = _answers(client, "nobody@example.org")
    assert [status for status, _text in nobody] == [404] * 4
    assert "nobody" not in nobody[1][1]
    for name in ("ana@example.org", "ANA", "Ana", " ana"):
        assert _answers(client, name) == nobody, name


def _text(answer: Any) -> str:
    return _NONCE.sub("", answer.text).replace(answer.headers["X-Request-ID"], "")
