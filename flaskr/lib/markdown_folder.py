"""A reader of Markdown folders as Jekyll, Hugo and Hexo, or nobody in particular, keep them."""

import errno
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import Literal

from flaskr.lib import markdown_meta as meta_of
from flaskr.lib.frontmatter import Document, FrontMatterError, parse
from flaskr.lib.markdown_images import images_of
from flaskr.lib.markdown_records import Generator, MarkdownItem, Problem
from flaskr.lib.old_paths import old_path
from flaskr.lib.site_tags import without_site_tags
from flaskr.lib.to_markdown import to_markdown


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


MAX_FILE_BYTES = 5_000_000
_MARKDOWN = (".md", ".markdown", ".mkd", ".mkdn", ".mdown")
_HTML = (".html", ".htm")
_IGNORED = _names(
    "node_modules vendor _site public themes layouts _layouts _includes _sass _data _plugins "
    "resources archetypes i18n scaffolds __pycache__"
)
_ABOUT_THE_FOLDER = _names("readme license changelog contributing code_of_conduct history")
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_CONFIGS = ("_config.yml", "_config.yaml")


def read(folder: Path, *, zone: tzinfo = UTC) -> Iterator[MarkdownItem | Problem]:
    """Read every post and page below `folder`, in the order of their paths.

    What cannot be read comes as a `Problem`, and reading goes on. Links that lead out of the
    folder are not followed. Times without a zone are read in `zone`.
    """
    root = folder.resolve()
    site = _Site(root, zone)
    for path in _files(root):
        relative = PurePosixPath(path.relative_to(root).as_posix())
        if path.is_symlink():
            yield Problem(
                str(relative), "The file is a link to another place and was not followed."
            )
            continue
        found = site.read(path, relative)
        if found is not None:
            yield found


