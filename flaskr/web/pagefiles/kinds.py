"""The kinds of pages that may be files, and the headers that a front server sends with each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from werkzeug.utils import get_content_type

from flaskr.core.feature import PageKind
from flaskr.core.runtime import Core
from flaskr.web import security
from flaskr.web.pagecache.collecting import PUBLIC
from flaskr.web.pagecache.page import Page

HTML = "html"
"""The kind of addresses that end with a slash; in their files' names it is an ending."""

# Said anew by whoever sends the file.
_OF_THE_FILE = frozenset({"last-modified"})


@dataclass(frozen=True)
class FileKind:
    """A kind of pages by the ending of its addresses, with all headers but those of the file."""

    ending: str
    headers: Mapping[str, str]

    def fits(self, page: Page) -> bool:
        """Say whether the page comes with exactly these headers: what differs is never a file."""
        found = {name.lower(): value for name, value in page.headers}
        for name in _OF_THE_FILE:
            found.pop(name, None)
        return found == {name.lower(): value for name, value in self.headers.items()}


def file_kinds(core: Core) -> dict[str, FileKind]:
    """Return what pages of this application may be files, by their endings."""
    is_secure = core.settings["SITE_URL"].startswith("https:")
    return {kind.ending: _whole(kind, is_secure) for kind in _all(core)}


def _all(core: Core) -> Iterable[PageKind]:
    yield PageKind(HTML, "text/html")
    for feature in core.features:
        yield from feature.page_kinds


def _whole(kind: PageKind, is_secure: bool) -> FileKind:
    headers = {
        "Content-Type": get_content_type(kind.media_type, "utf-8"),
        "Cache-Control": PUBLIC,
        **security.headers_of_pages(is_secure=is_secure),
        **kind.headers,
    }
    return FileKind(kind.ending, headers)
