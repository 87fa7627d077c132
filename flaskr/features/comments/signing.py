"""The signatures in comment forms and in the links by which readers change what they wrote.

A form on a public page is the same for everybody, so it is signed without a time. Pages that are
made for one visitor, such as the preview, are signed with the second in which they were made.
"""

from flaskr.core import clock
from flaskr.lib import tokens

NEVER = 0


def form_token(secret: str, post_id: int, *, at: int = NEVER) -> str:
    """Return what a form carries to show that somebody read the page that it stands on."""
    return f"{at}.{tokens.sign(secret, 'comment form', post_id, at)}"


def timed_form_token(secret: str, post_id: int) -> str:
    """Return a form's token that tells when its page was made."""
    return form_token(secret, post_id, at=int(clock.now().timestamp()))


def seconds_since(secret: str, post_id: int, token: str) -> int | None:
    """Return how many seconds old a form is, -1 if it has no time, None if we did not sign it."""
    written, _dot, _signature = token.partition(".")
    at = int(written) if written.isascii() and written.isdigit() and len(written) < 12 else -1
    if at < 0 or not tokens.same(token, form_token(secret, post_id, at=at)):
        return None
    return int(clock.now().timestamp()) - at if at else -1


def owner_key(secret: str, comment_id: int) -> str:
    """Return the key by which whoever wrote a comment may change it."""
    return tokens.sign(secret, "own comment", comment_id)