def generator_of(folder: Path) -> Generator:
    """Recognise the generator that a folder was made for, by its files."""
    names = {entry.name for entry in folder.iterdir()}
    if "source" in names and ((folder / "source/_posts").is_dir() or "scaffolds" in names):
        return "hexo"
    hugo = {"hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "archetypes"}
    if "content" in names and (names & hugo or "_posts" not in names):
        return "hugo"
    return "jekyll" if names & {"_posts", "_drafts", "_config.yml", "_layouts"} else "plain"


def _files(root: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _IGNORED
            and not name.startswith(".")
            and not Path(place, name).is_symlink()
        )
        for name in sorted(names):
            if name.lower().endswith(_MARKDOWN + _HTML) and not name.startswith("."):
                yield Path(place, name)


class _Site:
    """What the files of one folder have in common."""

    def __init__(self, root: Path, zone: tzinfo) -> None:
        self._root = root
        self._zone = zone
        self._generator = generator_of(root)
        self._permalink = _permalink_of(root)

    def read(self, path: Path, relative: PurePosixPath) -> MarkdownItem | Problem | None:
        """Read one file; None if it is none of the author's texts."""
        try:
            document = parse(_text_in(path))
        except UnicodeDecodeError:
            return Problem(str(relative), "The file is not UTF-8 text: save it as UTF-8 and retry.")
        except FrontMatterError as error:
            return Problem(str(relative), f"The front matter cannot be read. {error}")
        except OSError as error:
            return Problem(str(relative), f"The file cannot be read: {error.strerror}.")
        if path.suffix.lower() in _HTML and document.format is None:
            return None
        reason = _no_text(path, document)
        return Problem(str(relative), reason) if reason else self._item(path, relative, document)

    def _item(self, path: Path, relative: PurePosixPath, document: Document) -> MarkdownItem:
        meta, generator = document.meta, self._generator_for(relative)
        inside = self._inside(relative, generator)
        name, day = meta_of.dated_name(relative.stem)
        if name in ("index", "_index") and relative.parent.name:
            name, bundle_day = meta_of.dated_name(relative.parent.name)
            day = day or bundle_day
        body, notes = without_site_tags(document.body)
        if path.suffix.lower() in _HTML:
            body = to_markdown(body)
        body = _MORE.sub("<!--more-->", body).strip("\n")
        title, body = _title(meta_of.text_of(meta, "title"), body, name)
        published, date_only = meta_of.moment_of(
            meta.get("publishDate") or meta.get("date"), self._zone
        )
        if published is None and day is not None:
            published, date_only = meta_of.day_of(day, self._zone), True
        categories = meta_of.names_of(meta, "categories", "category", generator)
        kind = _kind(meta_of.text_of(meta, "layout", "type"), generator, inside, day is not None,
                     published is not None)  # fmt: skip
        address = meta_of.text_of(meta, "permalink", "url")
        slug = meta_of.text_of(meta, "slug", "basename") or _slug_in(address) or name
        return MarkdownItem(
            source_path=str(relative),
            kind=kind,
            title=title,
            slug=slug,
            body=body + "\n" if body else "",
            excerpt=meta_of.text_of(meta, "excerpt", "summary"),
            description=meta_of.text_of(meta, "description", "subtitle"),
            published_at=published,
            date_only=date_only and published is not None,
            updated_at=self._moment(meta, "lastmod", "updated", "last_modified_at", "modified"),
            expires_at=self._moment(meta, "expiryDate", "expirydate"),
            draft="_drafts" in relative.parts or meta_of.is_draft(meta),
            tags=meta_of.names_of(meta, "tags", "tag", generator),
            categories=categories,
            authors=meta_of.authors_of(meta),
            aliases=self._aliases(meta, address, old_path(
                generator,
                self._permalink if ":" not in address else address,
                relative=inside,
                slug=slug if generator == "hugo" else name,
                published_at=published if kind == "post" else None,
                categories=categories,
                zone=self._zone,
            ), inside if generator in ("jekyll", "hexo") and kind == "page" else None),
            cover=meta_of.cover_of(meta),
            images=images_of(body, meta_of.cover_of(meta), path=path, root=self._root),
            notes=notes,
            meta=meta,
        )  # fmt: skip

    def _moment(self, meta: meta_of.Meta, *names: str) -> datetime | None:
        for name in names:
            found, _ = meta_of.moment_of(meta.get(name), self._zone)
            if found is not None:
                return found
        return None

    def _generator_for(self, relative: PurePosixPath) -> Generator:
        if self._generator == "plain" and {"_posts", "_drafts"} & set(relative.parts):
            return "jekyll"
        return self._generator

    @staticmethod
    def _inside(relative: PurePosixPath, generator: Generator) -> PurePosixPath:
        """The path below the folder in which a generator keeps its texts."""
        home = {"hugo": "content", "hexo": "source"}.get(generator)
        parts = relative.parts
        return (
            PurePosixPath(*parts[1:]) if home and parts[0] == home and len(parts) > 1 else relative
        )

    @staticmethod
    def _aliases(
        meta: meta_of.Meta, address: str, old: str | None, page: PurePosixPath | None
    ) -> tuple[str, ...]:
        found = list(meta_of.list_of(meta, "aliases", "alias", "redirect_from"))
        if _slug_in(address):
            found.insert(0, address)
            old = None
        if page is not None and not address:
            found.append(
                f"/{page.with_suffix('.html')}" if page.stem != "index" else f"/{page.parent}/"
            )
        if old is not None:
            found.append(old)
        return tuple(dict.fromkeys(found))


def _text_in(path: Path) -> str:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise OSError(errno.EFBIG, f"it is larger than {MAX_FILE_BYTES:,} bytes")
    return path.read_text(encoding="utf-8")


def _no_text(path: Path, document: Document) -> str:
    """Say why a file that can be read is no post or page, or ""."""
    if path.stem == "_index":
        return "The file describes a section, which has no page of its own."
    if path.stem.lower() in _ABOUT_THE_FOLDER and document.format is None:
        return "The file tells about the folder and is no post or page."
    return "The file holds NUL bytes, so it is no text." if "\x00" in document.body else ""


def _title(title: str, body: str, name: str) -> tuple[str, str]:
    """The title, and the body without the heading that became it."""
    if title:
        return title, body
    if match := _HEADING.match(body):
        return match[1], body[match.end() :].lstrip("\n")
    words = re.sub(r"[-_]+", " ", name).strip()
    return words[:1].upper() + words[1:] or "Untitled", body


def _kind(
    layout: str, generator: Generator, inside: PurePosixPath, dated: bool, published: bool
) -> Literal["post", "page"]:
    if layout in ("page", "post"):
        return "page" if layout == "page" else "post"
    if {"_posts", "_drafts"} & set(inside.parts) or dated:
        return "post"
    if generator == "hugo":
        bundle = inside.stem == "index"
        return "page" if len(inside.parts) == (2 if bundle else 1) or not published else "post"
    return "page" if generator in ("jekyll", "hexo") else "post"


def _slug_in(address: str) -> str:
    """The last part of a permalink that is no template."""
    if ":" in address.partition("://")[2] or address.startswith((":", "/:")) or "/:" in address:
        return ""
    last = address.partition("?")[0].rstrip("/").rpartition("/")[2]
    return re.sub(r"\.html?$", "", last)


def _permalink_of(root: Path) -> str:
    for name in _CONFIGS:
        path = root / name
        if path.is_file() and not path.is_symlink():
            try:
                document = parse(f"---\n{_text_in(path)}\n---\n")
            except (UnicodeDecodeError, FrontMatterError, OSError):
                return ""
            return meta_of.text_of(document.meta, "permalink")
    return ""
