"""`flaskr import …`."""

import json
from pathlib import Path

from flask import Flask

from flaskr.core.runtime import Core
from tests.features.transfer import exports
from tests.features.transfer.conftest import rows

PARTS = (
    exports.author(1, "ana"),
    exports.item(1, "One", comments=[exports.comment(1, "Hi")]),
    exports.item(2, "Odd", type="odd"),
)


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["import", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_an_import_shows_its_report_and_can_be_listed_and_undone(
    app: Flask, core: Core, tmp_path: Path
) -> None:
    path = exports.write(tmp_path, *PARTS)
    before = rows(core)
    code, said = run(app, "wordpress", str(path), "--dry-run")
    assert code == 0
    assert "Nothing was changed." in said
    assert rows(core) == before
    code, said = run(app, "wordpress", str(path), "--no-fetch")
    assert code == 0
    assert "There is no place for items of the type “odd” here." in said
    numbers = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line.strip()}
    assert numbers["Posts"] == ["1", "1", "0"]
    assert numbers["Comments"] == ["1", "1", "0"]
    assert rows(core)["posts"] == 1
    _code, listed = run(app, "list")
    newest, oldest = (line.split("\t") for line in listed.splitlines())
    assert (newest[3], oldest[3]) == ("finished", "dry run")
    code, said = run(app, "undo", newest[0])
    assert (code, rows(core)) == (0, before)
    assert "is undone" in said
    assert run(app, "undo", oldest[0])[0] == 1
    assert run(app, "resume", "999999")[0] == 1


def test_the_report_is_written_for_machines(app: Flask, tmp_path: Path) -> None:
    path = exports.write(tmp_path, *PARTS)
    report = tmp_path / "report.json"
    run(app, "wordpress", str(path), "--report", str(report))
    data = json.loads(report.read_text())
    assert (data["state"], data["source"]) == ("finished", "harbour.example")
    assert data["counts"]["post"] == {"found": 1, "created": 1}
    assert {item["outcome"] for item in data["items"]} == {"created", "skipped"}


def test_a_bad_file_ends_with_1_and_a_sentence(app: Flask, core: Core, tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_text("<rss><channel>")
    before = rows(core)
    code, said = run(app, "wordpress", str(path))
    assert code == 1
    assert "not saved completely" in said
    assert rows(core) == before
    assert run(app, "markdown", str(tmp_path / "missing"))[0] == 2
    code, said = run(app, "wordpress", str(path), "--timezone", "Mars/Base")
    assert code == 1
    assert "There is no time zone" in said


def test_a_folder_is_imported(app: Flask, core: Core, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "one.md").write_text("---\ntitle: One\n---\nText.")
    code, said = run(app, "markdown", str(tmp_path / "notes"))
    assert code == 0
    assert "is finished" in said
    assert rows(core)["posts"] == 1
