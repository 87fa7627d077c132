"""What it takes to undo moderating: which comments were in which states, as a short text.

Such as `pending:4.5.9~spam:7`. It is kept in the address of the page that says what was done, and
undoing asks for the same permission as doing.
"""

from collections.abc import Mapping

from flaskr.core.db import LARGEST_ID
from flaskr.features.comments.models import REPORTED, STATES

MOST = 100
_KNOWN = (*STATES, REPORTED)


def written(states: Mapping[int, str]) -> str:
    """Return the text for comments, by their ids, and the states they were in."""
    parts = []
    for state in _KNOWN:
        ids = sorted(id for id, was in states.items() if was == state)
        if ids:
            parts.append(f"{state}:{'.'.join(map(str, ids))}")
    return "~".join(parts)


def read(text: str) -> dict[int, str]:
    """Return the states by ids; what is not of this kind is left out, and what is beyond MOST."""
    states: dict[int, str] = {}
    for part in text.split("~"):
        state, _colon, ids = part.partition(":")
        if state in _KNOWN:
            states.update({int(id): state for id in ids.split(".") if _is_id(id)})
    return dict(list(states.items())[:MOST])


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= LARGEST_ID
