"""Parts of Studio's pages, as the script that changes lists in place asks for them."""

import gzip

import pytest
from lxml import html as lxml_html

from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import trash
from flaskr.web.parts import HEADER, PAGE
from tests.client import CheckedClient
from tests.features.posts.factories import draft

PART = {HEADER: PAGE}


def test_a_part_is_the_page_s_title_and_what_stands_in_its_shell(
    client: CheckedClient, ana: User
) -> None:
    client.log_in(ana)
    whole, part = client.get("/studio/posts/"), client.get("/studio/posts/", headers=PART)
    assert (whole.headers.get(HEADER), part.headers.get(HEADER)) == (None, "page")
    for response in (whole, part):
        assert HEADER in response.headers["Vary"]
        assert response.headers["Cache-Control"] == "no-store"
    shell = lxml_html.document_fromstring(whole.text)
    content = lxml_html.document_fromstring(part.text)
    assert content.findtext(".//title") == shell.findtext(".//title")
    assert "studio-nav" not in part.text
    assert "<script" not in part.text
    [page] = shell.xpath("//main/div")
    [same] = content.xpath("//body/div")
    assert page.text_content().split() == same.text_content().split()


def test_what_was_done_is_said_in_the_part_that_follows(
    client: CheckedClient, core: Core, ana: User
) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana, "A walk")
    client.log_in(ana)
    headers = {**PART, "Referer": "http://localhost/studio/posts/?state=draft"}
    done = client.post(f"/studio/posts/{post.id}/publication", headers=headers)
    assert done.location == "/studio/posts/?state=draft"
    part = client.get(done.location, headers=PART).text
    assert "“A walk” is published." in part
    assert "is published" not in client.get(done.location, headers=PART).text


@pytest.mark.parametrize(
    "referrer",
    ["", "http://elsewhere.example/studio/posts/?state=draft", "http://localhost/studio/?x=1",
     "http://[", "http://localhost/studio/posts/"],
)  # fmt: skip
def test_an_action_from_anywhere_else_leads_to_the_whole_list(
    client: CheckedClient, core: Core, ana: User, referrer: str
) -> None:
    with core.db.transaction() as db:
        post = draft(db, ana, "A walk")
    headers = {"Referer": referrer} if referrer else {}
    done = client.log_in(ana).post(f"/studio/posts/{post.id}/trash", headers=headers)
    assert done.location == "/studio/posts/"


def test_an_error_is_a_sentence_for_the_script(
    client: CheckedClient, core: Core, ana: User, eddy: User
) -> None:
    with core.db.transaction() as db:
        post, other = draft(db, ana, "A walk"), draft(db, eddy, "Another")
        trash.trash(post, by=ana.actor)
    client.log_in(ana)
    refused = client.post(f"/studio/posts/{post.id}/publication", headers=PART)
    assert (refused.status_code, refused.headers[HEADER]) == (409, "message")
    assert refused.text == "The post is in the trash. Restore it first."
    denied = client.post(f"/studio/posts/{other.id}/trash", headers=PART)
    assert (denied.status_code, denied.headers[HEADER]) == (403, "message")
    assert "<" not in denied.text


def test_a_part_is_not_the_log_in_page(client: CheckedClient) -> None:
    assert client.get("/studio/posts/", headers=PART).status_code == 401
    data = {"role": "editor"}
    sent = {**PART, "Sec-Fetch-Site": "same-origin"}
    assert client.post("/studio/people/1/role", data=data, headers=sent).status_code == 401
    assert client.get("/studio/posts/").status_code == 302


def test_pages_of_studio_are_sent_compressed_and_never_tell_their_length(
    client: CheckedClient, ana: User
) -> None:
    client.log_in(ana)
    plain = client.get("/studio/posts/", headers=PART)
    packed = [
        client.get("/studio/posts/", headers={**PART, "Accept-Encoding": "br, gzip"})
        for _ in range(8)
    ]
    assert "Content-Encoding" not in plain.headers
    for response in packed:
        assert response.headers["Content-Encoding"] == "gzip"
        assert int(response.headers["Content-Length"]) == len(response.data)
        assert gzip.decompress(response.data) == plain.data
    assert len({len(response.data) for response in packed}) > 1
