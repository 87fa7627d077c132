"""Putting together what the features of an application keep about people."""

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from flaskr.core.feature import Cookie, Feature, PersonalData

# What is no feature's: tables and cookies of the bands below.
_BELOW = PersonalData(
    about="When you log in, search, react or send a form",
    what="Your network address, and how often you tried.",
    why="So that nobody can guess passwords or flood the site.",
    until="A few minutes, an hour at most.",
    columns=("attempts.key",),
)
_COOKIES_BELOW = (
    Cookie(
        "flaskr_notes",
        "Set when you send a form, to carry a message such as “Saved” to the next page.",
        "Until the browser is closed.",
    ),
)


def kept(db: Session, features: Iterable[Feature]) -> Iterator[PersonalData]:
    """Give what this site keeps, or may come to keep, about people."""
    for data in all_told(features):
        if data.is_kept is None or data.is_kept(db):
            yield data


def all_told(features: Iterable[Feature]) -> Iterator[PersonalData]:
    """Give what sites with these features may keep about people."""
    yield _BELOW
    for feature in features:
        yield from feature.personal_data


def declared(features: Iterable[Feature]) -> frozenset[str]:
    """Return all columns that some feature says hold what belongs to a person."""
    return frozenset(column for data in all_told(features) for column in data.columns)


def cookies(features: Iterable[Feature]) -> tuple[Cookie, ...]:
    """Return the cookies that the site may set."""
    return (*_COOKIES_BELOW, *(cookie for feature in features for cookie in feature.cookies))
