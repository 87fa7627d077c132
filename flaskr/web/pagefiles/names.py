"""From the path of a page to the name of its file; what could be misread has none."""

import os
import re
import unicodedata
from collections.abc import Container

from flaskr.web.pagefiles.kinds import HTML

INDEX = f"index.{HTML}"
LONGEST = 400
"""Bytes of a path, and of one part of it half as many: a file system takes 255 with the endings."""
DEEPEST = 8

# Letters and digits of any script with the marks that belong to them, and what stands in names
# of ours. All else has a meaning to some file system, some server's rules or some shell.
_OTHERS = "-_."
_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*\Z")


def file_name(path: str, endings: Container[str]) -> str | None:
    """Return the name below the folder for a page's path, or None where it is to have no file.

    The path is as WSGI has it: bytes, each as a character. Servers compare bytes, so each page
    has one spelling: UTF-8 in its composed form.
    """
    if len(path) > LONGEST or not path.startswith("/"):
        return None
    try:
        text = path.encode("latin-1").decode()
    except UnicodeError:
        return None
    *folders, last = text[1:].split("/")
    if len(folders) > DEEPEST or not all(map(_is_safe, folders)):
        return None
    if last and not (_is_safe(last) and _has_ending(last, endings)):
        return None
    # Whatever the locale, the bytes on the disk are those of the address.
    return os.fsdecode("/".join([*folders, last or INDEX]).encode())


def _has_ending(name: str, endings: Container[str]) -> bool:
    # Only addresses that end with a slash are HTML: index.html itself is no address.
    _stem, dot, ending = name.rpartition(".")
    return bool(dot) and ending != HTML and ending in endings


def _is_safe(part: str) -> bool:
    if _PLAIN.match(part):
        return len(part) <= LONGEST // 2
    return (
        0 < len(part.encode()) <= LONGEST // 2
        and not part.startswith(".")
        and unicodedata.is_normalized("NFC", part)
        and all(letter in _OTHERS or unicodedata.category(letter)[0] in "LMN" for letter in part)
    )
