"""Studio's media library over HTTP."""

from io import BytesIO
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.media.library import media_page
from flaskr.features.media.models import Media
from tests.client import CheckedClient
from tests.features.media import samples
from tests.features.posts.factories import published


def sent(*files: tuple[bytes, str], field: str = "files") -> dict[str, Any]:
    # Encoded here: the client would leave the temporary file of a large body open.
    uploads = [FileStorage(BytesIO(data), filename=name) for data, name in files]
    boundary, body = encode_multipart(MultiDict((field, upload) for upload in uploads))
    return {"data": body, "content_type": f'multipart/form-data; boundary="{boundary}"'}


def library(core: Core) -> list[Media]:
    with core.db.reading() as db:
        return list(db.scalars(select(Media).order_by(Media.id)))


def test_uploading_one_picture_leads_to_its_page(
    client: CheckedClient, core: Core, ana: User
) -> None:
    client.log_in(ana)
    answer = client.post("/studio/media/", **sent((samples.photo(), "Lake.jpg")))
    (media,) = library(core)
    assert (answer.status_code, answer.location) == (302, f"/studio/media/{media.id}")
    page = client.get(answer.location).text
    assert "Lake.jpg is in the library." in page
    assert f"![]({media.url})" in page
    assert "900 × 600 pixels" in page


def test_one_bad_file_does_not_hold_back_the_others(
    client: CheckedClient, core: Core, ana: User
) -> None:
    client.log_in(ana)
    files = (samples.photo(), "a.jpg"), (samples.SVG, "logo.svg"), (samples.PDF, "plan.pdf")
    answer = client.post("/studio/media/", **sent(*files))
    assert answer.status_code == 422
    assert "logo.svg: This is an SVG drawing." in answer.text
    assert "2 files are in the library." in answer.text
    assert [media.name for media in library(core)] == ["a.jpg", "plan.pdf"]


def test_sending_no_file_asks_for_one(client: CheckedClient, ana: User) -> None:
    client.log_in(ana)
    for request in (sent(), sent((b"", ""))):
        answer = client.post("/studio/media/", **request)
        assert answer.status_code == 422
        assert "Choose at least one file." in answer.text


def test_too_much_at_once_is_a_sentence(client: CheckedClient, core: Core, ana: User) -> None:
    client.log_in(ana)
    core.settings["UPLOAD_LIMIT"] = 1
    one = client.post("/studio/media/", **sent((samples.PDF + b" " * 2**20, "big.pdf")))
    assert one.status_code == 422
    assert "big.pdf: The file is too large. A file may have up to 1 MB." in one.text
    much = client.post("/studio/media/", **sent((b" " * 22 * 2**20, "huge.txt")))
    assert much.status_code == 413
    assert "too much at once" in much.text
    script = client.post("/studio/media/uploads", **sent((b" " * 2**21, "huge.txt"), field="file"))
    assert script.status_code == 413
    assert script.json == {"error": "The file is too large. A file may have up to 1 MB."}
    assert library(core) == []


def test_a_script_gets_the_markdown(client: CheckedClient, core: Core, ana: User) -> None:
    client.log_in(ana)
    answer = client.post("/studio/media/uploads", **sent((samples.photo(), "a.jpg"), field="file"))
    (media,) = library(core)
    assert answer.status_code == 201
    assert answer.json == {
        "id": media.id,
        "url": media.url,
        "alt": "",
        "markdown": f"![]({media.url})",
    }


def test_a_script_gets_the_sentence_of_a_refusal(
    client: CheckedClient, ana: User, max: User
) -> None:
    client.log_in(ana)
    address = "/studio/media/uploads"
    refused = client.post(address, **sent((b"", "a.jpg"), field="file"))
    assert (refused.status_code, refused.json) == (
        422,
        {"error": "The file is empty. Choose another one."},
    )
    missing = client.post(address, **sent((samples.PDF, "a.pdf"), field="other"))
    assert missing.status_code == 422
    assert "“file”" in missing.json["error"]
    client.log_in(max)
    json = {"Accept": "application/json"}
    request = sent((samples.PDF, "a.pdf"), field="file")
    assert client.post(address, **request, headers=json).status_code == 403


def test_visitors_are_asked_to_log_in(client: CheckedClient, core: Core) -> None:
    assert client.get("/studio/media/").status_code == 302
    client.post("/studio/media/", **sent((samples.PDF, "a.pdf")))
    assert library(core) == []


def test_describing_a_picture(client: CheckedClient, core: Core, ana: User) -> None:
    media = samples.uploaded(core, samples.photo(), "a.jpg", by=ana.actor)
    client.log_in(ana)
    address = f"/studio/media/{media.id}"
    answer = client.post(address, data={"alt": "A [blue] lake", "caption": "Dawn"})
    assert (answer.status_code, answer.location) == (302, address)
    assert "![A \\[blue\\] lake]" in client.get(address).text
    too_long = client.post(address, data={"alt": "x" * 2001, "caption": ""})
    assert too_long.status_code == 422
    assert "x" * 2001 in too_long.text


