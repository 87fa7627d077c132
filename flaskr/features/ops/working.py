"""Working on jobs: beside the server in its process, or in the foreground alone."""

import signal
from multiprocessing.util import Finalize
from typing import Any

from flaskr.core.jobs.worker import Worker
from flaskr.core.runtime import Core

STOP_SECONDS = 3.0  # for the job at hand when the process is told to stop


def work_beside(core: Core) -> None:
    """Work on jobs in a thread until the process ends.

    A job that is still running some seconds after that is given back for another worker.
    """
    worker = core.worker()
    thread = worker.start()

    def stop() -> None:
        worker.stop()
        thread.join(STOP_SECONDS)
        if thread.is_alive():
            worker.give_back()

    # It runs at the end of a forked worker of the server as of an ordinary process; atexit
    # knows the latter only.
    Finalize(None, stop, exitpriority=10)


def stoppable_worker(core: Core) -> Worker:
    """Return a worker that SIGTERM and SIGINT stop after the job at hand.

    A second signal ends the process at once, as it would without us.
    """
    worker = core.worker()

    def stop(number: int, _frame: Any) -> None:
        signal.signal(number, signal.SIG_DFL)
        worker.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return worker
