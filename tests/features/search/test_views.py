"""The search page and the command, over HTTP and from the command line."""

import re
from typing import Any

import pytest
from flask import Flask
from lxml import html

from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing
from flaskr.features.search.index import forget
from flaskr.lib import passwords
from tests.client import CheckedClient
from tests.features.search.test_index import make


def results(client: CheckedClient, query: str) -> list[str]:
    """Return the titles a search shows."""
    text = client.get("/search", query_string={"q": query}).text
    page: Any = html.document_fromstring(text)
    return [link.text_content().strip() for link in page.xpath("//ol/li//h2/a")]


def test_a_search_shows_what_it_found(client: CheckedClient, core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        make(db, ana, "Walks & <talks>", "We went to the **lake** & back.")
    answer = client.get("/search?q=lake")
    assert answer.status_code == 200
    assert "1 result<" in answer.text
    assert "to the <mark>lake</mark> &amp; back" in answer.text
    assert "Walks &amp; &lt;talks&gt;" in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    assert results(client, "lake") == ["Walks & <talks>"]


def test_more_results_are_on_further_pages(client: CheckedClient, core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        for number in range(13):
            make(db, ana, f"Lake & sea {number}", "lake")
    first = client.get("/search?q=lake+%26+sea")
    assert "13 results" in first.text
    more = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert more is not None
    second = client.get(more[1].replace("&amp;", "&"))
    assert second.text.count('<li class="result">') == 3
    assert 'rel="next"' not in second.text


def test_without_a_query_there_is_only_the_field(client: CheckedClient) -> None:
    answer = client.get("/search")
    assert 'name="q"' in answer.text
    assert "Nothing was found" not in answer.text


@pytest.mark.parametrize(
    ("path", "element"),
    [("/archive/", "a"), ("/tags/", "a"), ("/search", "input"), ("/search?q=x", "input")],
)
def test_one_key_leads_to_the_field(client: CheckedClient, path: str, element: str) -> None:
    page: Any = html.document_fromstring(client.get(path).text)
    (found,) = page.xpath("//*[@accesskey]")
    assert (found.tag, found.get("accesskey")) == (element, "/")
    assert (found.get("href") or found.get("name")) in {"/search", "q"}
    assert (found.get("autofocus") is not None) == (path == "/search")


def test_a_typo_leads_to_the_word_as_it_is_written(
    client: CheckedClient, core: Core, ana: User
) -> None:
    with core.db.transaction() as db:
        make(db, ana, "A trip", "From München to the lake")
    answer = client.get("/search?q=muenchen+lake")
    assert "Nothing was found" in answer.text
    assert 'href="/search?q=M%C3%BCnchen%20lake"' in answer.text
    assert results(client, "München lake") == ["A trip"]
    assert "Did you mean" not in client.get("/search?q=zzzzzz").text


def test_of_a_post_with_a_password_no_text_is_shown(
    client: CheckedClient, core: Core, ana: User
) -> None:
    with core.db.transaction() as db:
        post = make(db, ana, "Diary", "the secret lake")
        hashed = passwords.hash_password("open the diary")
        publishing.set_visibility(post, "password", by=SYSTEM, password_hash=hashed)
    answer = client.get("/search?q=diary")
    assert results(client, "diary") == ["Diary"]
    assert "secret" not in answer.text
    assert "whoever has the password" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "'\"`;--", "<script>alert(1)</script>", "x" * 10_000, '"', "🏳️‍🌈", "\ufffe",
        "AND", "NOT a", "* : ( ) ^ {", "%00%ff", "\x02lake\x03", "\u202e",
    ],
)  # fmt: skip
def test_odd_queries_get_a_page(client: CheckedClient, core: Core, ana: User, query: str) -> None:
    with core.db.transaction() as db:
        make(db, ana, "Lake", "lake \x02 text")
    answer = client.get("/search", query_string={"q": query})
    assert answer.status_code == 200
    assert "<script>" not in answer.text


@pytest.mark.parametrize("start", ["-1", "x", "²", "9" * 30, "999999", "", "10; DROP"])
def test_odd_pages_get_a_page(client: CheckedClient, start: str) -> None:
    answer = client.get("/search", query_string={"q": "lake", "from": start})
    assert answer.status_code == 200


def test_bytes_that_are_no_text_get_a_page(client: CheckedClient) -> None:
    assert client.get("/search?q=%ff%fe&q=x&from=%01").status_code == 200
    assert client.get("/search?q=a%00b").status_code == 404


def test_the_rebuild_command_makes_the_index_anew(app: Flask, core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        for number in range(3):
            forget(db, make(db, ana, f"Lake {number}").id)
    client = CheckedClient(app)
    assert results(client, "lake") == []
    done = app.test_cli_runner().invoke(args=["search", "rebuild", "--restart"])
    assert done.exit_code == 0, done.output
    assert "3 posts were looked at" in done.output
    assert len(results(client, "lake")) == 3
