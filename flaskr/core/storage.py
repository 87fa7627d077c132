"""Where media live: the only module that opens them."""

import os
import tempfile
from pathlib import Path, PurePosixPath
from typing import Protocol

from flaskr.core.errors import NotFound, Unavailable


class Storage(Protocol):
    """Bytes under keys such as `ab/cdef.webp`."""

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`, replacing what was there in one step."""

    def get(self, key: str) -> bytes:
        """Return the bytes under `key`; raises NotFound."""

    def exists(self, key: str) -> bool:
        """Say whether there is something under `key`."""

    def delete(self, key: str) -> None:
        """Remove what is under `key`; nothing there is no error."""

    def path(self, key: str) -> Path | None:
        """Return the file behind `key` where the storage has files, else None."""


class FolderStorage:
    """Keeps each value in a file below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, data: bytes) -> None:
        """Write a new file beside the old one and rename it, so that no reader sees half.

        Raises Unavailable where the disk is full or read-only.
        """
        try:
            self._write(self._file(key), data)
        except OSError as error:
            raise Unavailable(
                "The file could not be kept: %(reason)s.", reason=error.strerror
            ) from error

    def _write(self, target: Path, data: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def get(self, key: str) -> bytes:
        """Return the file's bytes; raises NotFound."""
        try:
            return self._file(key).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise NotFound from None

    def exists(self, key: str) -> bool:
        """Say whether the file exists."""
        return self._file(key).is_file()

    def delete(self, key: str) -> None:
        """Remove the file."""
        self._file(key).unlink(missing_ok=True)

    def path(self, key: str) -> Path | None:
        """Return the file's path."""
        return self._file(key)

    def _file(self, key: str) -> Path:
        parts = PurePosixPath(key).parts
        if not parts or key.startswith("/") or "\0" in key or any(p in {"..", "."} for p in parts):
            raise NotFound
        return self.root.joinpath(*parts)


class MemoryStorage:
    """Keeps everything in memory, for tests."""

    def __init__(self) -> None:
        self._values: dict[str, bytes] = {}

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`."""
        self._values[key] = data

    def get(self, key: str) -> bytes:
        """Return the bytes; raises NotFound."""
        try:
            return self._values[key]
        except KeyError:
            raise NotFound from None

    def exists(self, key: str) -> bool:
        """Say whether `key` is kept."""
        return key in self._values

    def delete(self, key: str) -> None:
        """Forget `key`."""
        self._values.pop(key, None)

    def path(self, key: str) -> Path | None:
        """Return None: there are no files."""
        return None
