"""A letterbox: any process of this machine puts lines in, and one takes them out at once."""

import os
import select
import stat
from contextlib import suppress
from pathlib import Path

# What is no longer than this is written whole or not at all (POSIX promises 512).
LONGEST = 512 if os.name != "posix" else min(os.pathconf("/", "PC_PIPE_BUF"), 4096)
_AT_ONCE = 65536


def put(path: Path, line: bytes) -> bool:
    """Put a line into the box; False where nobody empties it, or it is full. It never waits."""
    if len(line) >= LONGEST:
        return False
    try:
        handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:  # there is none, or nobody has it open
        return False
    try:
        # A file in its place would be written to.
        return stat.S_ISFIFO(os.fstat(handle).st_mode) and os.write(handle, line + b"\n") > 0
    except OSError:
        return False
    finally:
        os.close(handle)


class Letterbox:
    """The box of whoever takes the lines out; it is a named pipe."""

    def __init__(self, path: Path) -> None:
        """Open the box, making it where it is missing; raises OSError."""
        if not path.is_fifo():
            path.unlink(missing_ok=True)
            os.mkfifo(path, 0o600)
        # Open for writing too: else each writer that closes it would be taken for its end.
        self._handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        self._poll = select.poll()
        self._poll.register(self._handle, select.POLLIN)
        self._rest = b""

    def take(self, *, seconds: float) -> list[bytes]:
        """Return the lines that came, waiting so long for the first of them."""
        if not self._poll.poll(seconds * 1000):
            return []
        with suppress(BlockingIOError):
            self._rest += os.read(self._handle, _AT_ONCE)
        *lines, self._rest = self._rest.split(b"\n")
        return lines

    def close(self) -> None:
        """Close the box: what is put in from now on is refused."""
        os.close(self._handle)
