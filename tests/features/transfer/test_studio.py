"""Imports in Studio, and what a worker does for them."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from flaskr.core import clock
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts.models import Post
from flaskr.features.transfer import beginning, jobs
from flaskr.features.transfer.models import Import, ImportItem
from tests.client import CheckedClient
from tests.features.transfer import exports
from tests.features.transfer.conftest import rows

Bring = Callable[..., Import]
EXPORT = exports.wxr(
    exports.author(1, "nora"),
    exports.item(1, "First tide", creator="nora", comments=[exports.comment(1, "Hi")]),
    exports.item(2, "Waiting", status="pending", creator="nora"),
    exports.item(3, "Menu", type="nav_menu_item"),
)


def form(data: str | bytes = EXPORT, name: str = "blog.xml", **fields: str) -> dict[str, Any]:
    values = {"format": "wordpress", "timezone": "UTC", "fetch": "y", **fields}
    raw = data.encode() if isinstance(data, str) else data
    sent = MultiDict([*values.items(), ("file", FileStorage(BytesIO(raw), filename=name))])
    boundary, body = encode_multipart(sent)
    return {"data": body, "content_type": f'multipart/form-data; boundary="{boundary}"'}


def last(core: Core) -> Import:
    with core.db.reading() as db:
        return db.scalars(select(Import).order_by(Import.id.desc())).first()  # type: ignore[return-value]


def test_an_upload_is_imported_by_a_worker_and_reported_item_by_item(
    client: CheckedClient, core: Core, olga: User
) -> None:
    client.log_in(olga)
    assert "Nothing imported yet" in client.get("/studio/imports/").text
    answer = client.post("/studio/imports/", **form())
    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "Waiting for a worker." in page
    assert 'http-equiv="refresh"' in page
    state = client.get(f"{answer.location}/progress").json
    assert (state["done"], state["value"]) == (False, None)
    assert core.worker().run_due() >= 1
    state = client.get(f"{answer.location}/progress").json
    assert state["done"] is True
    page = client.get(answer.location).text
    for words in ("First tide", "menus are not imported", "It waited for review"):
        assert words in page
    assert 'http-equiv="refresh"' not in page
    assert "blog.xml" in client.get("/studio/imports/").text
    assert client.get("/first-tide/").status_code == 200


def test_the_report_can_be_narrowed_and_paged(
    client: CheckedClient, core: Core, olga: User, bring: Bring, tmp_path: Path
) -> None:
    client.log_in(olga)
    many = [exports.item(n, f"Post {n:03}") for n in range(1, 70)]
    row = bring(exports.write(tmp_path, *many, exports.item(99, "Odd", type="odd")))
    here = f"/studio/imports/{row.id}"
    skipped = client.get(f"{here}?outcome=skipped").text
    assert "type “odd”" in skipped
    assert "Post 001" not in skipped
    assert "Odd" in client.get(f"{here}?outcome=remarks").text
    first = client.get(f"{here}?kind=post").text
    assert "Post 001" in first
    assert "Post 060" not in first
    following = next(link for link in re.findall(r'href="([^"]+)"', first) if "after=" in link)
    second = client.get(following.replace("&amp;", "&")).text
    assert "Post 060" in second
    assert "Post 001" not in second
    assert "Nothing here" in client.get(f"{here}?outcome=failed").text
    for bad in ("?outcome=nonsense", "?kind=nonsense", "?after=!"):
        assert client.get(here + bad).status_code == 404


def test_a_dry_run_leads_to_the_import(client: CheckedClient, core: Core, olga: User) -> None:
    client.log_in(olga)
    before = rows(core)
    client.post("/studio/imports/", **form(dry_run="y"))
    core.worker().run_due()
    tried = last(core)
    page = client.get(f"/studio/imports/{tried.id}").text
    assert "Nothing was changed." in page
    assert "Undo" not in page
    assert rows(core) == before
    answer = client.post(f"/studio/imports/{tried.id}/repetition")
    core.worker().run_due()
    assert answer.location == f"/studio/imports/{last(core).id}"
    assert rows(core)["posts"] == 2


def test_undoing_and_importing_again(client: CheckedClient, core: Core, olga: User) -> None:
    client.log_in(olga)
    before = rows(core)
    client.post("/studio/imports/", **form())
    core.worker().run_due()
    here = f"/studio/imports/{last(core).id}"
    assert "Undo this import?" in client.get(here).text
    assert client.post(f"{here}/undoing").location == here
    assert "Taking everything back." in client.get(here).text
    core.worker().run_due()
    assert rows(core) == before
    assert "Undo this import?" not in client.get(here).text
    client.post(f"{here}/repetition")
    core.worker().run_due()
    assert rows(core)["posts"] == 2


def test_a_file_that_cannot_be_read_says_why(client: CheckedClient, core: Core, olga: User) -> None:
    client.log_in(olga)
    client.post("/studio/imports/", **form(EXPORT[:-400]))
    core.worker().run_due()
    here = f"/studio/imports/{last(core).id}"
    assert "not saved completely" in client.get(here).text
    client.post(f"{here}/resumption")
    core.worker().run_due()
    assert "not saved completely" in client.get(here).text
    with core.db.reading() as db:
        assert db.scalars(select(ImportItem)).all() == []


def test_what_stopped_without_a_worker_can_be_resumed(
    client: CheckedClient, core: Core, olga: User, tmp_path: Path
) -> None:
    client.log_in(olga)
    path = exports.write(tmp_path, exports.item(1, "One"))
    with core.db.transaction() as db:
        row = beginning.begin(db, by=SYSTEM, format="wordpress", path=path, name="a.xml")
        row.started_at = clock.now()
    here = f"/studio/imports/{row.id}"
    assert "Resume" in client.get(here).text
    client.post(f"{here}/resumption")
    assert "Resume" not in client.get(here).text
    core.worker().run_due()
    assert last(core).state == "finished"
    assert client.post(f"{here}/resumption").status_code == 409


def test_wrong_uploads_are_refused_with_a_sentence(
    client: CheckedClient, core: Core, olga: User
) -> None:
    client.log_in(olga)
    for upload, sentence in (
        (form(b"", ""), "Choose the file to import."),
        (form(b"x", "blog.pdf"), "Tools → Export"),
        (form(b"x", "blog.xml", format="markdown"), "into a .zip file"),
        (form(b"", "blog.xml"), "The file is empty."),
        (form(format="nonsense"), "Not a valid choice"),
        (form(timezone="Mars/Base"), "Not a valid choice"),
    ):
        answer = client.post("/studio/imports/", **upload)
        assert answer.status_code == 422
        assert sentence in answer.text
    core.settings["IMPORT_LIMIT"] = 1
    answer = client.post("/studio/imports/", **form(b" " * 2 * 2**20))
    assert answer.status_code == 413
    assert "up to 1 MB" in answer.text
    with core.db.reading() as db:
        assert db.scalars(select(Import)).all() == []


def test_an_export_may_be_larger_than_other_uploads(
    client: CheckedClient, core: Core, olga: User
) -> None:
    client.log_in(olga)
    large = EXPORT + " " * 26 * 2**20
    assert client.post("/studio/imports/", **form(large)).status_code == 302


def test_only_owners_import(client: CheckedClient, core: Core, eddy: User) -> None:
    client.log_in(eddy)
    for path in ("/studio/imports/", "/studio/imports/1", "/studio/imports/1/progress"):
        assert client.get(path).status_code == 403
    for path in ("", "1/resumption", "1/repetition", "1/undoing"):
        assert client.post(f"/studio/imports/{path}").status_code == 403


def test_a_post_leads_from_the_report_to_the_editor(
    client: CheckedClient, core: Core, olga: User, bring: Bring, tmp_path: Path
) -> None:
    client.log_in(olga)
    row = bring(exports.write(tmp_path, exports.item(1, "One")))
    with core.db.reading() as db:
        post = db.scalars(select(Post)).one()
    assert f'href="/studio/posts/{post.id}' in client.get(f"/studio/imports/{row.id}").text


def test_uploads_are_removed_a_week_after_the_end(
    client: CheckedClient, core: Core, olga: User
) -> None:
    client.log_in(olga)
    client.post("/studio/imports/", **form())
    core.worker().run_due()
    row = last(core)
    assert Path(row.path).is_file()
    jobs.remove_uploads(core)
    assert Path(row.path).is_file()
    with clock.frozen(clock.now() + timedelta(days=8)):
        jobs.remove_uploads(core)
    assert not Path(row.path).exists()
    assert "Import again" not in client.get(f"/studio/imports/{row.id}").text
    answer = client.post(f"/studio/imports/{row.id}/repetition")
    assert answer.status_code == 409
    assert "Upload it again" in answer.text
