"""What `flaskr doctor` finds, and the daily cleaning."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from flaskr import create_app
from flaskr.core import clock, schema
from flaskr.core import sqlite as core_sqlite
from flaskr.core.errors import SettingsError
from flaskr.core.feature import Check, Feature, Finding
from flaskr.core.jobs import enqueue
from flaskr.core.limits import Attempts
from flaskr.core.runtime import Core
from flaskr.features.accounts.logging_in import start_session
from flaskr.features.accounts.models import User, UserSession
from flaskr.features.ops import checks, jobs
from flaskr.features.ops.doctor import Result, examine
from flaskr.features.ops.secret_key import own_key
from tests.conftest import settings_for


def levels(findings: Any) -> list[str]:
    return [finding.level for finding in findings]


def test_a_check_that_breaks_is_an_error_and_the_others_still_run(core: Core) -> None:
    def broken(_core: Core) -> list[Finding]:
        raise RuntimeError("no such thing\nand more")

    fine = Check("fine", lambda _core: [Finding("ok", "Fine.")])
    before = core.features
    core.features = (Feature("tested", checks=(Check("broken", broken), fine)),)
    try:
        assert examine(core) == [
            Result("broken", "error", "This could not be checked: no such thing"),
            Result("fine", "ok", "Fine."),
        ]
    finally:
        core.features = before


def test_an_sqlite_that_can_lose_data_is_warned_of(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not core.db.is_sqlite:
        assert levels(checks.versions(core)) == ["ok", "ok"]
        return
    monkeypatch.setattr(core_sqlite, "SQLITE_VERSION", "3.51.2")
    assert levels(checks.versions(core)) == ["ok", "warning"]
    monkeypatch.setattr(core_sqlite, "SQLITE_VERSION", "3.51.3")
    assert levels(checks.versions(core)) == ["ok", "ok"]


def test_each_state_of_the_tables_has_its_advice(make_database: Callable[[], str]) -> None:
    core: Core = create_app(settings_for(make_database())).extensions["flaskr"]
    assert levels(checks.tables(core)) == ["warning"]
    assert list(checks.jobs(core)) == []
    schema.ensure(core.db)
    assert levels(checks.tables(core)) == ["ok"]
    with core.db.transaction() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert levels(checks.tables(core)) == ["error"]
    core.close()


def test_late_and_failed_jobs_are_warned_of(core: Core) -> None:
    assert levels(checks.jobs(core)) == ["ok"]
    with core.db.transaction() as db:
        enqueue(db, "late", at=clock.now() - timedelta(minutes=25))
    [late] = checks.jobs(core)
    assert late.message.startswith("A job waits since 25 minutes;")
    core.worker().run_due()
    [failed] = checks.jobs(core)
    assert failed.message.startswith("Jobs that failed for good: 1.")


def test_the_mail_settings_are_looked_at(core: Core) -> None:
    assert levels(checks.mail(core)) == ["ok"]
    core.settings.update(MAIL="smtp", SMTP_PASSWORD="x", SMTP_SECURITY="none")
    assert levels(checks.mail(core)) == ["error"]
    core.settings.update(SMTP_SECURITY="tls")
    assert levels(checks.mail(core)) == ["warning"]
    core.settings.update(MAIL_FROM="blog@example.org")
    assert levels(checks.mail(core)) == ["ok"]


def test_a_clock_that_is_far_off_is_warned_of(core: Core) -> None:
    assert levels(checks.time(core)) == ["ok"]
    with clock.frozen(datetime(2001, 1, 1, tzinfo=UTC)):
        assert levels(checks.time(core)) == ["warning"]


def test_little_space_is_warned_of(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, level in ((2_000_000_000, "ok"), (500_000_000, "warning"), (5_000_000, "error")):
        usage = type("Usage", (), {"free": free})
        monkeypatch.setattr(checks.shutil, "disk_usage", lambda _path, usage=usage: usage)
        assert levels(checks.disk(core)) == [level]


def test_a_folder_that_cannot_be_written_is_an_error(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert levels(checks.folder(core)) == ["ok"]
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != core.instance)
    [finding] = checks.folder(core)
    assert finding.level == "error"
    assert str(core.instance) in finding.message


def test_a_short_key_is_warned_of(core: Core) -> None:
    assert levels(checks.secret_key(core)) == ["warning"]
    core.settings["SECRET_KEY"] = "0123456789abcdef0123456789abcdef"
    assert levels(checks.secret_key(core)) == ["ok"]


def test_the_key_is_made_once_however_many_ask(tmp_path: Path) -> None:
    assert own_key(tmp_path) == own_key(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_key_that_is_empty_or_cannot_be_kept_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(SettingsError, match="holds no usable key"):
        own_key(tmp_path)
    with pytest.raises(SettingsError, match="cannot be kept"):
        own_key(tmp_path / "missing")


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASKR_INSTANCE", str(tmp_path))
    monkeypatch.delenv("FLASK_DEBUG", raising=False)
    monkeypatch.delenv("FLASK_RUN_FROM_CLI", raising=False)
    return tmp_path


def made_key() -> str:
    app = create_app()
    app.extensions["flaskr"].close()
    assert app.config["SECRET_KEY"] == app.extensions["flaskr"].settings["SECRET_KEY"]
    return str(app.config["SECRET_KEY"])


def test_any_server_that_calls_the_factory_signs_with_a_key_of_its_own(instance: Path) -> None:
    key = made_key()
    assert key == (instance / "secret_key").read_text().strip()
    assert made_key() == key


@pytest.mark.parametrize("variable", [("FLASK_DEBUG", "1"), ("FLASK_RUN_FROM_CLI", "true")])
def test_development_signs_with_the_key_of_development(
    instance: Path, monkeypatch: pytest.MonkeyPatch, variable: tuple[str, str]
) -> None:
    monkeypatch.setenv(*variable)
    assert made_key() == "dev"
    assert not (instance / "secret_key").exists()


def test_the_daily_cleaning_removes_what_expired_and_nothing_else(core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        user = db.merge(ana)
        start_session(db, user)
        start_session(db, user)
        db.flush()
        old = db.scalars(select(UserSession).order_by(UserSession.id)).first()
        assert old is not None
        old.expires_at = clock.now() - timedelta(seconds=1)
        db.add(Attempts(key="old", count=1, expires_at=1))
        db.add(Attempts(key="new", count=1, expires_at=2**31 - 1))
    jobs.clean(core)
    with core.db.reading() as db:
        assert db.scalar(select(func.count()).select_from(UserSession)) == 1
        assert db.scalars(select(Attempts.key)).all() == ["new"]
