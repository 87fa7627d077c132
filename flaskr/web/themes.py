"""Themes: whose templates a public page is made of, and what every one of them may use."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import jinja2
from flask import Flask, Response, current_app, g
from jinja2.loaders import BaseLoader, ChoiceLoader, FileSystemLoader
from sqlalchemy.exc import SQLAlchemyError

from flaskr.core.errors import FlaskrError, SettingsError
from flaskr.core.runtime import Core
from flaskr.lib.languages import Language, language_of
from flaskr.web.current import core
from flaskr.web.environment import PageEnvironment
from flaskr.web.theme_faults import Fault, fault_of

_HIDDEN = ("config", "g", "request", "session")

DEFAULT = Path(__file__).parent.parent / "themes" / "default"


def init_app(app: Flask, folder: Path) -> None:
    """Take public pages from `folder`, and from the default theme what it does not have."""
    if not (folder / "theme.toml").is_file():
        raise SettingsError(f"THEME must name a folder with a theme.toml; {folder} is none.")
    own = app.jinja_loader
    theme = ThemeLoader([folder / "templates", DEFAULT / "templates"])
    plain = ThemeLoader([DEFAULT / "templates"])
    app.jinja_loader = ChoiceLoader([theme, own] if own else [theme])
    app.add_template_filter(isoformat, "isoformat")
    # A page shows nothing of the visitor, as it is kept for all, and nothing of the configuration.
    for name in _HIDDEN:
        app.jinja_env.globals.pop(name, None)
    translations = (folder / "translations", DEFAULT / "translations")
    languages = Languages(tuple(dict.fromkeys(translations)))
    instead = ChoiceLoader([plain, own] if own else [plain])
    app.extensions["flaskr.languages"] = languages
    app.extensions["flaskr.theme"] = Theme(folder, languages, instead, shows_errors=app.debug)


@contextmanager
def tried(app: Flask, folder: Path) -> Iterator["Theme"]:
    """Make pages with another theme for a while, in this process and nowhere else."""
    before: Theme = app.extensions["flaskr.theme"]
    languages: Languages = app.extensions["flaskr.languages"]
    own = app.jinja_env.loader
    loader = ThemeLoader([folder / "templates", DEFAULT / "templates"])
    trial = Languages((folder / "translations", DEFAULT / "translations"))
    app.jinja_env.loader = ChoiceLoader([loader, own] if own else [loader])
    app.jinja_env.cache = jinja2.utils.LRUCache(400)  # type: ignore[assignment]
    theme = Theme(folder, trial, before.instead, shows_errors=False)
    theme.used = loader.given
    app.extensions["flaskr.theme"], app.extensions["flaskr.languages"] = theme, trial
    try:
        yield theme
    finally:
        app.jinja_env.loader = own
        app.jinja_env.cache = jinja2.utils.LRUCache(400)  # type: ignore[assignment]
        app.extensions["flaskr.theme"], app.extensions["flaskr.languages"] = before, languages


def folder_of(name: str, instance: Path) -> Path:
    """Return the folder of a theme: the default one, one of the instance's by name, or a path."""
    if name == "default":
        return DEFAULT
    return Path(name) if "/" in name or "\\" in name else instance / "themes" / name


def language_for(core: Core, tag: str) -> Language:
    """Return the language of a tag with the theme's catalogs, for work that no request asks for."""
    folder = folder_of(core.settings["THEME"], core.instance)
    return language_of(tag, dict.fromkeys((folder / "translations", DEFAULT / "translations")))


class Theme:
    """The theme of one application, and what was found wrong with it since the start.

    Where one of its templates breaks, the default theme's stands in, so that a mistake in a theme
    takes no page away; whoever works on the theme with the debugger on sees the error itself.
    """

    def __init__(
        self, folder: Path, languages: "Languages", instead: BaseLoader, *, shows_errors: bool
    ) -> None:
        self.folder = folder
        self.faults: dict[str, Fault] = {}
        self.used: set[str] = set()
        self._languages = languages
        self.instead = instead
        self._instead_of: dict[str, PageEnvironment] = {}
        self._shows_errors = shows_errors

    def without(
        self, error: Exception, environment: PageEnvironment, template: str
    ) -> PageEnvironment:
        """Return the environment that has the default theme alone, after an error of this one.

        Raises the error where it is not the theme's, or where it is to be seen.
        """
        fault = None
        if self.folder != DEFAULT and not isinstance(error, FlaskrError | SQLAlchemyError):
            fault = fault_of(error, self.folder / "templates")
        if fault is None or self._shows_errors:
            raise error
        self.faults[template] = fault
        return self.plain(environment)

    def plain(self, environment: PageEnvironment) -> PageEnvironment:
        """Return an environment like another one, with the default theme alone."""
        tag = environment.language.tag
        if tag not in self._instead_of:
            made = environment.in_language(environment.language)
            made.loader = self.instead
            made.cache = jinja2.utils.LRUCache(400)  # type: ignore[assignment]
            self._instead_of[tag] = made
        return self._instead_of[tag]


