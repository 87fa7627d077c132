"""WebSub: telling a hub that feeds have changed, for those who subscribed to them there.

How publishers tell hubs is not laid down by the W3C's Recommendation of 2018; all hubs know the
form of PubSubHubbub 0.4 (section 7.1).
"""

from urllib.parse import urlencode

from flaskr.features.pings.index_now import NotTold
from flaskr.lib import http

ENDINGS = (".atom", ".rss", ".json")
MOST = 24
"""So many feeds are told of at once; the site's own are the first."""
_SECONDS = 10.0
_MOST_BYTES = 64 * 1024


def tell(hub: str, feed_url: str, *, allow_private: bool = False) -> None:
    """Tell the hub that a feed has changed; raises NotTold, FetchError."""
    said = urlencode({"hub.mode": "publish", "hub.url": feed_url}).encode()
    answer = http.post(
        hub,
        said,
        content_type="application/x-www-form-urlencoded",
        max_bytes=_MOST_BYTES,
        timeout=_SECONDS,
        allow_private=allow_private,
    )
    if not 200 <= answer.status < 300:
        words = answer.body[:200].decode("utf-8", "replace")
        raise NotTold(f"{hub} answered {answer.status}: {words}")
