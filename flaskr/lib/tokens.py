"""Random secrets for links and sessions, and the digests stored in their place."""

import hmac
import secrets
from hashlib import sha256

TOKEN_BYTES = 32


def new_token() -> str:
    """Return 256 random bits as 43 characters that are safe in a URL and in a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """Return the SHA-256 of the token as 64 hexadecimal digits, to be stored instead of it.

    A token has 256 bits of its own, so a plain hash is enough: unlike a password it can not be
    guessed, and whoever reads the table can not use what is in it.
    """
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def sign(secret: str, *facts: object) -> str:
    """Return 32 hexadecimal digits that only who has the secret can make for these facts.

    HMAC-SHA-256 (RFC 2104), cut to 128 bits. Each fact is written with its length, so that no
    two lists of facts are signed alike.
    """
    texts = [str(fact) for fact in facts]
    message = "".join(f"{len(text)}:{text}" for text in texts)
    made = hmac.new(secret.encode(), message.encode("utf-8", "surrogatepass"), sha256)
    return made.hexdigest()[:32]


def same(a: str, b: str) -> bool:
    """Compare two secrets in a time that does not tell how much of them agrees."""
    # compare_digest takes only ASCII as str, and what a visitor sends may be anything.
    return hmac.compare_digest(
        a.encode("utf-8", "surrogatepass"), b.encode("utf-8", "surrogatepass")
    )
