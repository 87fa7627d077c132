"""WordPress exports as a source."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, tzinfo
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flaskr.features.transfer import wordpress_entries as reading
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
    digest,
    label_key,
    stable_key,
)
from flaskr.lib.sanitize import plain
from flaskr.lib.wxr import Export
from flaskr.lib.wxr_records import Category, Item, Tag, WxrError

TICK = 50
_LEFT_OUT = {
    "nav_menu_item": "Entries of WordPress's menus are not imported; make the navigation anew "
    "under Settings.",
    "revision": "Earlier versions of texts are not imported.",
}


class WordPressSource:
    """A WXR file; `zone` is that of times that name none."""

    def __init__(self, path: Path, *, zone: tzinfo = UTC) -> None:
        self._path = path
        self._zone = zone
        self._attachments: dict[int, tuple[str, str, str]] = {}
        self._attached: dict[int, list[int]] = {}
        self._file_keys: dict[int, str] = {}

    def outline(self, tick: Callable[[int], None]) -> Outline:
        """Read the whole file once; raises SourceError."""
        try:
            with Export(self._path, zone=self._zone) as export:
                return self._outline(export, tick)
        except WxrError as error:
            raise SourceError(str(error)) from error
        except OSError as error:
            raise SourceError(f"The file cannot be read: {error.strerror}.") from error

    def entries(self, rewriter: Rewriter, *, without: Iterable[str]) -> Iterator[Entry]:
        """Read the posts and pages one by one, and convert those that are not left out."""
        left_out = frozenset(without)
        keys = Keys()
        with Export(self._path, zone=self._zone) as export:
            for item in export.items():
                if item.type not in {"post", "page"} or item.status in reading.PASSED_OVER:
                    continue
                key, is_repeated = keys.of(item)
                if key not in left_out and not is_repeated:
                    yield reading.entry_of(
                        item,
                        key,
                        rewriter,
                        attachments=self._attachments,
                        attached=self._attached,
                        file_keys=self._file_keys,
                    )

    def close(self) -> None:
        """Nothing is kept open between two readings."""

    def _outline(self, export: Export, tick: Callable[[int], None]) -> Outline:
        found = Outline(source="")
        left_out: dict[str, list[str]] = {}
        writers: dict[str, str] = {}
        labels: dict[str, Label] = {}
        keys = Keys()
        counts: dict[str, int] = {}
        for number, item in enumerate(export.items(), 1):
            if number % TICK == 0:
                tick(number)
            kind = "file" if item.type == "attachment" else item.type
            kind = kind if kind in {"post", "page", "file"} else "other"
            counts[kind] = counts.get(kind, 0) + 1
            counts["comment"] = counts.get("comment", 0) + len(item.comments)
            self._take(item, found, keys, left_out)
            if kind in {"post", "page"} and item.status not in reading.PASSED_OVER:
                writers |= {c.login: c.name or writers.get(c.login, "") for c in item.creators}
                for ref in (*item.categories, *item.tags):
                    slug = unquote(ref.slug)
                    labels.setdefault(label_key(slug, ref.name), Label(slug, plain(ref.name)))
        _describe(found, export)
        found.people = _people(export, writers)
        found.labels = _labels(export, labels, found.source)
        found.notes += [_left_out(kind, titles) for kind, titles in left_out.items()]
        found.counts = counts | {"author": len(found.people), "tag": len(found.labels)}
        return found

    def _take(
        self, item: Item, found: Outline, keys: "Keys", left_out: dict[str, list[str]]
    ) -> None:
        title = plain(item.title)
        if item.type in {"post", "page"} and item.status not in reading.PASSED_OVER:
            key, is_repeated = keys.of(item)
            if is_repeated:
                message = "The file has this item twice; the first one counts."
                again = stable_key(f"{key} again {len(found.notes)}")
                found.notes.append(Note(again, title, message))
                return
            urls = (item.link, item.guid, f"/?p={item.id}" if item.id else "")
            stub = Stub(key, item.type, title, reading.slug_of(item), tuple(filter(None, urls)))
            found.stubs.append(stub)
        elif item.type == "attachment":
            self._take_file(item, found, keys)
        else:
            left_out.setdefault(_kind_left_out(item), []).append(title)

    def _take_file(self, item: Item, found: Outline, keys: "Keys") -> None:
        url = item.attachment_url or item.guid
        caption = plain(item.excerpt)
        key, is_repeated = keys.of(item)
        if is_repeated:
            return
        if item.id is not None:
            self._attachments[item.id] = (url, plain(item.alt_text), item.excerpt.strip())
            self._file_keys[item.id] = key
            if item.parent_id:
                self._attached.setdefault(item.parent_id, []).append(item.id)
        name = unquote(urlsplit(url).path.rpartition("/")[2]) if url else ""
        paths = tuple(path for path in (path_of(item.link),) if path and item.link != url)
        found.files.append(
            File(
                key,
                name or plain(item.title) or "file",
                url=url,
                alt=plain(item.alt_text),
                caption=caption,
                old_paths=paths,
            )
        )


class Keys:
    """Gives each item of a file its key: what stays the same in every export of the same item.

    That is its number and its guid. Files that were put together by hand give the same ones to
    several items; those that differ get keys of their own.
    """

    def __init__(self) -> None:
        self._contents: dict[str, str] = {}
        self._given: set[str] = set()

    def of(self, item: Item) -> tuple[str, bool]:
        """Return the item's key, and whether the file had the very same item before."""
        content = digest(item.title, item.slug, item.content)
        known = f"{item.id or ''} {item.guid}".strip() or f"content {content}"
        key = stable_key(known)
        if self._contents.setdefault(key, content) != content:
            key = stable_key(f"{known[:250]} {digest(item.title, item.slug)[:12]}")
        is_repeated = key in self._given
        self._given.add(key)
        return key, is_repeated


