"""A reader of WordPress exports (WXR 1.0 to 1.2) that needs little memory and trusts nothing.

The text is mended first (`wxr_repair`) and then parsed strictly by expat behind defusedxml, which
knows no network, no document type and no entity. What cannot be mended without losing something
is an error: a recovering parser would drop the rest of the file in silence.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import errors

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from flaskr.lib import wxr_items
from flaskr.lib.wxr_items import name_of
from flaskr.lib.wxr_records import Author, Category, Item, SiteInfo, Tag, Term, WxrError
from flaskr.lib.wxr_repair import RepairedStream

VERSIONS = ("1.0", "1.1", "1.2")
MAX_DEPTH = 100
_CUT_OFF = {
    errors.codes[errors.XML_ERROR_NO_ELEMENTS],
    errors.codes[errors.XML_ERROR_UNCLOSED_TOKEN],
    errors.codes[errors.XML_ERROR_PARTIAL_CHAR],
    errors.codes[errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
}
_SITE_FIELDS = {
    "title": "title",
    "link": "link",
    "description": "description",
    "language": "language",
    "wp:base_site_url": "base_site_url",
    "wp:base_blog_url": "base_blog_url",
}
_MAGIC = {b"PK\x03\x04": "a ZIP archive", b"\x1f\x8b": "a gzip archive", b"%PDF": "a PDF"}


@dataclass
class Survey:
    """What one pass over a whole export found; `counts` is by item type."""

    site: SiteInfo
    authors: list[Author]
    counts: Counter[str] = field(default_factory=Counter)
    comments: int = 0
    warnings: list[str] = field(default_factory=list)


def survey(source: str | Path | BinaryIO, *, zone: tzinfo = UTC) -> Survey:
    """Read the whole export and count it, so that an import can begin on a file known to be sound.

    Raises `WxrError` as `Export` does.
    """
    with Export(source, zone=zone) as export:
        counts: Counter[str] = Counter()
        comments = 0
        for item in export.items():
            counts[item.type] += 1
            comments += len(item.comments)
        return Survey(export.site, export.authors, counts, comments, export.warnings)


class Export:
    """An open export: the site's data at once, the items one by one.

    `site`, `authors`, `categories`, `tags` and `terms` are filled from the file's head when it is
    opened, and completed while `items()` runs if the file has more of them further down.
    `warnings` grows as things are mended. Times without a zone are read in `zone`.
    Raises `WxrError` when opened or while `items()` runs; `survey` finds out beforehand.
    """

    def __init__(self, source: str | Path | BinaryIO, *, zone: tzinfo = UTC) -> None:
        self.site = SiteInfo()
        self.authors: list[Author] = []
        self.categories: list[Category] = []
        self.tags: list[Tag] = []
        self.terms: list[Term] = []
        self._zone = zone
        self._owned = Path(source).open("rb") if isinstance(source, str | Path) else None  # noqa: SIM115
        self._notes: list[str] = []
        self._title = ""
        self._is_wxr = False
        try:
            stream: BinaryIO = self._owned or source  # type: ignore[assignment]
            self._stream = RepairedStream(_not_an_archive(stream))
            if self._stream.is_empty:
                raise WxrError("The file is empty: export the site again.")
            self._events = self._read()
            self._next = next(self._events, None)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file if this object opened it."""
        if self._owned is not None:
            self._owned.close()

    @property
    def warnings(self) -> list[str]:
        """Sentences about what was mended or assumed so far."""
        return [*self._stream.warnings, *self._notes]

    def items(self) -> Iterator[Item]:
        """Give the items in the file's order, once; each is forgotten when the next is read."""
        while self._next is not None:
            current, self._next = self._next, None
            yield current
            self._next = next(self._events, None)

    def _read(self) -> Iterator[Item]:
        open_elements: list[Element] = []
        try:
            for event, element in iterparse(self._stream, events=("start", "end"), forbid_dtd=True):
                if event == "start":
                    open_elements.append(element)
                    self._check_start(open_elements)
                    continue
                open_elements.pop()
                if len(open_elements) == 3 and name_of(element) == "title":
                    self._title = (element.text or "").strip()
                if len(open_elements) == 2:
                    open_elements[-1].remove(element)
                    found = self._take(element)
                    if found is not None:
                        yield found
        except ParseError as error:
            raise self._explain(error, open_elements) from error
        except DefusedXmlException as error:
            raise WxrError(f"The file declares entities or a document type ({error}).") from error
        self._finish()

    def _check_start(self, open_elements: list[Element]) -> None:
        names = [name_of(element) for element in open_elements[:2]]
        if names[0] != "rss":
            raise WxrError(
                f"The file begins with <{names[0].removeprefix('other:')}>, not with <rss>: it is "
                "no WordPress export. Make one under Tools → Export in the WordPress admin."
            )
        if len(names) == 2 and names[1] != "channel":
            raise WxrError(
                f"Inside <rss> stands <{names[1].removeprefix('other:')}> where <channel> should: "
                "the file is damaged. Export the site again."
            )
        if len(open_elements) > MAX_DEPTH:
            raise WxrError(
                f"Tags are nested more than {MAX_DEPTH} deep {self._place()}, which no WordPress "
                "export does: the file is damaged or hostile. Export the site again."
            )

    def _take(self, element: Element) -> Item | None:
        """Keep what stands in the channel; give it back if it is an item."""
        name = name_of(element)
        self._is_wxr = self._is_wxr or name.startswith("wp:")
        text = (element.text or "").strip()
        if name == "item":
            return self._item(element)
        if name in _SITE_FIELDS and text and not getattr(self.site, _SITE_FIELDS[name]):
            self.site = replace(self.site, **{_SITE_FIELDS[name]: text})
        elif name == "wp:wxr_version":
            self._version(text)
        elif name == "wp:author":
            self._author(wxr_items.author(element))
        elif name == "wp:category":
            self.categories.append(wxr_items.category(element))
        elif name == "wp:tag":
            self.tags.append(wxr_items.tag(element))
        elif name == "wp:term":
            self._term(wxr_items.term(element))
        return None

    def _item(self, element: Element) -> Item:
        if not self._is_wxr and not any(name_of(child).startswith("wp:") for child in element):
            raise WxrError(
                "The file is an RSS feed, not a WordPress export: it has none of WordPress's own "
                "fields. Make an export under Tools → Export in the WordPress admin."
            )
        self._is_wxr = True
        item = wxr_items.item(element, zone=self._zone)
        self._title = ""
        if item.id is None:
            self._notes.append(f"The item “{item.title}” has no number (wp:post_id).")
        return item

    def _version(self, text: str) -> None:
        if text in VERSIONS:
            self.site = replace(self.site, version=text)
        else:
            self._notes.append(
                f"The file names the unknown export version “{text[:20]}”; it was read as 1.2."
            )

    def _author(self, author: Author) -> None:
        if author.login:
            self.authors.append(author)
        else:
            self._notes.append(f"An author without a login ({author.email}) was left out.")

    def _term(self, term: Category | Tag | Term) -> None:
        if isinstance(term, Category):
            self.categories.append(term)
        elif isinstance(term, Tag):
            self.tags.append(term)
        else:
            self.terms.append(term)

    def _finish(self) -> None:
        if not self._is_wxr:
            raise WxrError(
                "The file has none of WordPress's own fields: it is no WordPress export. "
                "Make one under Tools → Export in the WordPress admin."
            )
        if not self.site.version and not any("export version" in note for note in self._notes):
            self._notes.append("The file names no export version; it was read as 1.2.")

    def _explain(self, error: ParseError, open_elements: list[Element]) -> WxrError:
        line = error.position[0]
        if not open_elements:
            return WxrError(
                f"The file is not XML (line {line}): choose the .xml file that WordPress gave you "
                "under Tools → Export."
            )
        if error.code in _CUT_OFF:
            return WxrError(
                f"The file ends {self._place(inside='in the middle of')} (line {line}): it was not "
                "saved completely. Export the site again, or in smaller parts, by year."
            )
        reason = errors.messages.get(error.code, "damaged markup")
        return WxrError(
            f"Line {line} cannot be read {self._place()}: {reason}. Export the site again, or mend "
            "that line in a text editor."
        )

    def _place(self, *, inside: str = "in") -> str:
        return f"{inside} the item “{self._title}”" if self._title else "before its end"


def _not_an_archive(stream: BinaryIO) -> BinaryIO:
    """Refuse a file that is known by its first bytes and could only give a puzzling message."""
    if not stream.seekable():
        return stream
    start = stream.tell()
    head = stream.read(4)
    stream.seek(start)
    for magic, name in _MAGIC.items():
        if head.startswith(magic):
            raise WxrError(f"The file is {name}: unpack it and choose the .xml file inside.")
    return stream
