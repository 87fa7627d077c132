"""Keeping a search to a part of what it finds."""

from datetime import UTC, datetime

import pytest
from lxml import html

from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing, tagging, writing
from flaskr.features.search import finding, views
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient


@pytest.fixture
def lake(core: Core, ana: User, eddy: User) -> None:
    """Posts about the lake, by two people in three years, and a page."""
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, timezone="Pacific/Auckland")
        for title, year, tags, author, kind in (
            ("Lake one", 2019, ("Walks", "Water"), ana, "post"),
            ("Lake two", 2021, ("Walks",), eddy, "post"),
            ("Three", 2021, ("Tea",), ana, "post"),
            ("About the lake", 2020, (), ana, "page"),
        ):
            post = writing.write(
                db, by=SYSTEM, title=title, body="By the lake.", kind=kind, author_ids=[author.id]
            )
            tagging.set_tags(post, tags, by=SYSTEM)
            publishing.publish(post, by=SYSTEM, at=datetime(year, 12, 31, 12, tzinfo=UTC))


def found(client: CheckedClient, query: str) -> list[str]:
    page = html.fromstring(client.get(f"/search?q=lake{query}").text)
    return page.xpath("//li[@class='result']//h2/a/text()")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Lake one", "Lake two", "Three", "About the lake"}),
        ("&kind=page", {"About the lake"}),
        ("&kind=post", {"Lake one", "Lake two", "Three"}),
        ("&tag=walks", {"Lake one", "Lake two"}),
        ("&author=ana", {"Lake one", "Three", "About the lake"}),
        ("&author=ana&tag=walks", {"Lake one"}),
        ("&year=2020", {"Lake one"}),  # in the site's zone the year began hours before
        ("&year=2019", set()),
        ("&tag=none", set()),
        ("&kind=none&year=abc&order=none", {"Lake one", "Lake two", "Three", "About the lake"}),
        ("&tag=%25&author=%27", set()),
    ],
)
def test_filters_keep_to_what_they_say(
    client: CheckedClient, lake: None, query: str, titles: set[str]
) -> None:
    assert set(found(client, query)) == titles


def test_the_best_match_or_the_newest_goes_first(client: CheckedClient, lake: None) -> None:
    assert found(client, "")[-1] == "Three"
    newest = found(client, "&order=newest")
    assert newest[0] in {"Lake two", "Three"}
    assert newest[-1] == "Lake one"


def test_what_can_be_kept_to_is_offered_with_its_count(client: CheckedClient, lake: None) -> None:
    page = html.fromstring(client.get("/search?q=lake").text)
    tags = page.xpath("//select[@name='tag']/option/text()")
    assert tags == ["All", "Walks (2)", "Tea (1)", "Water (1)"]
    assert page.xpath("//select[@name='year']/option/@value") == ["", "2022", "2021", "2020"]
    assert page.xpath("//select[@name='kind']/option/text()") == ["All", "Posts (3)", "Pages (1)"]


def test_a_filter_is_removed_by_a_link_and_kept_on_further_pages(
    client: CheckedClient, lake: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "RESULTS", 1)
    page = html.fromstring(client.get("/search?q=lake&tag=walks&order=newest").text)
    (chosen,) = page.xpath("//ul[contains(@class, 'search-chosen')]//a")
    assert chosen.text == "Tag: Walks"
    assert chosen.get("href") == "/search?q=lake&order=newest"
    assert page.xpath("//select[@name='tag']/option[@selected]/@value") == ["walks"]
    (older,) = page.xpath("//a[@rel='next']/@href")
    assert older == "/search?q=lake&tag=walks&order=newest&from=1"
    assert "Lake one" in client.get(older).text


def test_who_found_nothing_is_told_what_to_do(client: CheckedClient, lake: None) -> None:
    nothing = client.get("/search?q=xylophone").text
    assert "Try fewer words" in nothing
    assert 'href="/tag/walks/"' in nothing
    filtered = client.get("/search?q=lake&tag=tea&year=2020").text
    assert "Remove one of them" in filtered
    assert filtered.count("Remove this filter") == 2


def test_filters_look_at_a_bounded_number_of_posts(
    client: CheckedClient, lake: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_FOUND", 2)
    page = client.get("/search?q=lake")
    assert "More than 2 results" in page.text
