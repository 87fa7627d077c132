"""The public addresses of media."""

from pathlib import Path

import pytest

from flaskr.core.runtime import Core
from flaskr.core.storage import FolderStorage
from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.features.site.redirects import add_redirect
from tests.client import CheckedClient
from tests.features.media import samples


@pytest.fixture
def photo(core: Core, ana: User) -> Media:
    return samples.uploaded(core, samples.photo(), "photo.jpg", by=ana.actor)


def test_a_picture_may_be_kept_for_good(client: CheckedClient, core: Core, photo: Media) -> None:
    answer = client.get(photo.url)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.data == core.storage.get(photo.key)
    kept = {part.strip() for part in answer.headers["Cache-Control"].split(",")}
    assert kept == {"public", "max-age=31536000", "immutable"}
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    again = client.get(photo.url, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_each_variant_is_webp_with_a_tag_of_its_own(client: CheckedClient, photo: Media) -> None:
    answers = [client.get(f"/media/{key}") for key in photo.keys]
    assert [answer.mimetype for answer in answers] == ["image/jpeg"] + 3 * ["image/webp"]
    assert len({answer.headers["ETag"] for answer in answers}) == 4


def test_a_player_may_ask_for_a_part(client: CheckedClient, core: Core, ana: User) -> None:
    talk = samples.uploaded(core, samples.MP3, "talk.mp3", by=ana.actor)
    answer = client.get(talk.url, headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.data) == (206, samples.MP3[10:20])
    assert answer.headers["Content-Range"] == f"bytes 10-19/{len(samples.MP3)}"
    assert answer.mimetype == "audio/mpeg"
    assert "attachment" not in answer.headers.get("Content-Disposition", "")
    beyond = client.get(talk.url, headers={"Range": "bytes=999999-"})
    assert beyond.status_code == 416


def test_files_in_a_folder_are_sent_whole_and_in_parts(
    client: CheckedClient, core: Core, ana: User, tmp_path: Path
) -> None:
    core.storage = FolderStorage(tmp_path)
    talk = samples.uploaded(core, samples.MP3, "talk.mp3", by=ana.actor)
    with client.get(talk.url) as whole:
        assert whole.data == samples.MP3
    with client.get(talk.url, headers={"Range": "bytes=-10"}) as part:
        assert (part.status_code, part.data) == (206, samples.MP3[-10:])
    same = {"If-None-Match": whole.headers["ETag"]}
    with client.get(talk.url, headers=same) as unchanged:
        assert unchanged.status_code == 304


def test_documents_are_offered_to_be_saved(client: CheckedClient, core: Core, ana: User) -> None:
    plan = samples.uploaded(core, samples.PDF, "Plan.pdf", by=ana.actor)
    answer = client.get(plan.url)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=Plan.pdf"


def test_only_what_belongs_to_a_row_is_served(
    client: CheckedClient, core: Core, photo: Media
) -> None:
    core.storage.put("secret.txt", b"secret")
    core.storage.put("ab/" + "a" * 32 + ".jpg", b"no row")
    core.storage.put(photo.variant_key(401), b"no such width")
    for path in (
        "/media/secret.txt",
        "/media/ab/" + "a" * 32 + ".jpg",
        f"/media/{photo.variant_key(401)}",
        f"/media/{photo.key}/",
        f"/media/{photo.key.upper()}",
        f"/media/{photo.key}%00",
        f"/media/{photo.key}%0a",
        "/media/../secret.txt",
        "/media/%2e%2e/secret.txt",
        "/media/..%2f..%2fsecret.txt",
        "/media/avatars/../secret.txt",
        "/media/avatars/" + "a" * 24 + ".webp",
        "/media/",
    ):
        assert client.get(path).status_code == 404, path


def test_a_row_whose_file_is_missing_is_not_found(
    client: CheckedClient, core: Core, photo: Media
) -> None:
    core.storage.delete(photo.key)
    assert client.get(photo.url).status_code == 404


def test_avatars_are_served(client: CheckedClient, core: Core) -> None:
    core.storage.put("avatars/" + "a" * 24 + ".webp", b"small")
    answer = client.get("/media/avatars/" + "a" * 24 + ".webp")
    assert (answer.data, answer.mimetype) == (b"small", "image/webp")


def test_an_old_address_below_media_still_leads_on(
    client: CheckedClient, core: Core, photo: Media
) -> None:
    with core.db.transaction() as db:
        add_redirect(db, "/media/2012/old.jpg", photo.url)
    answer = client.get("/media/2012/old.jpg")
    assert (answer.status_code, answer.location) == (301, photo.url)
