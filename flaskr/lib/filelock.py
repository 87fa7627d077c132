"""A lock that one process of this machine holds, and that ends with the process."""

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

AVAILABLE = fcntl is not None


class FileLock:
    """A lock on a file, which is made and stays; however its holder ends, it is free again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Take the lock if nobody has it, and say whether it is ours; raises OSError."""
        if self._handle is not None:
            return True
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            if isinstance(error, BlockingIOError):
                return False
            raise
        self._handle = handle
        return True

    def release(self) -> None:
        """Let the lock go; one that is not held stays so."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
