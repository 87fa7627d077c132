"""Lists of redirects, as other software writes them: CSV, JSON, and a pair of addresses on a line.

Read are tables with a comma, a semicolon or a tab between their columns, such as WordPress's
plug-in Redirection exports; Ghost's `redirects.json` and `redirects.yaml`; the `_redirects` of
Netlify; and the `Redirect` lines of Apache.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

from flaskr.lib import urls

_FROM = frozenset({"from", "source", "path", "old", "old address", "old url", "source url"})
_TO = frozenset({"to", "target", "new", "new address", "new url", "target url", "destination"})
_APACHE = re.compile(r"^Redirect(Permanent|Temp|Match)?\s+(30[1278]\s+|permanent\s+|temp\s+)?")
_PAIR = re.compile(r"""^\s*['"]?(?P<path>\^?/[^\s'"]*?)['"]?:?\s+['"]?(?P<target>[^\s'"]+)['"]?""")
_REST = re.compile(r"/?(\(\.[*+]\)|:splat|\.\*)/?\??$")
_REGEX = re.compile(r"[\\^$()\[\]{}|+]|\.\*")


@dataclass(frozen=True)
class Listed:
    """A redirect of a list, and its line; a pattern has a `*` at the end of its path."""

    line: int
    path: str
    target: str


@dataclass(frozen=True)
class Refused:
    """What a line says, and why nothing can be made of it."""

    line: int
    text: str
    why: str


def parsed(text: str) -> tuple[list[Listed], list[Refused]]:
    """Return the redirects of a list, and the lines that none could be made of."""
    text = text.lstrip("\ufeff")
    listed: list[Listed] = []
    refused: list[Refused] = []
    for line, found in _rows(text):
        if isinstance(found, str):
            refused.append(Refused(line, found[:200], "There are no two addresses on this line."))
            continue
        path, target = _path(found[0]), _target(found[1])
        if path is None:
            why = "This is a pattern that cannot be followed here. Write one such as /blog/*."
            refused.append(Refused(line, f"{found[0]} → {found[1]}"[:200], why))
        else:
            listed.append(Listed(line, path, target))
    return listed, refused


def _rows(text: str) -> Iterator[tuple[int, tuple[str, str] | str]]:
    if text.lstrip()[:1] in {"[", "{"}:
        yield from _of_json(text)
        return
    lines = text.splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    delimiter = next((sign for sign in ("\t", ";", ",") if sign in first), None)
    if delimiter is None:
        yield from _of_lines(lines)
    else:
        yield from _of_table(text, delimiter)


def _of_json(text: str) -> Iterator[tuple[int, tuple[str, str] | str]]:
    try:
        entries = json.loads(text)
    except ValueError:
        yield 1, text[:60]
        return
    if isinstance(entries, dict):  # {"301": {"/old": "/new"}}
        pairs = [
            {"from": path, "to": target}
            for group in entries.values()
            if isinstance(group, dict)
            for path, target in group.items()
        ]
        entries = pairs or [{"from": path, "to": target} for path, target in entries.items()]
    for number, entry in enumerate(entries, start=1):
        pair = _pair(entry) if isinstance(entry, dict) else None
        yield number, pair or json.dumps(entry)


def _pair(entry: dict[str, Any]) -> tuple[str, str] | None:
    values = {str(name).lower(): value for name, value in entry.items()}
    path = next((values[name] for name in values if name in _FROM), None)
    target = next((values[name] for name in values if name in _TO), None)
    return (path, target) if isinstance(path, str) and isinstance(target, str) else None


def _of_lines(lines: Iterable[str]) -> Iterator[tuple[int, tuple[str, str] | str]]:
    for number, line in enumerate(lines, start=1):
        said = line.strip()
        if not said or said.startswith("#") or re.fullmatch(r"['\"]?30[12]['\"]?:", said):
            continue
        found = _PAIR.match(_APACHE.sub("", said))
        yield number, (found["path"], found["target"]) if found else said


def _of_table(text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, str] | str]]:
    old, new = 0, 1
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    for number, row in enumerate(reader):
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#"):
            continue
        names = [cell.lower() for cell in cells]
        if number == 0 and _FROM & set(names) and _TO & set(names):
            old = next(place for place, name in enumerate(names) if name in _FROM)
            new = next(place for place, name in enumerate(names) if name in _TO)
            continue
        is_whole = len(cells) > max(old, new) and cells[old]
        yield reader.line_num, (cells[old], cells[new]) if is_whole else delimiter.join(cells)


def _path(text: str) -> str | None:
    """Return an old path, with `*` for the end of a pattern; None for one too clever."""
    text = text.strip().removeprefix("^").removesuffix("$")
    if text.startswith(("http://", "https://")):
        try:
            parts = urls.split(text)
        except ValueError:
            return None
        text = parts.path + (f"?{parts.query}" if parts.query else "")
    text = _REST.sub("/*", text).replace("\\/", "/").replace("\\.", ".").replace("\\-", "-")
    return None if _REGEX.search(text) else text


def _target(text: str) -> str:
    return text.strip().replace("$1", "*").replace(":splat", "*")
