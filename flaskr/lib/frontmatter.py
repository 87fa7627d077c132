"""Front matter: the YAML, TOML or JSON at the head of a Markdown file."""

import json
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from yaml import SafeLoader

Format = Literal["yaml", "toml", "json"]
_MAX_ALIASES = 20
_YAML_END = re.compile(r"^(?:---+|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML_END = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_JSON_END = re.compile(r"^;;;+[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"[\"']?[A-Za-z_][\w-]*[\"']?[ \t]*:(?:\s|$)")
_TOML_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)")


class FrontMatterError(ValueError):
    """The front matter cannot be read; `line` is the line in the file, counted from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"Line {line}: {message}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """A file cut in two; `format` is None, and `meta` empty, where there is no front matter."""

    meta: dict[str, object] = field(default_factory=dict)
    body: str = ""
    format: Format | None = None


def parse(text: str) -> Document:
    """Cut the front matter from the text and read it; raises `FrontMatterError`.

    Known are YAML between `---` (Hexo's without the first one too), TOML between `+++`, JSON
    between `;;;` or in braces. YAML is read by the safe loader: data only, never objects.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    stripped = text.lstrip("\n \t")
    skipped = text[: len(text) - len(stripped)].count("\n")
    first, _, rest = stripped.partition("\n")
    mark = first.rstrip()
    if re.fullmatch(r"---+", mark):
        return _between(rest, "yaml", skipped + 2, text)
    if mark == "+++":
        return _between(rest, "toml", skipped + 2, text)
    if re.fullmatch(r";;;+", mark):
        return _between(rest, "json", skipped + 2, text)
    if stripped.startswith("{") and not stripped.startswith(("{%", "{{")):
        return _braces(stripped, skipped + 1, text)
    if _KEY.match(stripped):
        return _without_opening(stripped, skipped + 1, text)
    return Document(body=text)


def _between(rest: str, kind: Format, line: int, text: str) -> Document:
    end = {"yaml": _YAML_END, "toml": _TOML_END, "json": _JSON_END}[kind].search(rest)
    if end is None:
        if kind == "yaml" and not _KEY.match(rest.lstrip()):
            return Document(body=text)  # a rule, not front matter
        raise FrontMatterError("the front matter begins here but never ends.", max(1, line - 1))
    return _document(rest[: end.start()], rest[end.end() :], kind, line)


def _braces(stripped: str, line: int, text: str) -> Document:
    try:
        meta, end = json.JSONDecoder().raw_decode(stripped)
    except json.JSONDecodeError as error:
        if not re.match(r"\{\s*\"", stripped):
            return Document(body=text)
        raise FrontMatterError(f"{error.msg}.", line + error.lineno - 1) from error
    except RecursionError as error:
        raise FrontMatterError("the values are nested too deep.", line) from error
    return Document(_named(meta, line), stripped[end:].lstrip("\n"), "json")


def _without_opening(stripped: str, line: int, text: str) -> Document:
    """Hexo's form: names and values from the first line on, and a mark only at their end."""
    json_end, yaml_end = _JSON_END.search(stripped), _YAML_END.search(stripped)
    if json_end is not None and stripped.startswith('"'):
        return _document(stripped[: json_end.start()], stripped[json_end.end() :], "json", line)
    if yaml_end is None or stripped.startswith('"'):
        return Document(body=text)
    head = stripped[: yaml_end.start()]
    try:
        return _document(head, stripped[yaml_end.end() :], "yaml", line)
    except FrontMatterError:
        # "Note: some text" above a rule is a text that happens to begin with a colon.
        if "\n\n" in head.strip():
            return Document(body=text)
        raise


def _document(head: str, body: str, kind: Format, line: int) -> Document:
    reader = {"yaml": _yaml, "toml": _toml, "json": _json}[kind]
    try:
        meta = reader(head, line)
    except RecursionError as error:
        raise FrontMatterError("the values are nested too deep.", line) from error
    return Document(_named(meta, line), body.lstrip("\n"), kind)


def _named(meta: object, line: int) -> dict[str, object]:
    if meta is None:
        return {}
    if not isinstance(meta, dict):
        raise FrontMatterError("the front matter is not a list of names and values.", line)
    return {str(name): value for name, value in meta.items()}


def _yaml(head: str, line: int) -> object:
    import yaml

    try:
        return yaml.load(head, Loader=_loader())  # noqa: S506 -- a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = mark.line if mark is not None else 0
        raise FrontMatterError(f"{error.problem or 'this is not YAML'}.", line + place) from error
    except (yaml.YAMLError, ValueError) as error:
        raise FrontMatterError(f"this is not YAML: {error}.", line) from error


def _toml(head: str, line: int) -> object:
    try:
        return tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        message = _TOML_PLACE.sub("", str(error))
        raise FrontMatterError(f"{message}.", line + (int(place[1]) - 1 if place else 0)) from error


def _json(head: str, line: int) -> object:
    braced = head.strip() if head.lstrip().startswith("{") else f"{{{head.strip().rstrip(',')}}}"
    try:
        return json.loads(braced)
    except json.JSONDecodeError as error:
        raise FrontMatterError(f"{error.msg}.", line + error.lineno - 1) from error


@cache
def _loader() -> "type[SafeLoader]":
    """Return the safe loader, without alias bombs, and with impossible dates left as text."""
    import yaml

    class Loader(yaml.SafeLoader):
        def __init__(self, stream: str) -> None:
            super().__init__(stream)
            self._aliases = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            """Count the aliases: a few lines of them can stand for gigabytes."""
            if self.check_event(yaml.AliasEvent):
                self._aliases += 1
                if self._aliases > _MAX_ALIASES:
                    mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
                    raise yaml.composer.ComposerError(None, None, "too many aliases", mark)
            return super().compose_node(parent, index)

        def timestamp(self, node: yaml.ScalarNode) -> object:
            """Read a date or time, or give the text back if no calendar has it."""
            try:
                return self.construct_yaml_timestamp(node)
            except ValueError:
                return str(node.value)

    Loader.add_constructor("tag:yaml.org,2002:timestamp", Loader.timestamp)
    return Loader