# A theme may add files of its own to these folders, which nothing else has.
_OPEN_FOLDERS = ("parts/", "fragments/")


class ThemeLoader(BaseLoader):
    """Finds a theme's templates: names the default theme has, and parts; Studio stays its own."""

    def __init__(self, folders: list[Path]) -> None:
        self._names = frozenset(FileSystemLoader(folders[-1]).list_templates())
        self._files = FileSystemLoader(folders)
        self.given: set[str] = set()

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Any]:
        """Return the template's text."""
        if template not in self._names and not template.startswith(_OPEN_FOLDERS):
            raise jinja2.TemplateNotFound(template)
        self.given.add(template)
        try:
            return self._files.get_source(environment, template)
        except UnicodeDecodeError as error:
            raise self._not_utf8(template, error) from error

    def _not_utf8(self, template: str, error: UnicodeDecodeError) -> jinja2.TemplateSyntaxError:
        line = error.object.count(b"\n", 0, error.start) + 1
        paths = (Path(folder) / template for folder in self._files.searchpath)
        path = next(path for path in paths if path.is_file())
        return jinja2.TemplateSyntaxError("is not written in UTF-8", line, template, str(path))

    def list_templates(self) -> list[str]:
        """Return the names a theme may have."""
        return sorted(self._names)


def render_page(template: str, page: Any, *, status: int = 200) -> Response:
    """Answer with a public page: the theme's template and one of the documented dataclasses."""
    return Response(rendered(template, page=page), status, mimetype="text/html")


def rendered(template: str, **context: Any) -> str:
    """Return a page or a part of one in the site's language.

    What all templates see is found out once for each request.
    """
    shared: dict[str, Any] | None = g.get("template_context")
    if shared is None:
        shared = begin_context()
    environment: PageEnvironment = g.template_environment
    try:
        return environment.get_template(template).render({**shared, **context})
    except Exception as error:  # noqa: BLE001  (a theme is somebody else's code)
        theme: Theme = current_app.extensions["flaskr.theme"]
        plain = theme.without(error, environment, template)
        core().log.error("theme.broken", fault=str(theme.faults[template]))
        return plain.get_template(template).render({**shared, **context})


def begin_context(environment: PageEnvironment | None = None) -> dict[str, Any]:
    """Find out what all templates of this request see, and let them speak the environment's
    language, else the site's.
    """
    shared: dict[str, Any] = {}
    current_app.update_template_context(shared)
    for name in _HIDDEN:
        shared.pop(name, None)
    g.template_context = shared
    g.template_environment = environment or environment_of(shared["site"].language)
    return shared


def environment_of(tag: str) -> PageEnvironment:
    """Return the environment in which the templates of a language (BCP 47) are compiled."""
    languages: Languages = current_app.extensions["flaskr.languages"]
    return languages.environment(tag, cast(PageEnvironment, current_app.jinja_env))


class Languages:
    """The languages of one application, each loaded when a page in it is made first."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders
        self._environments: dict[str, PageEnvironment] = {}

    def environment(self, tag: str, base: PageEnvironment) -> PageEnvironment:
        """Return the environment of the language of a tag, like `base` in all else."""
        found = self._environments.get(tag)
        if found is None:
            language = language_of(tag, self._folders)
            same = language.tag == base.language.tag
            found = base if same else base.in_language(language)
            self._environments[tag] = found
        return found


@dataclass(frozen=True)
class ErrorPage:
    """What the theme, or Studio, sees of an error."""

    status: int = field(metadata={"help": "The status of the response, such as 404."})
    title: str = field(metadata={"help": "What happened, in a few words."})
    message: str = field(metadata={"help": "A sentence the reader can act on."})
    request_id: str = field(metadata={"help": "By which the request is found in the log."})
    description: str = field(default="", metadata={"help": "Empty."})
    canonical_url: str = field(default="", metadata={"help": "Empty."})
    feeds: tuple[Any, ...] = field(default=(), metadata={"help": "Empty."})
    robots: str = field(default="noindex", metadata={"help": "A rule for crawlers."})


def isoformat(value: datetime) -> str:
    """Write a time for machines (RFC 3339)."""
    return value.isoformat(timespec="seconds")
