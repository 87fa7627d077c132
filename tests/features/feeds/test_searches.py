"""Feeds of searches, and of posts with something to listen to."""

from collections.abc import Callable

import feedparser
import pytest

from flaskr.core import clock
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.media.models import Media
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tests.features.feeds.rules import check

FORMATS = ("atom", "rss", "json")
Publish = Callable[..., int]


@pytest.mark.parametrize("format", FORMATS)
def test_a_search_has_a_feed_of_its_newest_posts(
    client: CheckedClient, publish: Publish, format: str
) -> None:
    publish("The heron", "A heron by the lake.")
    publish("Heron again & again", "More of the heron.")
    publish("The kettle", "It whistles.")
    path = f"/search/feed.{format}?q=%22heron%22"
    answer = client.get(path)
    assert len(check(format, answer.data, url=f"http://localhost{path}")) == 2
    assert answer.text.index("Heron again") < answer.text.index("The heron")
    assert f'/search/feed.{format}?q=heron"' in client.get("/search?q=heron").text
    filtered = client.get("/search?q=heron&tag=none").text
    assert f'/search/feed.{format}?q=heron&amp;tag=none"' in filtered
    nothing = client.get(f"/search/feed.{format}?q=heron&tag=none")
    asked = f"http://localhost/search/feed.{format}?q=heron&tag=none"
    assert check(format, nothing.data, url=asked) == []


@pytest.mark.parametrize("query", ["", "?q=", "?q=nothing-at-all", "?q=%01", "?q=" + "x" * 3000])
def test_a_search_that_finds_nothing_has_an_empty_feed(
    client: CheckedClient, publish: Publish, query: str
) -> None:
    publish("The heron")
    answer = client.get(f"/search/feed.atom{query}")
    assert answer.status_code == 200
    assert feedparser.parse(answer.data).entries == []


@pytest.fixture
def episode(core: Core, publish: Publish) -> int:
    """A post with a cover, something to listen to, and a link to something to watch."""
    with core.db.transaction() as db:
        for name, mime, size in (
            ("ep1.mp3", "audio/mpeg", 9000),
            ("clip.webm", "video/webm", 7000),
        ):
            db.add(
                Media(
                    key=f"ab/{name}", name=name, mime=mime, size=size, widths=[], alt="",
                    caption="", created_at=clock.now(),
                )
            )  # fmt: skip
    body = (
        '<audio controls src="/media/ab/ep1.mp3"></audio>\n\n[Clip](/media/ab/clip.webm) '
        "[again](/media/ab/ep1.mp3) [elsewhere](https://other.example/media/ab/ep1.mp3) "
        "[gone](/media/ab/gone.mp3)"
    )
    return publish("Episode 1", body, cover=True)


@pytest.mark.parametrize("is_whole", [True, False])
def test_what_is_listened_to_is_enclosed(
    client: CheckedClient, core: Core, episode: int, is_whole: bool
) -> None:
    with core.db.transaction() as db:
        change_site(db, by=SYSTEM, feeds_whole=is_whole)
    for format in FORMATS:
        url = f"/feed.{format}"
        check(format, client.get(url).data, url=f"http://localhost{url}")
    atom = feedparser.parse(client.get("/feed.atom").data).entries[0]
    assert [(each.href, each.type, each.length) for each in atom.enclosures] == [
        ("http://localhost/media/ab/ep1.mp3", "audio/mpeg", "9000"),
        ("http://localhost/media/ab/clip.webm", "video/webm", "7000"),
        ("http://localhost/media/ab/cover.png", "image/png", "1234"),
    ]
    rss = feedparser.parse(client.get("/feed.rss").data).entries[0]
    assert [each.href for each in rss.enclosures] == ["http://localhost/media/ab/ep1.mp3"]
    item = client.get("/feed.json").json["items"][0]
    assert item["attachments"][0] == {
        "url": "http://localhost/media/ab/ep1.mp3", "mime_type": "audio/mpeg",
        "size_in_bytes": 9000,
    }  # fmt: skip
    assert len(item["attachments"]) == 2
