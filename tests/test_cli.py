"""The command line: `flaskr …` is `flask --app flaskr …`, and errors are sentences."""

import json
import re
import signal
import socket
from pathlib import Path

import pytest
from flask import Flask
from flask.cli import run_command

from tests.serving import Process, Site, flaskr, free_port, run

COMMANDS = ("run", "serve", "worker", "init-db", "upgrade", "doctor", "features", "routes", "user")
FLASK = ("-m", "flask", "--app", "flaskr")
WAYS = pytest.mark.parametrize("way", [("-m", "flaskr"), FLASK])


def test_both_ways_offer_the_same_commands(tmp_path: Path) -> None:
    ours, flasks = flaskr(tmp_path, "--help"), run(tmp_path, *FLASK, "--help")
    assert ours.returncode == flasks.returncode == 0
    for command in COMMANDS:
        for text in (ours.stdout, flasks.stdout):
            assert re.search(rf"^  {command}\s", text, re.MULTILINE), command


def test_the_version_is_ours(tmp_path: Path) -> None:
    assert re.match(r"Flaskr, version \d+\.\d+", flaskr(tmp_path, "--version").stdout)


@WAYS
def test_an_error_is_a_sentence_and_ends_with_1(tmp_path: Path, way: tuple[str, ...]) -> None:
    run(tmp_path, *way, "init-db")
    ended = run(tmp_path, *way, "user", "set-role", "nobody", "editor")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: ")
    assert "nobody" in ended.stderr
    assert "Traceback" not in ended.stderr


@WAYS
@pytest.mark.parametrize("command", ["init-db", "run", "--help"])
def test_a_setting_that_cannot_be_used_is_a_sentence(
    tmp_path: Path, way: tuple[str, ...], command: str
) -> None:
    ended = run(tmp_path, *way, command, FLASKR_PROXIES="two")
    assert ended.returncode == 1
    assert ended.stderr == (
        "Error: The configuration cannot be used: PROXIES must be a whole number, not 'two'.\n"
    )


@WAYS
@pytest.mark.parametrize(
    "address", ["missing/blog.sqlite", "postgresql://me:hunter2@127.0.0.1:1/blog"]
)
def test_a_database_that_cannot_be_reached_is_a_sentence(
    tmp_path: Path, way: tuple[str, ...], address: str
) -> None:
    for command in (("user", "list"), ("init-db",)):
        ended = run(tmp_path, *way, *command, FLASKR_DATABASE=address)
        assert ended.returncode == 1
        assert re.fullmatch(
            r"Error: The database \S+ cannot be used: .+ and at DATABASE\.\n", ended.stderr
        )
        assert "hunter2" not in ended.stderr


@pytest.mark.parametrize("command", [("user", "list"), ("post", "list")])
def test_a_command_makes_the_tables_of_a_fresh_instance(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    assert flaskr(tmp_path, *command, "--help").returncode == 0
    assert not (tmp_path / "flaskr.sqlite").exists()
    ended = flaskr(tmp_path, *command)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "nothing was changed" in flaskr(tmp_path, "init-db").stdout


def test_doctor_finds_nothing_wrong_with_a_fresh_instance(tmp_path: Path) -> None:
    ended = flaskr(tmp_path, "doctor")
    assert ended.returncode == 0, ended.stdout
    assert "The database has no tables yet; run “flaskr init-db”." in ended.stdout
    assert "could not be checked" not in ended.stdout


def test_the_tables_are_made_once_and_never_dropped(tmp_path: Path) -> None:
    assert "The tables are made." in flaskr(tmp_path, "init-db").stdout
    assert (tmp_path / "flaskr.sqlite").exists()
    create = ("user", "create", "ana", "--password", "a long walk by the lake")
    made = flaskr(tmp_path, *create)
    assert made.returncode == 0, made.stderr
    assert "nothing was changed" in run(tmp_path, *FLASK, "init-db").stdout
    assert "ana" in flaskr(tmp_path, "user", "list").stdout
    assert "was up to date" in flaskr(tmp_path, "upgrade").stdout


def test_an_empty_database_is_upgraded_too(tmp_path: Path) -> None:
    assert "is upgraded" in flaskr(tmp_path, "upgrade").stdout


def test_features_says_what_each_of_them_adds(app: Flask) -> None:
    lines = app.test_cli_runner().invoke(args=["features"]).output.splitlines()
    ops = lines[lines.index("ops") :]
    assert "  permissions: ops.manage" in ops
    commands = "serve, worker, init-db, upgrade, doctor, features, page-files, maintenance, theme"
    assert f"  commands: {commands}" in ops
    assert lines.index("site") < lines.index("accounts") < lines.index("ops")


def test_development_serves_on_port_5000_with_debugger_and_reloader(tmp_path: Path) -> None:
    port = free_port()
    process = Process(tmp_path, *FLASK, "run", "--debug", "--port", str(port))
    try:
        process.printed(r"Debug mode: on")
        process.printed(r"Restarting with")
        process.printed(r"Debugger is active!")
        assert Site.get(_at(process, port), "/hello") == (200, "Hello, World!")
        process.stop(signal.SIGINT, group=True)
    finally:
        process.end()
    assert next(option.default for option in run_command.params if option.name == "port") == 5000


def test_a_taken_port_is_said_by_flask(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run(tmp_path, *FLASK, "run", "--port", port)
    assert ended.returncode == 1
    assert f"Port {port} is in use by another program." in ended.stderr


def test_doctor_for_machines_names_each_check(tmp_path: Path) -> None:
    flaskr(tmp_path, "init-db")
    found = json.loads(flaskr(tmp_path, "doctor", "--json").stdout)
    checks = {result["check"]: result["level"] for result in found}
    assert checks["tables"] == "ok"
    assert checks["secret key"] == "warning"
    assert {"versions", "folder", "disk", "jobs", "clock", "mail"} <= set(checks)


def test_doctor_ends_with_1_where_something_is_wrong(tmp_path: Path) -> None:
    flaskr(tmp_path, "init-db")
    assert flaskr(tmp_path, "doctor").returncode == 0
    key = tmp_path / "secret_key"
    key.write_text("0123456789abcdef0123456789abcdef")
    key.chmod(0o644)
    ended = flaskr(tmp_path, "doctor")
    assert ended.returncode == 1
    assert (
        f"error    secret key: Others may read the secret key; run: chmod 600 {key}" in ended.stdout
    )


def _at(process: Process, port: int) -> Site:
    process.port = port  # type: ignore[attr-defined]
    return process  # type: ignore[return-value]
