"""Posts that are read in an order."""

import json

import pytest
from lxml import html
from sqlalchemy.orm import Session

from flaskr.core.errors import Denied, Invalid
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing
from flaskr.features.series import arranging, listing
from flaskr.features.series.models import Series
from tests.client import CheckedClient
from tests.features.posts.factories import draft, published


@pytest.fixture
def series(core: Core, olga: User) -> Series:
    with core.db.transaction() as db:
        made = arranging.begin_series(db, "A week  away", by=olga.actor, description="By the lake.")
        for title in ("Monday", "Tuesday", "Wednesday"):
            arranging.add_part(made, published(db, olga, title), by=olga.actor)
        return made


def titles(db: Session, series: Series) -> list[str]:
    return [post.title for post in listing.parts_of(db, series)]


def test_a_series_is_shown_with_its_parts_in_order(client: CheckedClient, series: Series) -> None:
    page = client.get("/series/a-week-away/").text
    assert page.index("Monday") < page.index("Tuesday") < page.index("Wednesday")
    assert "By the lake." in page
    assert "3 parts" in page
    assert 'href="/series/a-week-away/"' in client.get("/series/").text


def test_each_part_says_where_it_stands(client: CheckedClient, series: Series) -> None:
    page = client.get("/tuesday/").text
    assert "Part 2 of 3" in page
    assert '<span aria-current="page">Tuesday</span>' in page
    assert 'href="/monday/"' in page


def test_what_readers_may_not_see_leaves_no_gap(
    client: CheckedClient, core: Core, series: Series, olga: User
) -> None:
    assert "Part 3 of 3" in client.get("/wednesday/").text
    with core.db.transaction() as db:
        row = db.get_one(Series, series.id)
        arranging.add_part(row, draft(db, olga, "Thursday"), by=olga.actor)
        monday = next(post for post in listing.parts_of(db, row) if post.title == "Monday")
        publishing.unpublish(monday, by=olga.actor)
    page = client.get("/wednesday/").text
    assert "Part 2 of 2" in page
    assert "Monday" not in page
    assert "Thursday" not in client.get("/series/a-week-away/").text


def test_parts_are_moved_taken_out_and_put_into_another(
    core: Core, client: CheckedClient, series: Series, olga: User
) -> None:
    with core.db.transaction() as db:
        row = db.get_one(Series, series.id)
        monday, tuesday, wednesday = listing.parts_of(db, row)
        arranging.move_part(row, wednesday.id, by=olga.actor, up=True)
        arranging.move_part(row, monday.id, by=olga.actor, up=True)
        assert titles(db, row) == ["Monday", "Wednesday", "Tuesday"]
        arranging.remove_part(row, monday.id, by=olga.actor)
        other = arranging.begin_series(db, "A week away", by=olga.actor)
        assert other.slug != row.slug
        for _time in range(2):
            arranging.add_part(other, tuesday, by=olga.actor)
        assert (titles(db, row), titles(db, other)) == (["Wednesday"], ["Tuesday"])
    assert "Part 1 of 1" in client.get("/tuesday/").text
    assert "Part" not in client.get("/monday/").text.partition("<article")[2].partition("<div")[0]


def test_a_renamed_series_shows_its_name_and_a_removed_one_leaves_its_posts(
    core: Core, client: CheckedClient, series: Series, olga: User
) -> None:
    client.get("/monday/")
    with core.db.transaction() as db:
        row = db.get_one(Series, series.id)
        arranging.describe_series(row, by=olga.actor, name="Seven days", description="")
    assert "Seven days" in client.get("/monday/").text
    with core.db.transaction() as db:
        arranging.remove_series(db.get_one(Series, series.id), by=olga.actor)
    assert "Seven days" not in client.get("/monday/").text
    assert client.get("/series/a-week-away/").status_code == 404
    assert "no series yet" in client.get("/series/").text


def test_what_cannot_be_is_refused(db: Session, olga: User, ana: User) -> None:
    with pytest.raises(Invalid):
        arranging.begin_series(db, "  ", by=olga.actor)
    with pytest.raises(Denied):
        arranging.begin_series(db, "Mine", by=ana.actor)
    made = arranging.begin_series(db, "Pages", by=olga.actor)
    with pytest.raises(Invalid):
        arranging.add_part(made, draft(db, olga, "A page", kind="page"), by=olga.actor)


def test_an_editor_arranges_a_series_in_studio(
    client: CheckedClient, core: Core, eddy: User, olga: User
) -> None:
    with core.db.transaction() as db:
        ids = [published(db, olga, title).id for title in ("One", "Two")]
    client.log_in(eddy)
    assert "No series yet" in client.get("/studio/series/").text
    assert client.post("/studio/series/", data={"name": ""}).status_code == 422
    made = client.post("/studio/series/", data={"name": "Numbers", "description": ""}).location
    for id in ids:
        client.post(f"{made}/parts", data={"post": id})
    client.post(f"{made}/parts/{ids[1]}/up")
    page = client.get(made).text.partition('aria-label="Parts"')[2]
    assert page.index("Two") < page.index("One")
    assert "Numbers" in client.get(f"/studio/posts/{ids[0]}").text
    client.post(f"{made}/parts/{ids[0]}/removal")
    client.post(made, data={"name": "Digits", "description": "All of them"})
    assert "Digits" in client.get("/studio/series/").text
    assert client.post(f"{made}/parts", data={}).status_code == 302
    client.post(f"{made}/removal")
    assert "No series yet" in client.get("/studio/series/").text


def test_authors_do_not_arrange(client: CheckedClient, ana: User) -> None:
    client.log_in(ana)
    assert client.get("/studio/series/").status_code == 403


def test_a_part_leads_on_and_tells_search_engines_what_it_is_a_part_of(
    client: CheckedClient, series: Series
) -> None:
    page = html.fromstring(client.get("/tuesday/").text)
    steps = page.xpath("//nav[contains(@class, 'series-steps')]//a/@href")
    assert steps == ["/series/a-week-away/", "/monday/", "/wednesday/"]
    blocks = page.xpath("//script[@type='application/ld+json']/text()")
    posting = next(each for each in map(json.loads, blocks) if each["@type"] == "BlogPosting")
    assert posting["isPartOf"]["url"] == "http://localhost/series/a-week-away/"
    assert posting["position"] == 2
