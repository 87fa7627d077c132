"""IndexNow: telling search engines which addresses to look at (protocol of indexnow.org)."""

import json
from secrets import token_hex
from urllib.parse import quote, urlsplit

from sqlalchemy.orm import Session

from flaskr.features.site.identity import get, put
from flaskr.lib import http

KEY_PATH = "/indexnow.txt"
MOST = 1000
"""So many addresses are in one ping; the protocol allows 10,000."""
_KEY = "pings.index_now_key"
_SECONDS = 20.0
_MOST_BYTES = 64 * 1024


class NotTold(Exception):
    """Whoever was to be told did not take it; the message says why."""


def key_of(db: Session) -> str | None:
    """Return the key that proves that the site sends the pings; None before the first one."""
    key: str | None = get(db, _KEY)
    return key


def make_key(db: Session) -> str:
    """Return the key, making it the first time."""
    key = key_of(db)
    if key is None:
        key = token_hex(16)
        put(db, _KEY, key)
    return key


def body(site_url: str, key: str, paths: tuple[str, ...]) -> bytes:
    """Return what is sent: the site's host, the key, where it is shown, and the addresses."""
    said = {
        "host": urlsplit(site_url).netloc,
        "key": key,
        "keyLocation": site_url + KEY_PATH,
        "urlList": [site_url + quote(path, safe="/?=&%") for path in paths],
    }
    return json.dumps(said).encode()


def tell(endpoint: str, said: bytes, *, allow_private: bool = False) -> None:
    """Send it; raises NotTold, FetchError."""
    answer = http.post(
        endpoint,
        said,
        content_type="application/json; charset=utf-8",
        max_bytes=_MOST_BYTES,
        timeout=_SECONDS,
        allow_private=allow_private,
    )
    if answer.status not in {200, 202}:
        words = answer.body[:200].decode("utf-8", "replace")
        raise NotTold(f"{endpoint} answered {answer.status}: {words}")
