"""What the services are called on which people have a profile."""

from urllib.parse import urlsplit

_NAMES = {
    "bsky.app": "Bluesky",
    "codeberg.org": "Codeberg",
    "facebook.com": "Facebook",
    "flickr.com": "Flickr",
    "github.com": "GitHub",
    "gitlab.com": "GitLab",
    "goodreads.com": "Goodreads",
    "instagram.com": "Instagram",
    "linkedin.com": "LinkedIn",
    "matrix.to": "Matrix",
    "pinterest.com": "Pinterest",
    "pixelfed.social": "Pixelfed",
    "reddit.com": "Reddit",
    "signal.me": "Signal",
    "t.me": "Telegram",
    "threads.net": "Threads",
    "tiktok.com": "TikTok",
    "twitter.com": "X",
    "vimeo.com": "Vimeo",
    "x.com": "X",
    "youtube.com": "YouTube",
}


def service_of(url: str) -> str:
    """Return the name of the service an address belongs to, else its host.

    An address such as https://example.social/@ana is taken for Mastodon's.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    for domain, name in _NAMES.items():
        if host == domain or host.endswith(f".{domain}"):
            return name
    return "Mastodon" if parts.path.startswith("/@") else host
