"""Settings: where their values come from, and what is refused with a sentence."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from flaskr import create_app
from flaskr.core.errors import SettingsError
from flaskr.core.settings import Setting, check, defaults, from_environment, unknown
from flaskr.settings import SETTINGS

TITLE = Setting("TITLE", str, "{instance}/title", "A title.")
COUNT = Setting("COUNT", int, 3, "A number.", least=1, most=10)
SHOUT = Setting("SHOUT", bool, False, "Yes or no.")
COLOUR = Setting("COLOUR", str, "red", "One of some words.", choices=("red", "green"))
TOKEN = Setting("TOKEN", int, None, "A secret.", secret=True)
ALL = (TITLE, COUNT, SHOUT, COLOUR, TOKEN)


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASKR_INSTANCE", str(tmp_path))
    return tmp_path


def made(app: Flask) -> Flask:
    app.extensions["flaskr"].close()
    return app


def test_a_default_may_name_the_instance_folder(tmp_path: Path) -> None:
    assert defaults(ALL, instance=tmp_path)["TITLE"] == f"{tmp_path}/title"


@pytest.mark.parametrize(
    ("given", "value"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("off", False)]
)
def test_words_for_yes_and_no_are_understood(given: str, value: bool) -> None:
    assert check([SHOUT], {"SHOUT": given}, instance=Path()) == {"SHOUT": value}


def test_a_number_may_be_written_as_text() -> None:
    assert check([COUNT], {"COUNT": "7"}, instance=Path()) == {"COUNT": 7}


def test_nothing_given_is_the_default(tmp_path: Path) -> None:
    given = {"COUNT": None, "TITLE": None}
    assert check(ALL, given, instance=tmp_path) == defaults(ALL, instance=tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("COUNT", "many", "COUNT must be a whole number, not 'many'."),
        ("COUNT", 2.5, "COUNT must be a whole number, not 2.5."),
        ("COUNT", True, "COUNT must be a whole number, not True."),
        ("COUNT", 0, "COUNT must be 1 or more, not 0."),
        ("COUNT", 11, "COUNT must be 10 or less, not 11."),
        ("SHOUT", "perhaps", "SHOUT must be true or false, not 'perhaps'."),
        ("COLOUR", "blue", "COLOUR must be one of red, green, not 'blue'."),
        ("TITLE", 5, "TITLE must be text, not 5."),
        ("TOKEN", "hunter2", "TOKEN must be a whole number, not what was given."),
    ],
)
def test_a_bad_value_is_refused_with_a_sentence(name: str, value: Any, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        check(ALL, {name: value}, instance=Path())
    assert caught.value.message == sentence


def test_variables_and_files_are_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from a file\n")
    environment = {"FLASKR_COUNT": "4", "FLASKR_TITLE_FILE": str(secret), "COLOUR": "green"}
    assert from_environment(ALL, environment) == {"COUNT": "4", "TITLE": "from a file"}


def test_a_variable_and_a_file_for_the_same_setting_are_refused(tmp_path: Path) -> None:
    both = {"FLASKR_TITLE": "a", "FLASKR_TITLE_FILE": str(tmp_path)}
    with pytest.raises(SettingsError, match="Both FLASKR_TITLE and FLASKR_TITLE_FILE are set"):
        from_environment(ALL, both)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="FLASKR_TITLE_FILE cannot be read"):
        from_environment(ALL, {"FLASKR_TITLE_FILE": str(tmp_path / "missing")})


def test_the_defaults_of_all_settings_pass_their_own_check(tmp_path: Path) -> None:
    values = check(SETTINGS, defaults(SETTINGS, instance=tmp_path), instance=tmp_path)
    assert values["SECRET_KEY"] == "dev"
    assert values["DATABASE"] == f"{tmp_path}/flaskr.sqlite"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LOGIN_LIMIT", "banana", "LOGIN_LIMIT must be a limit such as “10 per 5 minutes”"),
        ("LOGIN_LIMIT", "0 per minute", "not '0 per minute'"),
        ("LOGIN_LIMIT", "5 per minute; 9 per hour", "must be a limit such as"),
        ("SITE_URL", "example.org", "SITE_URL must be an address without a path"),
        ("SITE_URL", "ftp://example.org", "not 'ftp://example.org'"),
        ("SITE_URL", "https://", "must be an address"),
        ("SITE_URL", "https://example.org/blog", "must be an address without a path"),
        ("SITE_URL", "https://example.org?a=b", "must be an address without a path"),
        ("SITE_URL", "https://example.org:port", "must be an address"),
        ("SITE_URL", "https://me@example.org", "must be an address"),
        ("SECRET_KEY", "", "SECRET_KEY is empty"),
        ("SECRET_KEY", " ", "SECRET_KEY is empty"),
        ("DATABASE", "http:://x", "DATABASE cannot be read as an address"),
        ("DATABASE", "postgresql://me:pass@host:port/x", "DATABASE cannot be read"),
    ],
)
def test_what_no_site_can_use_is_refused(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(said)):
        check(SETTINGS, {name: value}, instance=Path())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOGIN_LIMIT", "3 per minute"),
        ("SITE_URL", "https://example.org/"),
        ("SITE_URL", "http://localhost:8000"),
        ("DATABASE", "postgresql://me:p%40ss@host:5433/blog?sslmode=require"),
        ("DATABASE", "/srv/blog.sqlite"),
        ("DATABASE_DIRECT", "postgresql://me@db:5432/blog"),
        ("DATABASE_DIRECT", ""),
    ],
)
def test_what_a_site_can_use_is_taken(name: str, value: str) -> None:
    assert check(SETTINGS, {name: value}, instance=Path())[name] == value


@pytest.mark.parametrize("value", ["/srv/blog.sqlite", "postgresql://me:secret@db:x/blog"])
@pytest.mark.parametrize("name", ["DATABASE_DIRECT", "DATABASE_REPLICA"])
def test_only_a_postgresql_server_is_listened_to_or_followed(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        check(SETTINGS, {name: value}, instance=Path())
    assert "secret" not in caught.value.message


def test_a_variable_that_is_no_setting_is_named_with_the_one_that_is_meant() -> None:
    environment = {
        "FLASKR_UPLOAD_LIMT": "9",
        "FLASKR_NONSENSE": "1",
        "FLASKR_UPLOAD_LIMIT": "9",
        "FLASKR_SECRET_KEY_FILE": "/key",
        "FLASKR_INSTANCE": "/srv",
        "FLASKR_TEST_DATABASE": "postgres",
        "HOME": "/",
    }
    assert unknown(SETTINGS, environment) == [
        "There is no setting FLASKR_NONSENSE; it is ignored.",
        "There is no setting FLASKR_UPLOAD_LIMT; it is ignored. Is FLASKR_UPLOAD_LIMIT meant?",
    ]


def test_the_start_warns_of_a_variable_that_is_no_setting(
    instance: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLASKR_UPLOAD_LIMT", "9")
    made(create_app())
    assert "Is FLASKR_UPLOAD_LIMIT meant?" in capsys.readouterr().err


def test_every_setting_says_what_it_is_for() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(names) == len(set(names))
    for setting in SETTINGS:
        assert setting.name.isupper()
        assert setting.help.endswith(".")


def test_the_environment_goes_before_the_instances_file(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (instance / "config.py").write_text("LOG_LEVEL = 'error'\nUPLOAD_LIMIT = 7\n")
    monkeypatch.setenv("FLASKR_UPLOAD_LIMIT", "9")
    app = made(create_app())
    assert app.config["LOG_LEVEL"] == "error"
    assert app.config["UPLOAD_LIMIT"] == 9
    assert app.config["MAX_CONTENT_LENGTH"] == 9 * 2**20


def test_the_secret_key_may_be_in_a_file(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (instance / "key").write_text("a key that nobody guesses\n")
    monkeypatch.setenv("FLASKR_SECRET_KEY_FILE", str(instance / "key"))
    assert made(create_app()).secret_key == "a key that nobody guesses"


def test_a_given_mapping_is_read_alone(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (instance / "config.py").write_text("UPLOAD_LIMIT = 7\n")
    monkeypatch.setenv("FLASKR_UPLOAD_LIMIT", "9")
    assert made(create_app({"LOG_LEVEL": "error"})).config["UPLOAD_LIMIT"] == 25


def test_a_bad_value_stops_the_start(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASKR_PROXIES", "two")
    with pytest.raises(SettingsError, match="PROXIES must be a whole number, not 'two'"):
        create_app()


def test_a_database_of_another_kind_stops_the_start(instance: Path) -> None:
    with pytest.raises(SettingsError, match="DATABASE must be a path"):
        create_app({"DATABASE": "mysql://localhost/blog"})
