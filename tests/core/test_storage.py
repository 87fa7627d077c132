"""Storage: the folder and the memory keep the same promises."""

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flaskr.core.errors import NotFound
from flaskr.core.storage import FolderStorage, MemoryStorage, Storage


@pytest.fixture(params=[FolderStorage, lambda _root: MemoryStorage()], ids=["folder", "memory"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    make: Callable[[Path], Storage] = request.param
    return make(tmp_path / "media")


def test_what_is_put_comes_back(storage: Storage) -> None:
    storage.put("ab/cd/e.webp", b"\0\xff")
    assert storage.get("ab/cd/e.webp") == b"\0\xff"
    assert storage.exists("ab/cd/e.webp")


def test_putting_again_replaces(storage: Storage) -> None:
    storage.put("a", b"old")
    storage.put("a", b"new")
    assert storage.get("a") == b"new"


def test_what_is_not_there_is_not_found(storage: Storage) -> None:
    assert not storage.exists("a/b")
    with pytest.raises(NotFound):
        storage.get("a/b")


def test_deleting_twice_is_no_error(storage: Storage) -> None:
    storage.put("a", b"1")
    storage.delete("a")
    storage.delete("a")
    assert not storage.exists("a")


@pytest.mark.parametrize("key", ["../secret", "a/../../secret", "/etc/passwd", "", "a\0b", ".."])
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    storage = FolderStorage(tmp_path / "media")
    for act in (storage.get, storage.exists, storage.delete, lambda k: storage.put(k, b"")):
        with pytest.raises(NotFound):
            act(key)
    assert (tmp_path / "secret").read_bytes() == b"secret"


def test_a_folder_is_no_value(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    storage.put("a/b", b"1")
    assert not storage.exists("a")
    for key in ("a", "a/b/c"):
        with pytest.raises(NotFound):
            storage.get(key)


def test_files_can_be_read_by_a_web_server_and_leave_nothing_beside_them(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    storage.put("a/b", b"1")
    path = storage.path("a/b")
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [file.name for file in path.parent.iterdir()] == ["b"]


def test_no_reader_sees_half_a_file(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    bodies = [bytes([digit]) * 300_000 for digit in b"abcd"]
    storage.put("page", bodies[0])
    with ThreadPoolExecutor(5) as pool:
        writers = [pool.submit(storage.put, "page", body) for body in bodies * 5]
        while not all(writer.done() for writer in writers):
            assert storage.get("page") in bodies


def test_a_write_that_fails_leaves_the_old_value_and_no_rest(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    storage.put("a", b"old")
    with pytest.raises(TypeError):
        storage.put("a", "not bytes")  # type: ignore[arg-type]
    assert storage.get("a") == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a"]


def test_memory_has_no_files(tmp_path: Path) -> None:
    assert MemoryStorage().path("a") is None
