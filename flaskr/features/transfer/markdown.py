"""Folders of Markdown files as a source, as they are or packed into a ZIP archive."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, tzinfo
from pathlib import Path

from flaskr.features.transfer.links import bare_host, path_of
from flaskr.features.transfer.records import (
    Entry,
    File,
    Label,
    Note,
    Outline,
    Person,
    Rewriter,
    SourceError,
    Stub,
    label_key,
    stable_key,
)
from flaskr.lib import markdown_folder, text
from flaskr.lib.markdown_records import MarkdownItem, Problem
from flaskr.lib.slugs import slugify
from flaskr.lib.zip_folder import ZipError, unpack_zip

MOST_FILES = 50_000
MOST_BYTES = 4 * 2**30
TICK = 20
_COPY = re.compile(r"(?: ?\(\d+\)|-\d{1,2})$")


class MarkdownSource:
    """A folder or ZIP archive; `zone` is that of times that name none."""

    def __init__(self, path: Path, *, name: str = "", zone: tzinfo = UTC) -> None:
        self._zone = zone
        self._unpacked: Path | None = None
        if path.is_file():
            self._unpacked = Path(tempfile.mkdtemp(prefix="flaskr-import-"))
            self._root = self._unpack(path)
        elif path.is_dir():
            self._root = path.resolve()
        else:
            raise SourceError(f"There is no file or folder called {path.name}.")
        stem = Path(name).stem if name.lower().endswith(".zip") else name
        own = self._root.name if self._root != self._unpacked else stem
        self._name = slugify(_COPY.sub("", own or self._root.name), fallback="folder")

    def outline(self, tick: Callable[[int], None]) -> Outline:
        """Read the whole folder once; raises SourceError where it holds no texts."""
        found = Outline(source=f"markdown:{self._name}")
        people: dict[str, Person] = {}
        labels: dict[str, Label] = {}
        files: dict[str, File] = {}
        for number, item in enumerate(markdown_folder.read(self._root, zone=self._zone), 1):
            if number % TICK == 0:
                tick(number)
            if isinstance(item, Problem):
                outcome = "skipped" if _is_meant(item) else "failed"
                key = stable_key(item.source_path)
                found.notes.append(Note(key, item.source_path, item.message, outcome))
                continue
            found.stubs.append(self._stub(item))
            for name in item.authors:
                people[_person_key(name)] = Person(_person_key(name), name, wrote=True)
            for name in _labels_of(item):
                paths = tuple(f"{base}/{slugify(name)}/" for base in ("/categories", "/tags"))
                labels.setdefault(label_key("", name), Label("", name, old_paths=paths))
            for image in item.images:
                key = self._file_key(image.path)
                files.setdefault(key, File(key, image.path.name, path=image.path))
        if not found.stubs:
            reason = found.notes[0].message if len(found.notes) == 1 else ""
            raise SourceError(
                "There are no Markdown files with posts or pages in it. Choose the folder that "
                f"holds them, such as a blog's _posts or content. {reason}".strip()
            )
        found.people, found.labels = list(people.values()), list(labels.values())
        found.files = list(files.values())
        kinds = [stub.kind for stub in found.stubs]
        found.counts = {
            "post": kinds.count("post"),
            "page": kinds.count("page"),
            "file": len(files),
            "tag": len(labels),
            "author": len(people),
            "other": len(found.notes),
        }
        return found

    def entries(self, rewriter: Rewriter, *, without: Iterable[str]) -> Iterator[Entry]:
        """Read the texts again, but those that are left out."""
        left_out = frozenset(without)
        for item in markdown_folder.read(self._root, zone=self._zone):
            if isinstance(item, MarkdownItem) and stable_key(item.source_path) not in left_out:
                yield self._entry(item, rewriter)

    def close(self) -> None:
        """Remove what was unpacked."""
        if self._unpacked is not None:
            shutil.rmtree(self._unpacked, ignore_errors=True)

    def _unpack(self, path: Path) -> Path:
        assert self._unpacked is not None
        try:
            unpack_zip(path, self._unpacked, max_files=MOST_FILES, max_bytes=MOST_BYTES)
        except ZipError as error:
            self.close()
            raise SourceError(str(error)) from error
        inside = [
            entry
            for entry in self._unpacked.iterdir()
            if entry.name != "__MACOSX" and not entry.name.startswith(".")
        ]
        wraps = len(inside) == 1 and inside[0].is_dir() and not inside[0].name.startswith("_")
        return (inside[0] if wraps else self._unpacked).resolve()

    def _stub(self, item: MarkdownItem) -> Stub:
        own = (f"file:{item.source_path}", f"/{slugify(item.slug)}/", *item.aliases)
        return Stub(stable_key(item.source_path), item.kind, item.title, item.slug, own)

    def _file_key(self, path: Path) -> str:
        return stable_key(path.relative_to(self._root).as_posix())

    def _entry(self, item: MarkdownItem, rewriter: Rewriter) -> Entry:
        keys = {image.reference: self._file_key(image.path) for image in item.images}
        body = rewriter.rewrite(item.body, base=item.source_path, local=keys)
        notes = list(item.notes)
        title = " ".join(item.title.split())
        if len(title) > 500:
            title = text.excerpt(title, length=500)
            notes.append("Its title was cut at 500 characters.")
        if item.cover and item.cover not in keys and not _is_remote(item.cover):
            notes.append(f"Its cover, {item.cover[:200]}, is not in the folder.")
        if item.expires_at is not None:
            notes.append(f"It was to expire on {item.expires_at:%Y-%m-%d}; that is not kept.")
        paths = tuple(dict.fromkeys(path for path in map(path_of, item.aliases) if path))
        return Entry(
            key=stable_key(item.source_path),
            kind=item.kind,
            title=title,
            body=body,
            state="draft" if item.draft else "published",
            excerpt=item.excerpt or item.description,
            published_at=item.published_at,
            updated_at=item.updated_at,
            labels=tuple(("", name) for name in _labels_of(item)),
            people=tuple(_person_key(name) for name in item.authors),
            cover=keys.get(item.cover, ""),
            old_paths=() if item.draft else paths,
            notes=tuple(notes),
        )


def _is_meant(problem: Problem) -> bool:
    # What is left out on purpose, as against what cannot be read.
    return problem.message.startswith(("The file describes", "The file tells"))


def _is_remote(reference: str) -> bool:
    return bool(bare_host(reference.partition("://")[2].partition("/")[0]))


def _labels_of(item: MarkdownItem) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*item.categories, *item.tags)))


def _person_key(name: str) -> str:
    return stable_key(name)
