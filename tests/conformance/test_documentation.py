"""What is documented is what the code says."""

import dataclasses
import re
from pathlib import Path

import click
import pytest
from flask import Flask

from flaskr.features import FEATURES
from flaskr.settings import SETTINGS
from tools import reference

ROOT = Path(__file__).parents[2]


def test_the_reference_pages_are_what_the_code_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main(["--check"]) == 0, capsys.readouterr().err


def test_every_setting_and_permission_says_what_it_is_for() -> None:
    for setting in SETTINGS:
        assert setting.help.endswith("."), setting.name
    for feature in FEATURES:
        for permission in feature.permissions:
            assert permission.help.endswith("."), permission.action
        for job in feature.jobs:
            assert job.help.endswith("."), job.name


def test_every_field_a_theme_sees_says_what_it_is() -> None:
    for feature in FEATURES:
        for page in feature.pages:
            for field in dataclasses.fields(page):
                assert field.metadata.get("help"), f"{page.__name__}.{field.name}"


def test_every_command_says_what_it_does(app: Flask) -> None:
    def check(command: click.Command, path: str) -> None:
        assert command.help, path
        for name, inner in getattr(command, "commands", {}).items():
            check(inner, f"{path} {name}")

    for feature in FEATURES:
        for command in feature.commands:
            check(command, f"flaskr {command.name}")


def test_the_commands_the_readme_names_exist(app: Flask) -> None:
    names = set(app.cli.commands) | {"run", "routes"}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`flaskr ([a-z-]+)", text))
    assert len(named) > 5
    assert named <= names
    assert len(text.splitlines()) <= 100


def test_the_architecture_is_told_on_one_page() -> None:
    text = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    for feature in FEATURES:
        assert feature.name in text, feature.name
