"""Settings: where their values come from, and what is refused with a sentence."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from flaskr import create_app
from flaskr.core.errors import SettingsError
from flaskr.core.settings import Setting, check, defaults, from_environment
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
    assert check([SHOUT], {"SHOUT": given}) == {"SHOUT": value}


def test_a_number_may_be_written_as_text() -> None:
    assert check([COUNT], {"COUNT": "7"}) == {"COUNT": 7}


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
        check(ALL, {**defaults(ALL, instance=Path()), name: value})
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
    values = check(SETTINGS, defaults(SETTINGS, instance=tmp_path))
    assert values["SECRET_KEY"] == "dev"
    assert values["DATABASE"] == f"{tmp_path}/flaskr.sqlite"


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
