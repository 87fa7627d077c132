"""Static files: names that change with the content, and what becomes of old ones."""

import os
from pathlib import Path

import pytest

from flaskr import create_app
from flaskr.core import clock
from flaskr.web.assets import Assets
from tests.conftest import settings_for

DAY = 24 * 60 * 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "base.css").write_text("a { color: red }")
    (folder / "site.bundle").write_text("base.css\n")
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "assets"


def age(path: Path, days: float) -> None:
    at = clock.now().timestamp() - days * DAY
    os.utime(path, (at, at))


def test_a_changed_file_gets_another_name(folder: Path, kept: Path) -> None:
    assets = Assets(kept, {"": [folder]})
    before = assets.url("site.css")
    (folder / "base.css").write_text("a { color: green }")
    os.utime(folder / "base.css", ns=(1, 1))
    assets.take_in_changes()
    after = assets.url("site.css")
    assert after != before
    assert (kept / after.removeprefix("/static/")).read_text() == "a { color: green }"


def test_what_earlier_versions_left_is_removed_after_a_month(folder: Path, kept: Path) -> None:
    Assets(kept, {"": [folder]})
    first = set(kept.iterdir())
    (folder / "base.css").write_text("a { color: green }")
    assets = Assets(kept, {"": [folder]})
    used = set(kept.iterdir()) - first
    for path in first | used:
        age(path, 29)
    assets.prune()
    assert set(kept.iterdir()) == first | used
    for path in first | used:
        age(path, 31)
    assets.prune()
    assert set(kept.iterdir()) == used


def test_a_start_keeps_what_it_uses_for_another_month(folder: Path, kept: Path) -> None:
    assets = Assets(kept, {"": [folder]})
    files = set(kept.iterdir())
    for path in files:
        age(path, 31)
    assets.prune()
    (folder / "base.css").write_text("a { color: green }")
    Assets(kept, {"": [folder]}).prune()
    assert files < set(kept.iterdir())


@pytest.mark.parametrize("debug", ["1", "0"])
def test_a_changed_style_sheet_shows_at_once_while_developing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, debug: str
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", debug)
    monkeypatch.setenv("FLASKR_INSTANCE", str(tmp_path / "instance"))
    sheet = tmp_path / "theme" / "static" / "mine.css"
    sheet.parent.mkdir(parents=True)
    (tmp_path / "theme" / "theme.toml").write_text('name = "Mine"\n')
    sheet.write_text("a { color: red }")
    app = create_app({**settings_for(":memory:"), "THEME": str(tmp_path / "theme")})
    client = app.test_client()
    client.get("/hello")
    sheet.write_text("a { color: green }")
    os.utime(sheet, ns=(1, 1))
    client.get("/hello")
    served = client.get(app.extensions["flaskr.assets"].url("theme/mine.css"))
    assert served.status_code == 200
    assert served.text == f"a {{ color: {'green' if debug == '1' else 'red'} }}"
    served.close()
    app.extensions["flaskr"].close()
