"""A site whose processes write page files, and what lies in its folder."""

import gzip
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path
from typing import Any

import brotli
import pytest
from backports import zstd

from flaskr.web import pagefiles
from flaskr.web.pagefiles.names import file_name
from flaskr.web.pagefiles.writer import Writer
from tests.web.pagecache.sites import Site, fill, site

PATIENCE = 30.0  # seconds; only what is broken uses them up
SITE_URL = "http://blog.example"
ENDINGS = {"html", "atom", "rss", "json", "xml", "txt"}
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes, ".gz": gzip.decompress, ".br": brotli.decompress, ".zst": zstd.decompress,
}  # fmt: skip


class SiteWithFiles:
    """Two serving processes' worth of a site; one of them writes the files."""

    def __init__(self, made: Site, instance: Path) -> None:
        self.site = made
        self.instance = instance
        self.folder = instance / "pages"
        self.writers: list[Writer] = []

    def begin(self) -> None:
        """Begin what serving processes begin; the first one writes."""
        for app in self.site.caching:
            self.writers.append(app.extensions["flaskr.page_files"])
            assert pagefiles.begin(app) is self.writers[-1]
            self._wait_for_writer()

    def replace_writer(self) -> None:
        """Let the other process write; this one begins anew, as one that takes its place."""
        old = self.number
        self.writers[old].end()
        self._wait_for_writer()
        self.writers[old].begin()

    def _wait_for_writer(self) -> None:
        until(lambda: any(each.is_writing for each in self.writers))
        until(lambda: self.writers[self.number]._files._is_open)

    @property
    def number(self) -> int:
        """The process that writes."""
        return next(n for n, writer in enumerate(self.writers) if writer.is_writing)

    def look(self) -> None:
        """Let the process that writes have looked after all that was committed before."""
        self.site.settle(self.number)
        watch: Any = self.site.cache(self.number).watch
        with watch._lock:
            pass  # a look of another thread may have begun before the commit
        watch.look()
        with watch._lock:
            pass  # or one that began after it may not have told all yet

    def visit(self, path: str, number: int = 0) -> Any:
        return self.site.visit(path, number, base_url=SITE_URL)

    def names(self) -> set[str]:
        """Return the names of all files that a server may send, but for the compressed ones."""
        # os.walk passes over folders that are removed meanwhile; Path.rglob raises.
        walked = ((Path(folder), names) for folder, _folders, names in os.walk(self.folder))
        found = [
            (folder / name).relative_to(self.folder) for folder, names in walked for name in names
        ]
        return {name.as_posix() for name in found if name.suffix[1:] in ENDINGS}

    def wait_for(self, *names: str) -> None:
        """Wait until the files are there, visiting them as readers do who find none."""
        for name in names:
            path = "/" + name.removesuffix("index.html")
            assert self.visit_until_filed(path).status_code == 200

    def visit_until_filed(self, path: str, number: int = 0) -> Any:
        """Visit a page until it is a file, if it is one that everybody gets."""
        name = file_name(path.encode().decode("latin-1"), ENDINGS)
        end = time.monotonic() + PATIENCE
        while True:
            answer = self.visit(path, number)
            is_for_all = answer.headers.get("Cache-Control", "").startswith("public")
            if name is None or answer.status_code != 200 or not is_for_all:
                return answer
            if (self.folder / name).exists():
                return answer
            assert time.monotonic() < end, f"{path} becomes no file"
            time.sleep(0.02)

    def check(self) -> set[str]:
        """Fail unless each file says what is true now, in each encoding; return their names."""
        self.look()
        names = self.names()
        for name in names:
            path = "/" + name.removesuffix("index.html")
            true = self.site.truth(path, base_url=SITE_URL)
            assert true.status_code == 200, f"{path} is a file, but the site says {true.status}"
            for ending, unpack in UNPACK.items():
                found = unpack((self.folder / (name + ending)).read_bytes())
                assert found == true.data, f"{name}{ending} is old: {_difference(found, true.data)}"
        return names


def _difference(found: bytes, true: bytes) -> str:
    lines = (each.decode(errors="replace").splitlines() for each in (found, true))
    return "\n".join(unified_diff(*lines, "file", "true", n=0, lineterm=""))


@contextmanager
def site_with_files(
    address: str, instance: Path, monkeypatch: pytest.MonkeyPatch, **settings: Any
) -> Iterator[SiteWithFiles]:
    """Give a filled site whose processes write files."""
    monkeypatch.setenv("FLASKR_INSTANCE", str(instance))
    with site(address, PAGE_FILES=True, SITE_URL=SITE_URL, **settings) as made:
        fill(made.core)
        found = SiteWithFiles(made, instance)
        try:
            found.begin()
            yield found
        finally:
            for writer in found.writers:
                writer.end()


def until(condition: Callable[[], Any]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)
