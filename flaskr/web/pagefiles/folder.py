"""A folder of files that another server reads while they are written: each whole, or not there.

A page is several files, plain and compressed. Servers look for the plain one first, so that one
comes last and goes first.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path

_FOLDER, _FILE = 0o755, 0o644  # for whoever the front server runs as, whatever our umask is

Staged = list[tuple[Path, Path]]
"""Files under names that no server looks for, and the names they are to have."""


class Folder:
    """The folder and what is in it; every method raises OSError where that cannot be done."""

    def __init__(self, path: Path, endings: Iterable[str]) -> None:
        """Take what the names of a page's files end with; the plain one's ending is empty."""
        self.path = path
        self._endings = sorted(endings)  # the plain one first
        self._numbers = count(1)

    def stage(self, name: str, files: Mapping[str, bytes], *, modified_at: int) -> Staged:
        """Write the files of a page, by their endings, where nobody finds them yet."""
        _make_folder((self.path / name).parent, root=self.path)
        staged: Staged = []
        try:
            for ending, data in files.items():
                temporary = self.path / f".{os.getpid()}-{next(self._numbers)}"
                staged.append((temporary, self.path / (name + ending)))
                _write(temporary, data, modified_at)
        except OSError:
            self.discard(staged)
            raise
        return staged

    def place(self, name: str, staged: Staged) -> None:
        """Let the files of a page appear, in the place of older ones."""
        self.remove(name)
        for temporary, target in sorted(staged, key=lambda pair: pair[1].name, reverse=True):
            temporary.rename(target)

    def discard(self, staged: Staged) -> None:
        """Remove what was staged and has not been placed."""
        for temporary, _target in staged:
            with suppress(OSError):
                temporary.unlink()

    def remove(self, name: str) -> None:
        """Remove the files of a page, as far as they are there."""
        for ending in self._endings:
            with suppress(FileNotFoundError, NotADirectoryError):
                (self.path / (name + ending)).unlink()

    def empty(self) -> None:
        """Let everything in the folder be gone at once; it is there afterwards."""
        _make_folder(self.path, root=self.path)
        if not any(self.path.iterdir()):
            return
        aside = self.path.with_name(f".{self.path.name}-{os.getpid()}-{next(self._numbers)}")
        try:
            self.path.rename(aside)
        except OSError:  # as of a file system that is mounted here
            for inner in self.path.iterdir():
                if inner.is_dir() and not inner.is_symlink():
                    shutil.rmtree(inner)
                else:
                    inner.unlink()
        else:
            _make_folder(self.path, root=self.path)

    def clear_away(self) -> None:
        """Remove what `empty` has put aside, in whatever process; that takes its time."""
        for aside in self.path.parent.glob(f".{self.path.name}-*"):
            shutil.rmtree(aside, ignore_errors=True)


def _make_folder(folder: Path, *, root: Path) -> None:
    if folder.is_dir():
        return
    if folder != root:
        _make_folder(folder.parent, root=root)
    with suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(_FOLDER)


def _write(path: Path, data: bytes, modified_at: int) -> None:
    with path.open("xb") as file:
        file.write(data)
    path.chmod(_FILE)
    os.utime(path, (modified_at, modified_at))
