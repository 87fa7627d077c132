"""The site survives a restart of its PostgreSQL server, and so does its worker."""

import signal
import time
from pathlib import Path

from sqlalchemy import func, select

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.jobs import JobRow, enqueue
from flaskr.core.runtime import Core
from tests.conftest import settings_for
from tests.provision import postgres
from tests.serving import PATIENCE, Site


def test_pages_and_jobs_go_on_after_a_restart(on_postgres: bool, tmp_path: Path) -> None:
    if not on_postgres:
        return
    with postgres.own_server() as server:
        core: Core = create_app(settings_for(server.address)).extensions["flaskr"]
        schema.ensure(core.db)
        site = Site(tmp_path, FLASKR_DATABASE=server.address, FLASKR_PAGE_CACHE="0")
        try:
            assert site.get("/")[0] == 200
            server.stop()
            status, page = site.get("/tags/")
            assert status == 503
            assert "cannot be reached" in page
            site.printed("jobs.database_unreachable")
            server.start()
            assert site.get("/")[0] == 200
            work(core)
            assert site.stop() == -signal.SIGTERM or site.process.returncode == 0
        finally:
            site.end()
            core.close()


def work(core: Core) -> None:
    """Give the site's worker a job and wait until it is done."""
    with core.db.transaction() as db:
        enqueue(db, "reactions.forget", unique_key="tested")
    end = time.monotonic() + PATIENCE
    query = select(func.count(JobRow.id)).where(JobRow.name == "reactions.forget")
    while True:
        with core.db.reading() as db:
            if not db.scalar(query):
                return
        assert time.monotonic() < end, "the worker does not work any more"
        time.sleep(0.05)
