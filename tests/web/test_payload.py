"""What a first visit to Studio loads stays small."""

import json
import re
from datetime import timedelta

import pytest
from lxml import html as lxml_html

from flaskr.core import clock
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments.storing import keep_comment
from flaskr.features.posts import publishing, writing
from tests.client import CheckedClient
from tests.features.posts.factories import draft

MOST = 100_000  # bytes, as sent
MOST_OF_A_PAGE = 100_000  # bytes of HTML before it is compressed
NOT_OF_LISTS = {"markdown-field", "upload", "progress"}
PACKED = {"Accept-Encoding": "gzip"}


@pytest.fixture
def full_lists(core: Core, olga: User) -> None:
    """Fill a page of each list with titles and texts of a usual length."""
    with core.db.transaction() as db:
        for number in range(30):
            title = f"Post {number}: a title of some length, as posts have"
            post = draft(db, olga, title, f"Words of post {number} that say a thing. " * 20)
            writing.describe(post, by=olga.actor, excerpt=f"An excerpt of post {number}. " * 5)
            publishing.publish(post, by=olga.actor, at=clock.now() - timedelta(days=number))
            keep_comment(
                db, post.id, author_name=f"Guest {number}", author_email=f"g{number}@example.org",
                author_url="", html=f"<p>{'What a fine thing to say. ' * 20}</p>",
                created_at=clock.now(), state="pending",
            )  # fmt: skip


def sent(client: CheckedClient, address: str) -> int:
    """Return how many bytes of body the site sends for an address."""
    with client.get(address, headers=PACKED) as response:
        assert response.status_code == 200, address
        return len(response.data)


def loaded_by(text: str) -> set[str]:
    """Return what a browser loads for the page besides itself."""
    page = lxml_html.document_fromstring(text)
    found = page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src")
    found += [address.partition("#")[0] for address in page.xpath("//*[name()='use']/@href")]
    [modules] = page.xpath("//script[@type='importmap']/text()")
    imports = json.loads(modules)["imports"]
    assert set(imports) >= NOT_OF_LISTS
    return {*found, *(url for name, url in imports.items() if name not in NOT_OF_LISTS)}


@pytest.mark.usefixtures("full_lists")
@pytest.mark.parametrize("path", ["/studio/posts/", "/studio/comments/", "/studio/settings/"])
def test_a_first_visit_loads_less_than_a_hundred_kilobytes(
    client: CheckedClient, olga: User, path: str
) -> None:
    text = client.log_in(olga).get(path).text
    assert len(text.encode()) < MOST_OF_A_PAGE
    assets = loaded_by(text)
    assert {"css", "js", "svg"} <= {address.rpartition(".")[2] for address in assets}
    sizes = {address: sent(client, address) for address in {path, *assets}}
    assert sum(sizes.values()) < MOST, sizes


def test_style_sheets_load_nothing_further(client: CheckedClient, olga: User) -> None:
    text = client.log_in(olga).get("/studio/posts/").text
    [sheet] = [address for address in loaded_by(text) if address.endswith(".css")]
    with client.get(sheet) as response:
        assert re.findall(r"url\((?!['\"]?data:)[^)]*\)|@import", response.text) == []
