"""A kept page: its headers and its body, once for each encoding that was asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from werkzeug.http import parse_date

from flaskr.web.pagecache.encodings import GZIP, PLAIN, SUFFIXES, Encoder, gzip, unzip

Header = tuple[str, str]

# About one request only, or said anew for each encoding.
_NOT_KEPT = frozenset({"x-request-id", "content-length", "content-encoding", "etag", "vary"})
# What a 304 says again (RFC 9110, section 15.4.5), to browsers and to CDNs. Whoever has the page
# has the rest with it: it is a part of what the ETag stands for.
_REPEATED = frozenset(
    {
        "cache-control", "cdn-cache-control", "surrogate-control", "surrogate-key", "cache-tag",
        "content-location", "etag", "expires", "last-modified", "vary",
    }
)  # fmt: skip
_OVERHEAD = 2500
_OF_A_TAG = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent for one encoding; `unchanged` are the headers of a 304."""

    headers: list[Header]
    body: list[bytes]
    unchanged: list[Header]


class Page:
    """A page as it was made. Its text is kept compressed; other encodings are made when asked for.

    `is_odd` marks those that anybody can make any number of. `size` is in bytes, about. `told_at`
    is when whoever hears of visits was last told of one.
    """

    __slots__ = (
        "_zipped", "answers", "digest", "etags", "headers", "hits", "is_odd", "last_modified",
        "size", "status", "tags", "told_at",
    )  # fmt: skip

    def __init__(
        self,
        status: str,
        headers: Iterable[Header],
        body: bytes,
        *,
        tags: frozenset[str],
        is_odd: bool = False,
    ) -> None:
        self.status = status
        self.tags = tags
        self.is_odd = is_odd
        self.hits = 0
        self.told_at = 0.0
        self.headers = tuple(h for h in headers if h[0].lower() not in _NOT_KEPT)
        self.digest = _digest(self.headers, body)
        self._zipped = gzip(body)
        self.last_modified = dict(self.headers).get("Last-Modified")
        self.answers: dict[str, Answer] = {}
        self.etags = frozenset(f'"{self.digest}{ending}"' for ending in SUFFIXES.values())
        self.size = len(self._zipped) + _OVERHEAD + _OF_A_TAG * len(tags)

    @property
    def plain(self) -> bytes:
        """The body as it was made."""
        return unzip(self._zipped)

    @property
    def zipped(self) -> bytes:
        """The body as gzip."""
        return self._zipped

    def make(self, encoding: str, encoders: Mapping[str, Encoder]) -> Answer:
        """Make and keep what is sent for an encoding."""
        body = self._zipped if encoding == GZIP else encoders[encoding](self.plain)
        headers = [
            *self.headers,
            ("Content-Length", str(len(body))),
            ("ETag", f'"{self.digest}{SUFFIXES[encoding]}"'),
            ("Vary", "Accept-Encoding"),
        ]
        if encoding != PLAIN:
            headers.append(("Content-Encoding", encoding))
        unchanged = [header for header in headers if header[0].lower() in _REPEATED]
        made = self.answers[encoding] = Answer(headers, [body], unchanged)
        return made

    def is_known(self, etags: str | None, since: str | None) -> bool:
        """Say whether a browser that sends these conditions has it (RFC 9110, section 13.1).

        `etags` and `since` are the values of If-None-Match, which goes first, and of
        If-Modified-Since.
        """
        if etags is not None:
            if etags in self.etags or etags.strip() == "*":
                return True
            named = (etag.strip().removeprefix("W/") for etag in etags.split(","))
            return not self.etags.isdisjoint(named)
        if since is None or self.last_modified is None:
            return False
        asked, changed = parse_date(since), parse_date(self.last_modified)
        return asked is not None and changed is not None and changed <= asked


def _digest(headers: Iterable[Header], body: bytes) -> str:
    digest = sha256(body)
    for name, value in headers:
        if name.lower() not in _REPEATED:
            digest.update(f"\n{name}: {value}".encode())
    return digest.hexdigest()[:20]
