"""The queue: what is enqueued, claimed, tried again, given up and run by the clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from flaskr.core import clock
from flaskr.core.errors import Unavailable
from flaskr.core.jobs import Job, JobRow, enqueue, queue, schedule
from flaskr.core.jobs.worker import Worker
from flaskr.core.runtime import Core

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)


class Ran(list[Any]):
    """What the jobs of a test were called with."""


@pytest.fixture
def ran(core: Core) -> Iterator[Ran]:
    """Give the core two jobs of its own, and nothing else."""
    calls = Ran()

    def note(_core: Core, **args: Any) -> None:
        calls.append(args)

    def fail(_core: Core) -> None:
        calls.append("fail")
        raise ValueError("the printer is on fire")

    before = dict(core.jobs)
    core.jobs.clear()
    core.jobs.update(
        {
            "note": Job("note", note),
            "fail": Job("fail", fail, attempts=3),
        }
    )
    yield calls
    core.jobs.clear()
    core.jobs.update(before)


@pytest.fixture
def hourly(core: Core, ran: Ran) -> None:
    """Let one of the jobs run each hour."""
    core.jobs["hourly"] = Job("hourly", core.jobs["note"].run, schedule="0 * * * *")


def rows(core: Core) -> list[JobRow]:
    with core.db.reading() as db:
        return list(db.scalars(select(JobRow).order_by(JobRow.id)))


def add(core: Core, name: str, **options: Any) -> None:
    with core.db.transaction() as db:
        enqueue(db, name, **options)


def test_a_job_runs_with_its_arguments_and_is_gone(core: Core, ran: Ran) -> None:
    add(core, "note", post=7, tags=["a", "ü"])
    assert core.worker().run_due() == 1
    assert ran == [{"post": 7, "tags": ["a", "ü"]}]
    assert rows(core) == []


def test_a_job_of_a_transaction_that_is_rolled_back_never_was(core: Core, ran: Ran) -> None:
    def enqueue_and_fail() -> None:
        with core.db.transaction() as db:
            enqueue(db, "note")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        enqueue_and_fail()
    assert rows(core) == []


def test_a_job_waits_for_its_time(core: Core, ran: Ran) -> None:
    with clock.frozen(NOON):
        add(core, "note", at=NOON + timedelta(minutes=5))
        assert core.worker().run_due() == 0
    with clock.frozen(NOON + timedelta(minutes=5)):
        assert core.worker().run_due() == 1


def test_a_waiting_job_of_the_same_key_is_moved_not_doubled(core: Core, ran: Ran) -> None:
    add(core, "note", unique_key="mail:1", at=NOON, text="old")
    add(core, "note", unique_key="mail:1", at=NOON + timedelta(hours=1), text="new")
    [row] = rows(core)
    assert row.run_at == NOON + timedelta(hours=1)
    assert row.args == {"text": "new"}


def test_a_running_job_does_not_keep_its_key(core: Core, ran: Ran) -> None:
    add(core, "note", unique_key="mail:1", text="first")
    with core.db.transaction() as db:
        queue.claim(db, worker="w1", lease=LEASE)
    add(core, "note", unique_key="mail:1", text="second")
    assert [row.args["text"] for row in rows(core)] == ["first", "second"]


def test_a_waiting_job_can_be_cancelled_by_its_key(core: Core, ran: Ran) -> None:
    add(core, "note", unique_key="mail:1")
    add(core, "note", unique_key="mail:2")
    with core.db.transaction() as db:
        queue.cancel(db, "mail:1")
    assert [row.unique_key for row in rows(core)] == ["mail:2"]


def test_jobs_are_claimed_in_the_order_of_their_times(core: Core, ran: Ran) -> None:
    for minutes in (3, 1, 2):
        add(core, "note", at=NOON + timedelta(minutes=minutes), minutes=minutes)
    with clock.frozen(NOON + timedelta(hours=1)):
        core.worker().run_due()
    assert [call["minutes"] for call in ran] == [1, 2, 3]


def test_a_leased_job_is_not_given_to_another_worker(core: Core, ran: Ran) -> None:
    with clock.frozen(NOON):
        add(core, "note")
        with core.db.transaction() as db:
            assert queue.claim(db, worker="w1", lease=LEASE) is not None
        with core.db.transaction() as db:
            assert queue.claim(db, worker="w2", lease=LEASE) is None


def test_a_lease_that_ran_out_is_given_to_another_worker(core: Core, ran: Ran) -> None:
    with clock.frozen(NOON):
        add(core, "note")
        with core.db.transaction() as db:
            queue.claim(db, worker="w1", lease=LEASE)
    with clock.frozen(NOON + timedelta(seconds=61)), core.db.transaction() as db:
        row = queue.claim(db, worker="w2", lease=LEASE)
        assert row is not None
        assert (row.leased_by, row.attempts) == ("w2", 2)


def test_an_extended_lease_holds(core: Core, ran: Ran) -> None:
    with clock.frozen(NOON):
        add(core, "note")
        with core.db.transaction() as db:
            row = queue.claim(db, worker="w1", lease=LEASE)
    assert row is not None
    with clock.frozen(NOON + timedelta(seconds=50)), core.db.transaction() as db:
        assert queue.extend(db, row.id, worker="w1", lease=LEASE)
        assert not queue.extend(db, row.id, worker="w2", lease=LEASE)
    with clock.frozen(NOON + timedelta(seconds=100)), core.db.transaction() as db:
        assert queue.claim(db, worker="w2", lease=LEASE) is None


def test_a_worker_that_lost_its_lease_neither_finishes_nor_fails_the_job(
    core: Core, ran: Ran
) -> None:
    with clock.frozen(NOON):
        add(core, "note")
        with core.db.transaction() as db:
            queue.claim(db, worker="w1", lease=LEASE)
    with clock.frozen(NOON + timedelta(seconds=61)), core.db.transaction() as db:
        row = queue.claim(db, worker="w2", lease=LEASE)
        assert row is not None
    with core.db.transaction() as db:
        queue.finish(db, row.id, worker="w1")
        queue.fail(db, row.id, worker="w1", error="late", attempts=1)
    [kept] = rows(core)
    assert (kept.leased_by, kept.failed_at, kept.last_error) == ("w2", None, None)


def test_a_job_that_was_given_back_is_taken_at_once(core: Core, ran: Ran) -> None:
    with clock.frozen(NOON):
        add(core, "note")
        with core.db.transaction() as db:
            row = queue.claim(db, worker="w1", lease=LEASE)
            assert row is not None
        with core.db.transaction() as db:
            queue.give_back(db, row.id, worker="w2")
            assert queue.claim(db, worker="w2", lease=LEASE) is None
            queue.give_back(db, row.id, worker="w1")
            assert queue.claim(db, worker="w2", lease=LEASE) is not None


def test_restarts_during_a_long_job_use_up_no_attempts(core: Core, ran: Ran) -> None:
    add(core, "note", number=1)
    for restart in range(core.jobs["note"].attempts + 1):
        with core.db.transaction() as db:
            row = queue.claim(db, worker=f"w{restart}", lease=LEASE)
            assert row is not None
            queue.give_back(db, row.id, worker=f"w{restart}")
    core.worker().run_due()
    assert ran == [{"number": 1}]


def test_a_failed_job_is_tried_again_after_a_pause_with_its_error_recorded(
    core: Core, ran: Ran
) -> None:
    with clock.frozen(NOON):
        add(core, "fail")
        assert core.worker().run_due() == 1
    [row] = rows(core)
    assert timedelta(seconds=2.5) <= row.run_at - NOON <= timedelta(seconds=5)
    assert row.last_error is not None
    assert "ValueError: the printer is on fire" in row.last_error
    assert (row.attempts, row.failed_at, row.leased_by) == (1, None, None)


def test_a_job_is_given_up_after_its_attempts(core: Core, ran: Ran) -> None:
    add(core, "fail", at=NOON)
    for hour in range(1, 6):
        with clock.frozen(NOON + timedelta(hours=hour)):
            core.worker().run_due()
    assert ran == ["fail"] * 3
    [letter] = rows(core)
    assert letter.failed_at == NOON + timedelta(hours=3)
    assert letter.attempts == 3


def test_a_dead_letter_that_is_retried_gets_all_its_attempts_again(core: Core, ran: Ran) -> None:
    add(core, "fail", at=NOON)
    for hour in range(1, 4):
        with clock.frozen(NOON + timedelta(hours=hour)):
            core.worker().run_due()
    with core.db.transaction() as db:
        queue.retry(db, db.scalars(select(JobRow)).one())
    core.worker().run_due()
    [row] = rows(core)
    assert (row.attempts, row.failed_at) == (1, None)


def test_a_job_that_ends_its_worker_each_time_is_given_up_without_running(
    core: Core, ran: Ran
) -> None:
    add(core, "fail", at=NOON)
    for hour in range(1, 4):
        with clock.frozen(NOON + timedelta(hours=hour)), core.db.transaction() as db:
            queue.claim(db, worker=f"killed {hour}", lease=LEASE)
    with clock.frozen(NOON + timedelta(hours=4)):
        core.worker().run_due()
    [row] = rows(core)
    assert ran == []
    assert row.failed_at is not None
    assert "in the middle of this job 3 times" in (row.last_error or "")


def test_a_job_nobody_knows_is_a_dead_letter_at_once(core: Core, ran: Ran) -> None:
    add(core, "of.a.removed.plugin")
    core.worker().run_due()
    [row] = rows(core)
    assert row.failed_at is not None
    assert row.last_error == "This installation has no job named of.a.removed.plugin."


def test_a_failing_job_does_not_stop_the_next_one(core: Core, ran: Ran) -> None:
    add(core, "fail", at=NOON)
    add(core, "note", at=NOON + timedelta(seconds=1))
    with clock.frozen(NOON + timedelta(hours=1)):
        assert core.worker().run_due() == 2
    assert ran == ["fail", {}]


def test_pauses_double_within_the_jitter_and_end_at_six_hours() -> None:
    for attempts in range(1, 40):
        full = min(5.0 * 2 ** (attempts - 1), 6 * 3600)
        pauses = [queue.pause(attempts).total_seconds() for _ in range(50)]
        assert full / 2 <= min(pauses) < max(pauses) <= full


def test_a_scheduled_job_runs_once_for_each_time_that_comes(
    core: Core, ran: Ran, hourly: None
) -> None:
    for minutes in (0, 30, 61, 90, 121):
        with clock.frozen(NOON + timedelta(minutes=minutes)):
            core.worker().run_due()
    assert len(ran) == 2


def test_times_that_passed_while_nothing_ran_are_made_up_for_once(
    core: Core, ran: Ran, hourly: None
) -> None:
    for days in (0, 3):
        with clock.frozen(NOON + timedelta(days=days)):
            core.worker().run_due()
    assert len(ran) == 1


def test_a_scheduled_time_is_enqueued_by_one_of_two_workers(
    core: Core, ran: Ran, hourly: None
) -> None:
    jobs = list(core.jobs.values())
    with clock.frozen(NOON), core.db.transaction() as db:
        schedule.enqueue_due(db, jobs)
    with clock.frozen(NOON + timedelta(hours=1)):
        for _worker in range(2):
            with core.db.transaction() as db:
                schedule.enqueue_due(db, jobs)
    assert len(rows(core)) == 1


def test_a_worker_that_is_told_to_stop_ends_its_thread(core: Core, ran: Ran) -> None:
    worker = core.worker()
    worker.stop()
    thread = worker.start()
    thread.join(20)
    assert not thread.is_alive()


class Unlucky(Worker):
    """Finds the database away at first, and stops after the second round."""

    rounds = 0

    def run_one(self) -> bool:
        self.rounds += 1
        if self.rounds == 1:
            raise Unavailable("The database cannot be reached at the moment.")
        self.stop()
        return False


def test_a_worker_outlives_a_database_that_was_away(core: Core) -> None:
    worker = Unlucky(core, lease=LEASE, poll=0.01)
    worker.run()
    assert worker.rounds == 2
