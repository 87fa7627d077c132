"""A ZIP archive is unpacked inside its folder and within its limits, or not at all."""

import stat
import zipfile
from pathlib import Path

import pytest

from flaskr.lib.zip_folder import ZipError, unpack_zip


def archive(tmp_path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries:
            file.writestr(name, content)
    return path


def unpack(tmp_path: Path, path: Path, max_files: int = 10, max_bytes: int = 1000) -> int:
    target = tmp_path / "target"
    target.mkdir()
    return unpack_zip(path, target, max_files=max_files, max_bytes=max_bytes)


def test_files_are_unpacked_where_they_belong(tmp_path):
    path = archive(tmp_path, ("a.md", b"a"), ("b/c.md", b"c"))
    assert unpack(tmp_path, path) == 2
    assert (tmp_path / "target/b/c.md").read_bytes() == b"c"


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "..\\x", "C:\\x"])
def test_a_name_that_leads_outside_is_refused(tmp_path, name):
    with pytest.raises(ZipError, match="outside"):
        unpack(tmp_path, archive(tmp_path, ("ok", b"1"), (name, b"x")))
    assert list((tmp_path / "target").iterdir()) == []


def test_a_link_is_refused(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(ZipError, match="link"):
        unpack(tmp_path, archive(tmp_path, (link, b"/etc/passwd")))


def test_too_many_files_or_bytes_are_refused(tmp_path):
    path = archive(tmp_path, ("a", b"0" * 600), ("b", b"0" * 600))
    with pytest.raises(ZipError, match="more than 1 files"):
        unpack_zip(path, tmp_path, max_files=1, max_bytes=10_000)
    with pytest.raises(ZipError, match="more than 1,000 bytes"):
        unpack_zip(path, tmp_path, max_files=5, max_bytes=1000)


def test_an_archive_that_lies_about_its_size_is_stopped(tmp_path):
    path = archive(tmp_path, ("a", b"0" * 100_000))
    data = path.read_bytes().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(ZipError):
        unpack(tmp_path, path)
    written = tmp_path / "target/a"
    assert not written.exists() or written.stat().st_size <= 1000


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_archive_is_refused(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(ZipError, match="no ZIP archive"):
        unpack(tmp_path, path)


def test_two_files_of_one_name_are_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = archive(tmp_path, ("a", b"1"), ("a", b"2"))
    with pytest.raises(ZipError, match="cannot be written"):
        unpack(tmp_path, path)