def test_deleting_asks_first(client: CheckedClient, core: Core, ana: User) -> None:
    media = samples.uploaded(core, samples.photo(), "a.jpg", by=ana.actor)
    client.log_in(ana)
    address = f"/studio/media/{media.id}/removal"
    assert "Delete a.jpg?" in client.get(address).text
    assert library(core) != []
    answer = client.post(address)
    assert (answer.status_code, answer.location) == (302, "/studio/media/")
    assert "a.jpg is deleted." in client.get(answer.location).text
    assert client.get(media.url).status_code == 404
    assert client.get(f"/studio/media/{media.id}").status_code == 404


def test_an_author_sees_and_opens_only_their_own(
    client: CheckedClient, core: Core, ana: User, eddy: User
) -> None:
    own = samples.uploaded(core, samples.photo(), "of-ana.jpg", by=ana.actor)
    other = samples.uploaded(core, samples.drawing(), "of-eddy.png", by=eddy.actor)
    client.log_in(ana)
    page = client.get("/studio/media/").text
    assert own.name in page
    assert other.name not in page
    for address in (f"/studio/media/{other.id}", f"/studio/media/{other.id}/removal"):
        assert client.get(address).status_code == 403
        assert client.post(address, data={"alt": "Mine"}).status_code == 403
    again = client.post("/studio/media/", **sent((samples.drawing(), "copy.png")))
    assert again.location == "/studio/media/"
    client.log_in(eddy)
    page = client.get("/studio/media/").text
    assert own.name in page
    assert other.name in page


def test_searching_names_and_descriptions(client: CheckedClient, core: Core, eddy: User) -> None:
    samples.uploaded(core, samples.photo(), "a.jpg", by=eddy.actor, alt="Blue lake")
    samples.uploaded(core, samples.PDF, "100%_plan.pdf", by=eddy.actor)
    client.log_in(eddy)

    def found(words: str) -> set[str]:
        page = client.get("/studio/media/", query_string={"q": words}).text
        return {name for name in ("a.jpg", "100%_plan.pdf") if f">{name}<" in page}

    assert found("LAKE blue") == {"a.jpg"}
    assert found("%_p") == {"100%_plan.pdf"}
    assert found("_j") == set()
    assert "Nothing found" in client.get("/studio/media/?q=mountain").text


def test_paging_goes_there_and_back(core: Core, ana: User) -> None:
    for number in range(5):
        samples.uploaded(core, samples.drawing(40 + number), f"{number}.png", by=ana.actor)

    with core.db.reading() as db:
        first = media_page(db, limit=2)
        second = media_page(db, limit=2, before=first.older or "")
        third = media_page(db, limit=2, before=second.older or "")
        back = media_page(db, limit=2, after=third.newer or "")
        start = media_page(db, limit=2, after=back.newer or "")

    def names(page: Any) -> list[str]:
        return [media.name for media in page.rows]

    assert [names(page) for page in (first, second, third)] == [
        ["4.png", "3.png"],
        ["2.png", "1.png"],
        ["0.png"],
    ]
    assert (first.newer, third.older) == (None, None)
    assert names(back) == names(second)
    assert names(start) == names(first)
    assert start.newer is None
    assert start.older is not None


def test_a_bad_page_address_is_not_found(client: CheckedClient, ana: User) -> None:
    client.log_in(ana)
    for name in ("before", "after"):
        assert client.get(f"/studio/media/?{name}=nonsense").status_code == 404


def test_a_focal_point_is_kept_by_the_pages_that_show_the_picture(
    client: CheckedClient, core: Core, ana: User
) -> None:
    media = samples.uploaded(core, samples.photo(), "a.jpg", by=ana.actor)
    with core.db.transaction() as db:
        post = published(db, ana, "With a cover")
        post.cover_id = media.id
    assert "focus-" not in client.get("/with-a-cover/").text
    client.log_in(ana)
    address = f"/studio/media/{media.id}"
    said = {"alt": "", "caption": "", "focal_point": "bottom-right"}
    assert client.post(address, data=said).status_code == 302
    client.post("/auth/logout")
    assert 'class="focus-bottom-right"' in client.get("/with-a-cover/").text
    assert "focus-bottom-right" in client.get("/").text


def test_a_point_that_is_none_of_the_nine_is_refused(
    client: CheckedClient, core: Core, ana: User
) -> None:
    media = samples.uploaded(core, samples.photo(), "a.jpg", by=ana.actor)
    client.log_in(ana)
    said = {"alt": "Typed", "caption": "", "focal_point": '"><script>'}
    answer = client.post(f"/studio/media/{media.id}", data=said)
    assert answer.status_code == 422
    assert "Typed" in answer.text
