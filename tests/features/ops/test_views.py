"""/healthz, /readyz and Studio's page of jobs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from flaskr import create_app
from flaskr.core import clock
from flaskr.core.jobs import JobRow, enqueue, queue
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from tests.client import CheckedClient
from tests.conftest import settings_for

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_a_site_that_works_is_alive_and_ready(client: CheckedClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "ready": True,
        "parts": {"database": "ok", "schema": "ok", "storage": "ok"},
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_site_whose_tables_are_of_another_version_is_alive_but_not_ready(
    make_database: Callable[[], str],
) -> None:
    app = create_app(settings_for(make_database()))
    core: Core = app.extensions["flaskr"]
    with core.db.transaction() as db:
        db.execute(text('CREATE TABLE "user" (id INTEGER)'))
        db.execute(text("CREATE TABLE post (id INTEGER)"))
    client = CheckedClient(app)
    assert client.get("/hello").status_code == 503
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert "run “flaskr upgrade”" in answer.json["parts"]["schema"]
    assert answer.json["parts"]["database"] == "ok"
    core.close()


def test_a_site_without_its_database_is_alive_but_not_ready(tmp_path: Path) -> None:
    app = create_app(settings_for(str(tmp_path / "no" / "such" / "folder.sqlite")))
    client = CheckedClient(app)
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["parts"]["database"] == "The database does not answer."
    assert answer.json["parts"]["storage"] == "ok"


def test_a_site_that_cannot_store_media_is_not_ready(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    (tmp_path / "media").write_text("a file where the folder should be")
    settings = {**settings_for(make_database()), "MEDIA": str(tmp_path / "media")}
    app = create_app(settings)
    client = CheckedClient(app)
    client.get("/hello")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["parts"] == {
        "database": "ok",
        "schema": "ok",
        "storage": "Media cannot be written.",
    }
    app.extensions["flaskr"].close()


@pytest.fixture
def letter(core: Core) -> JobRow:
    """A job that failed for good."""
    with core.db.transaction() as db:
        row = enqueue(db, "ops.clean")
        claimed = queue.claim(db, worker="w", lease=timedelta(seconds=60))
        assert claimed is not None
        error = "Traceback …\nValueError: <b>the printer</b> is on fire\n"
        queue.fail(db, row.id, worker="w", error=error, attempts=1)
    return row


def test_only_owners_see_jobs(
    client: CheckedClient, olga: User, eddy: User, app: Flask, letter: JobRow
) -> None:
    assert client.get("/studio/jobs/").status_code == 302
    assert CheckedClient(app).log_in(eddy).get("/studio/jobs/").status_code == 403
    eddys = CheckedClient(app).log_in(eddy)
    assert eddys.post(f"/studio/jobs/{letter.id}/attempts").status_code == 403
    assert eddys.post(f"/studio/jobs/{letter.id}/removal").status_code == 403
    page = client.log_in(olga).get("/studio/jobs/")
    assert page.status_code == 200
    assert 'href="/studio/jobs/" aria-current="page"' in " ".join(page.text.split())


def test_each_kind_of_job_is_shown(client: CheckedClient, olga: User, core: Core) -> None:
    client.log_in(olga)
    assert "No job waits, runs or failed." in client.get("/studio/jobs/").text
    with core.db.transaction() as db:
        enqueue(db, "running.now")
        queue.claim(db, worker="w", lease=timedelta(seconds=60))
        enqueue(db, "waiting.for.later", at=clock.now() + timedelta(days=1))
    core.worker().run_due()
    text = client.get("/studio/jobs/").text
    assert text.index("running.now") < text.index("waiting.for.later") < text.index("ops.clean")
    assert "17 3 * * *" in text


def test_a_failed_job_is_shown_with_its_error_and_tried_again(
    client: CheckedClient, olga: User, core: Core, letter: JobRow
) -> None:
    client.log_in(olga)
    page = client.get("/studio/jobs/").text
    assert "ValueError: &lt;b&gt;the printer&lt;/b&gt; is on fire" in page
    answer = client.post(f"/studio/jobs/{letter.id}/attempts", follow_redirects=True)
    assert "ops.clean is tried again." in answer.text
    assert core.worker().run_due() == 1
    with core.db.reading() as db:
        assert db.scalars(select(JobRow.failed_at).where(JobRow.failed_at.is_not(None))).all() == []


def test_a_failed_job_can_be_given_up(
    client: CheckedClient, olga: User, core: Core, letter: JobRow
) -> None:
    client.log_in(olga).post(f"/studio/jobs/{letter.id}/removal")
    with core.db.reading() as db:
        assert db.scalars(select(JobRow)).all() == []


def test_only_failed_jobs_can_be_tried_again_or_given_up(
    client: CheckedClient, olga: User, core: Core
) -> None:
    with core.db.transaction() as db:
        row = enqueue(db, "ops.clean")
    client.log_in(olga)
    assert client.post(f"/studio/jobs/{row.id}/attempts").status_code == 409
    assert client.post(f"/studio/jobs/{row.id}/removal").status_code == 409
    assert client.post("/studio/jobs/999999/attempts").status_code == 404
