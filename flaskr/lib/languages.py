"""Languages: messages from a theme's catalogs, plurals, and dates as each language writes them.

A catalog is a gettext file, `de.po`, with the English text as the key of each message. English
needs none. Babel knows the rest: plurals, names of months, the order of a date.
"""

import gettext
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

SOURCE = "en"
_ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_TOKEN = re.compile(r"'([^']*)'|d+|M+|L+|y+|[^dMLy']+")
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})

Written = Callable[[date], str]


def is_right_to_left(tag: str) -> bool:
    """Say whether the language of a tag (BCP 47) is written from right to left."""
    return tag.partition("-")[0].lower() in _RIGHT_TO_LEFT


class Language:
    """English: messages as they are, and dates such as 23 November 2026."""

    tag = SOURCE
    _group = ","
    date: Written
    date_short: Written
    month: Written
    month_of_year: Written

    def __init__(self) -> None:
        self.date = _writer("d MMMM y", _ENGLISH, _ENGLISH)
        self.date_short = _writer("d MMM y", [name[:3] for name in _ENGLISH], _ENGLISH)
        self.month = _writer("LLLL", _ENGLISH, _ENGLISH)
        self.month_of_year = _writer("LLLL y", _ENGLISH, _ENGLISH)

    @property
    def is_rtl(self) -> bool:
        """Whether it is written from right to left."""
        return is_right_to_left(self.tag)

    def moment(self, at: datetime) -> str:
        """Return a day and what the clock shows, such as 23 November 2026, 09:30."""
        return f"{self.date(at)}, {at:%H:%M}"

    def gettext(self, message: str, /, **values: Any) -> str:
        """Return the message in this language, with the values in its places (`%(name)s`)."""
        found = self._message(message)
        return found % values if values else found

    def ngettext(self, one: str, many: str, number: int, /, **values: Any) -> str:
        """Return the one of the messages that fits the number, which is their `%(number)s`."""
        return self._plural(one, many, number) % {"number": self.number(number), **values}

    def number(self, number: int) -> str:
        """Write a number with its thousands set apart."""
        return f"{number:,}".replace(",", self._group)

    def _message(self, message: str) -> str:
        return message

    def _plural(self, one: str, many: str, number: int) -> str:
        return one if number == 1 else many


class Translated(Language):
    """A language with catalogs; what the first of them has not got, the next ones may have."""

    def __init__(self, tag: str, catalogs: Iterable[Path]) -> None:
        # It takes 5 MB, and English sites never need it.
        from babel import Locale

        self.tag = tag
        locale = Locale.parse(tag, sep="-")
        self._group = locale.number_symbols["latn"]["group"]
        inside = _months(locale, "format", "wide")
        short = _months(locale, "format", "abbreviated")
        alone = _months(locale, "stand-alone", "wide")
        self.date = _writer(locale.date_formats["long"].pattern, inside, alone)
        self.date_short = _writer(locale.date_formats["medium"].pattern, short, alone)
        self.month = _writer("LLLL", alone, alone)
        self.month_of_year = _writer(locale.datetime_skeletons["yMMMM"].pattern, inside, alone)
        self._messages = _messages(tag, catalogs)

    def _message(self, message: str) -> str:
        return self._messages.gettext(message)

    def _plural(self, one: str, many: str, number: int) -> str:
        return self._messages.ngettext(one, many, number)


@cache
def own_name(tag: str) -> str:
    """Return what a language is called in itself, as Babel knows it; empty for an unknown one."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag, sep="-").get_display_name() or ""
    except (UnknownLocaleError, ValueError):
        return ""
    return name[:1].upper() + name[1:]


def language_of(tag: str, folders: Iterable[Path]) -> Language:
    """Return the language of a tag (BCP 47), with the catalogs of the folders, the first of which
    goes first; a language that has none there is English, dates included.
    """
    for wanted in (tag, tag.partition("-")[0]):
        if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", wanted) is None:
            continue
        catalogs = [path for folder in folders if (path := folder / f"{wanted}.po").is_file()]
        if catalogs:
            return Translated(wanted, catalogs)
    return Language()


def _months(locale: Any, style: str, width: str) -> list[str]:
    """Return the names of the months, January first.

    `locale.months` would change what all locales share where one has no names of its own, and
    give the next one the names of the first.
    """
    from babel import localedata

    data = localedata.load(str(locale))

    def resolved(keys: Iterable[str]) -> dict[int, str]:
        found: Any = data
        for key in keys:
            found = found[key]
        if isinstance(found, localedata.Alias):
            return resolved(found.keys)
        if isinstance(found, tuple):
            alias, own = found
            return {**resolved(alias.keys), **own}
        return dict(found)

    names = resolved(("months", style, width))
    return [names[number] for number in range(1, 13)]


def _messages(tag: str, catalogs: Iterable[Path]) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    first: gettext.NullTranslations | None = None
    for path in catalogs:
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=tag.replace("-", "_")))
        compiled.seek(0)
        found = gettext.GNUTranslations(compiled)
        if first is None:
            first = found
        else:
            first.add_fallback(found)
    return first or gettext.NullTranslations()


def _writer(pattern: str, names: Iterable[str], alone: Iterable[str]) -> Written:
    """Return what writes a date by a pattern of the CLDR (UTS 35); numbers are European digits."""
    inside, by_itself = tuple(names), tuple(alone)
    parts = [_part(token, inside, by_itself) for token in _TOKEN.finditer(pattern)]
    return lambda day: "".join([part if isinstance(part, str) else part(day) for part in parts])


def _part(token: re.Match[str], names: tuple[str, ...], alone: tuple[str, ...]) -> str | Written:
    text, letter, length = token[0], token[0][0], len(token[0])
    if letter == "'":
        return token[1] or "'"
    if letter == "d":
        return lambda day: f"{day.day:0{length}}"
    if letter == "y":
        return lambda day: f"{day.year % 100:02}" if length == 2 else str(day.year)
    if letter not in "ML":
        return text
    if length <= 2:
        return lambda day: f"{day.month:0{length}}"
    months = names if letter == "M" else alone
    return lambda day: months[day.month - 1]


ENGLISH = Language()
