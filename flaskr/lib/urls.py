"""Reads addresses that people and other machines wrote."""

from urllib.parse import SplitResult, urlsplit


def split(url: str) -> SplitResult:
    """Split an address into its parts (RFC 3986); raises ValueError with a sentence for none.

    Unlike `urllib.parse.urlsplit` it also refuses a port that is no number.
    """
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        raise ValueError(f"“{url[:100]}” is no address; look for a misplaced [, ] or :.") from None
    return parts
