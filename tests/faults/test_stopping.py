"""A process that ends while its job still runs gives the job back for another one."""

import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.jobs import JobRow, enqueue
from flaskr.core.runtime import Core
from flaskr.features.ops import working
from tests.conftest import settings_for
from tests.serving import run

SERVER = """
import sys, threading
from flaskr import create_app
from flaskr.core.feature import Feature
from flaskr.core.jobs import Job
from flaskr.features import FEATURES
from flaskr.features.ops.working import work_beside

begun = threading.Event()

def block(core):
    begun.set()
    threading.Event().wait()

feature = Feature(name="tested", jobs=(Job("block", block),))
app = create_app({"DATABASE": sys.argv[1], "MEDIA": "memory", "LOG_LEVEL": "error"},
                 features=(*FEATURES, feature))
work_beside(app.extensions["flaskr"])
assert begun.wait(60)
"""


def test_the_job_at_hand_is_given_back(make_database: Callable[[], str], tmp_path: Path) -> None:
    address = make_database()
    core: Core = create_app(settings_for(address)).extensions["flaskr"]
    schema.ensure(core.db)
    with core.db.transaction() as db:
        enqueue(db, "block")
    started = time.monotonic()
    ended = run(tmp_path, "-c", SERVER, address)
    assert ended.returncode == 0, ended.stderr
    assert time.monotonic() - started >= working.STOP_SECONDS
    with core.db.reading() as db:
        row = db.scalars(select(JobRow).where(JobRow.name == "block")).one()
    core.close()
    assert (row.attempts, row.leased_by, row.leased_until, row.failed_at) == (0, None, None, None)
