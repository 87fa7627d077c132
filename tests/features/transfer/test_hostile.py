"""Files that cannot be read get a sentence and change nothing."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from flaskr.core.runtime import Core
from flaskr.features.transfer import markdown
from flaskr.features.transfer.models import Import
from tests.features.transfer import exports
from tests.features.transfer.conftest import rows

Bring = Callable[..., Import]
GOOD = exports.wxr(exports.item(1, "One"), exports.item(2, "Two"))
BOMB = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty"),
        ("no xml at all", "not XML"),
        (GOOD[: len(GOOD) // 2], "not saved completely"),
        (GOOD.replace("</channel></rss>\n", ""), "not saved completely"),
        (GOOD.replace("<rss", BOMB + "<rss", 1).replace("Some text.", "&b;"), "document type"),
        (GOOD.replace("<rss", OUTSIDE + "<rss", 1).replace("Some text.", "&a;"), "document type"),
        (GOOD.replace("Some text.", "<a>" * 10_000 + "</a>" * 10_000), "nested"),
        (GOOD.replace("</item>", "</post>", 1), "Line"),
        (GOOD.replace("<wp:", "<xx:", 1), "unbound prefix"),
        ("<html><body>Log in</body></html>", "no WordPress export"),
    ],
)
def test_a_bad_export_changes_nothing(
    core: Core, bring: Bring, tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(text, encoding="utf-8")
    before = rows(core)
    row = bring(path)
    assert row.state == "failed"
    assert sentence in row.error
    assert row.error.endswith(".")
    assert rows(core) == before


def test_bytes_that_are_no_utf8_are_mended_and_named(
    core: Core, bring: Bring, tmp_path: Path
) -> None:
    path = tmp_path / "latin.xml"
    path.write_bytes(GOOD.replace("Some text.", "Caf\u00e9").encode("latin-1"))
    row = bring(path)
    assert (row.state, rows(core)["posts"]) == ("finished", 2) or "UTF-8" in row.error


def packed(folder: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    path = folder / "blog.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


POST = b"---\ntitle: One\n---\nText.\n"


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ([("../outside.md", POST)], "written outside"),
        ([("/etc/outside.md", POST)], "written outside"),
        ([(link("a.md"), b"/etc/hostname")], "link or device"),
        ([("notes.txt", b"Nothing")], "no Markdown files"),
        ([], "no Markdown files"),
    ],
)
def test_a_bad_archive_changes_nothing(
    core: Core,
    bring: Bring,
    tmp_path: Path,
    members: list[tuple[str | zipfile.ZipInfo, bytes]],
    sentence: str,
) -> None:
    before = rows(core)
    row = bring(packed(tmp_path, *members))
    assert row.state == "failed"
    assert sentence in row.error
    assert rows(core) == before
    assert not (tmp_path.parent / "outside.md").exists()


def test_an_archive_that_unpacks_to_too_much_is_refused(
    core: Core, bring: Bring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markdown, "MOST_BYTES", 2**20)
    row = bring(packed(tmp_path, ("one.md", POST), ("big.md", b"a" * (2**20 + 1))))
    assert "unpacks to more than" in row.error
    assert rows(core)["posts"] == 0


def test_what_is_no_archive_is_refused(core: Core, bring: Bring, tmp_path: Path) -> None:
    path = tmp_path / "blog.zip"
    path.write_bytes(io.BytesIO(b"not a zip").getvalue())
    row = bring(path)
    assert "no ZIP archive" in row.error
