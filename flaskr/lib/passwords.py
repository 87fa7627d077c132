"""Passwords: hashed, verified, and told to be too weak."""

import base64
import hashlib
import hmac
import os
import re
import unicodedata
from collections.abc import Sequence
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

# Argon2id with 19 MiB, two passes and one lane: OWASP's Password Storage Cheat Sheet; the variant
# and the version are those of RFC 9106. About 25 ms on a core of 2026. RFC 9106's own 64 MiB with
# three passes takes seven times as long and would let a few log-ins at once fill a small machine.
_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1
_SALT_BYTES = 16
_HASH_BYTES = 32
_hasher = PasswordHasher(
    time_cost=_PASSES,
    memory_cost=_MEMORY_KIB,
    parallelism=_LANES,
    hash_len=_HASH_BYTES,
    salt_len=_SALT_BYTES,
)

# More hashes at once than cores end no sooner, but each takes its memory: a burst of log-ins
# waits here instead.
_cores = BoundedSemaphore(os.cpu_count() or 1)

# What Werkzeug takes where a hash names no numbers, and far more than it has ever written.
_WERKZEUG_SCRYPT = ("32768", "8", "1")
_WERKZEUG_PBKDF2 = ("1000000",)
_MAX_MEMORY = 512 * 2**20
_MAX_ITERATIONS = 10_000_000

MAX_LENGTH = 1024
# zxcvbn's time grows fast with the length; a weakness shows early.
_EXAMINED_LENGTH = 72


def hash_password(password: str) -> str:
    """Return the argon2id hash of the password as one line of text, salt and parameters within.

    The password is taken in Unicode form NFKC (NIST SP 800-63B), so it is the same whichever way
    a keyboard writes its letters.
    """
    with _cores:
        return _hasher.hash(_normalised(password))


def verify(stored: str, password: str) -> bool:
    """Tell whether this is the password of a stored hash; a malformed hash has no password.

    Hashes made by Werkzeug (`pbkdf2:sha256`, `scrypt`) are understood as well.
    """
    with _cores:
        if not stored.startswith("$argon2"):
            return _verify_werkzeug(stored, password)
        try:
            return _hasher.verify(stored, _normalised(password))
        # UnicodeEncodeError, a ValueError, is what a lone surrogate ends in.
        except (Argon2Error, InvalidHashError, ValueError):
            return False


def needs_rehash(stored: str) -> bool:
    """Tell whether the hash is of another kind or strength than `hash_password` makes now."""
    try:
        return _hasher.check_needs_rehash(stored)
    except InvalidHashError:
        return True


def waste_time(password: str) -> None:
    """Do the work of a verification, for a name that does not exist or has no password.

    Without it the time of an answer would tell which names exist.
    """
    verify(_NOBODYS_HASH, password)


def weakness(password: str, *, user_inputs: Sequence[str] = (), min_length: int = 8) -> str | None:
    """Return a sentence that says why the password is refused, or None when it is fine.

    `user_inputs` are what others know of the user: name, address, title of the site. Length is
    counted in characters, and nothing is asked of which ones (NIST SP 800-63B, 5.1.1.2).
    """
    known = _normalised(password)
    if len(known) < min_length:
        return f"The password is too short. Use at least {min_length} characters."
    if len(password) > MAX_LENGTH:
        return f"The password is too long. Use at most {MAX_LENGTH} characters."
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in password):
        return "The password has characters in it that can not be typed. Leave them out."
    if _is_mostly(known, user_inputs):
        return "The password is mostly your name or address. Choose one that others can't guess."
    if _is_common(known, user_inputs):
        return "The password is one of the first that are tried. Choose a less common one."
    return None


def _normalised(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _verify_werkzeug(stored: str, password: str) -> bool:
    """Verify against `method$salt$hex`, as `werkzeug.security` has written it since its version 1.

    Read here with the standard library, since nothing in this band stands on Flask's packages.
    """
    try:
        method, salt, hexadecimal = stored.split("$", 2)
        expected = bytes.fromhex(hexadecimal)
        # Werkzeug hashed what was typed as it came, so that form is tried first.
        return any(
            hmac.compare_digest(_werkzeug_hash(method, salt.encode(), form.encode()), expected)
            for form in dict.fromkeys((password, _normalised(password)))
        )
    except (ValueError, OverflowError, MemoryError):
        return False


def _werkzeug_hash(method: str, salt: bytes, password: bytes) -> bytes:
    """Return the hash; numbers that no version of Werkzeug would write raise `ValueError`."""
    name, *arguments = method.split(":")
    if name == "scrypt":
        n, r, p = (int(argument) for argument in arguments or _WERKZEUG_SCRYPT)
        memory = 132 * n * r * p
        if min(n, r, p) < 1 or memory > _MAX_MEMORY:
            raise ValueError("no memory or too much")
        return hashlib.scrypt(password, salt=salt, n=n, r=r, p=p, maxmem=memory)
    if name == "pbkdf2" and arguments[:1] == ["sha256"]:
        (iterations,) = (int(argument) for argument in arguments[1:] or _WERKZEUG_PBKDF2)
        if iterations > _MAX_ITERATIONS:
            raise ValueError("too many iterations")
        return hashlib.pbkdf2_hmac("sha256", password, salt, iterations)
    raise ValueError("another method")


def _is_mostly(password: str, user_inputs: Sequence[str]) -> bool:
    """Tell whether at least half of the password are words that others know of the user."""
    folded = password.casefold()
    words = {word for text in user_inputs for word in _words(text)}
    rest = folded
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest) * 2 <= len(folded)


def _words(text: str) -> list[str]:
    folded = _normalised(text).casefold()
    return [word for word in (folded, *re.split(r"[\W_]+", folded)) if len(word) > 2]


def _is_common(password: str, user_inputs: Sequence[str]) -> bool:
    from zxcvbn import zxcvbn

    examined = password[:_EXAMINED_LENGTH]
    result = zxcvbn(examined, user_inputs=list(user_inputs), max_length=_EXAMINED_LENGTH)
    sequence = result["sequence"]
    # One match from the list of stolen passwords over the whole: common however well it scores.
    is_listed = len(sequence) == 1 and sequence[0].get("dictionary_name") == "passwords"
    return result["score"] == 0 or (is_listed and len(examined) == len(password))


def _encoded(octets: bytes) -> str:
    return base64.b64encode(octets).rstrip(b"=").decode()


# The hash of no known password, written rather than computed, with the parameters of today.
_NOBODYS_HASH = (
    f"$argon2id$v=19$m={_MEMORY_KIB},t={_PASSES},p={_LANES}"
    f"${_encoded(bytes(_SALT_BYTES))}${_encoded(bytes(_HASH_BYTES))}"
)
