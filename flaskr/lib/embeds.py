"""The public page behind an embedded player, so that an embed can become a plain link."""

import re
from urllib.parse import parse_qs, urlsplit

_PATTERNS = (
    (r"(?:www\.)?youtube(?:-nocookie)?\.com/embed/videoseries\?.*?list=([\w-]+)",
     "https://www.youtube.com/playlist?list={}"),
    (r"(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]{6,})",
     "https://www.youtube.com/watch?v={}"),
    (r"player\.vimeo\.com/video/(\d+)", "https://vimeo.com/{}"),
    (r"(?:www\.)?dailymotion\.com/embed/video/(\w+)", "https://www.dailymotion.com/video/{}"),
    (r"open\.spotify\.com/embed/(\w+/\w+)", "https://open.spotify.com/{}"),
    (r"codepen\.io/([\w-]+)/embed/(?:preview/)?(\w+)", "https://codepen.io/{}/pen/{}"),
    (r"embed\.ted\.com/(talks/[\w-]+)", "https://www.ted.com/{}"),
    (r"(?:www\.)?instagram\.com/p/([\w-]+)/embed", "https://www.instagram.com/p/{}/"),
    (r"giphy\.com/embed/(\w+)", "https://giphy.com/gifs/{}"),
    (r"embed\.podcasts\.apple\.com/(\S+)", "https://podcasts.apple.com/{}"),
)  # fmt: skip
_COMPILED = [(re.compile(pattern), page) for pattern, page in _PATTERNS]


def page_of_embed(src: str) -> str | None:
    """Give the address of the page that a known provider's player at `src` shows, else None."""
    try:
        parts = urlsplit(src if "://" in src else "https:" + src)
    except ValueError:
        return None
    if parts.hostname == "w.soundcloud.com":
        target = parse_qs(parts.query).get("url", [""])[0]
        return target if target.startswith("https://soundcloud.com/") else None
    path = f"{parts.hostname}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    for pattern, page in _COMPILED:
        if match := pattern.match(path):
            return page.format(*match.groups())
    return None