def _describe(found: Outline, export: Export) -> None:
    site = export.site
    address = site.base_blog_url or site.link or site.base_site_url
    parts = _split(address)
    found.source = (parts[0] + parts[1].rstrip("/"))[:300] or "wordpress"
    hosts = {_split(url)[0] for url in (site.link, site.base_blog_url, site.base_site_url)}
    found.hosts = frozenset(hosts - {""})
    found.title, found.tagline = plain(site.title), plain(site.description)
    found.warnings = list(export.warnings)


def _split(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        return bare_host(parts.hostname), parts.path
    except ValueError:
        return "", ""


def _people(export: Export, writers: dict[str, str]) -> list[Person]:
    people = {
        author.login: Person(
            stable_key(author.login),
            plain(author.display_name) or f"{author.first_name} {author.last_name}".strip(),
            author.email,
            author.id,
            author.login in writers,
        )
        for author in export.authors
    }
    for login, name in writers.items():
        people.setdefault(login, Person(stable_key(login), plain(name), wrote=True))
    return list(people.values())


def _labels(export: Export, used: dict[str, Label], source: str) -> list[Label]:
    """The tags, and the categories, whose places in a tree are told but not kept."""
    base = source.partition("/")[2]
    base = f"/{base}" if base else ""
    parents = {unquote(c.slug): unquote(c.parent) for c in export.categories}
    names = {unquote(c.slug): plain(c.name) for c in export.categories}
    labels: dict[str, Label] = {}
    for category in export.categories:
        slug = unquote(category.slug)
        parent = parents.get(slug, "")
        message = ""
        if parent:
            message = f"It was below “{names.get(parent, parent)}”; tags here have no order."
        branch = "/".join(_branch(slug, parents))
        paths = tuple(dict.fromkeys(f"{base}/category/{p}/" for p in (slug, branch) if p))
        labels.setdefault(label_key(slug, category.name), _label(category, message, paths))
    for tag in export.tags:
        slug = unquote(tag.slug)
        labels.setdefault(label_key(slug, tag.name), _label(tag, "", (f"{base}/tag/{slug}/",)))
    for key, label in used.items():
        paths = (f"{base}/category/{label.slug}/",) if label.slug else ()
        labels.setdefault(key, Label(label.slug, label.name, old_paths=paths))
    return list(labels.values())


def _label(term: Category | Tag, message: str, paths: tuple[str, ...]) -> Label:
    description = plain(term.description)
    return Label(unquote(term.slug), plain(term.name), description, message, paths)


def _branch(slug: str, parents: dict[str, str]) -> list[str]:
    branch = [slug]
    while (parent := parents.get(branch[0], "")) and parent not in branch:
        branch.insert(0, parent)
    return branch


def _kind_left_out(item: Item) -> str:
    return item.status if item.status in reading.PASSED_OVER else item.post_type


def _left_out(kind: str, titles: list[str]) -> Note:
    named = [title for title in titles if title]
    sample = ", ".join(f"“{title[:60]}”" for title in named[:5])
    more = f": {sample}{' and others' if len(named) > 5 else ''}" if sample else ""
    why = _LEFT_OUT.get(kind) or f"There is no place for items of the type “{kind[:60]}” here."
    if kind in reading.PASSED_OVER:
        why = "WordPress had saved these by itself; nobody has written them yet."
    return Note(stable_key(f"type {kind}"), f"{len(titles)} × {kind[:60]}{more}"[:300], why)
