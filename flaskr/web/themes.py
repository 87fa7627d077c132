"""Themes: whose templates a public page is made of, and what every one of them may use."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import jinja2
from flask import Flask, Response, current_app, g
from jinja2.loaders import BaseLoader, ChoiceLoader, FileSystemLoader

from flaskr.core.errors import SettingsError
from flaskr.lib.languages import language_of
from flaskr.web.environment import PageEnvironment

DEFAULT = Path(__file__).parent.parent / "themes" / "default"


def init_app(app: Flask, folder: Path) -> None:
    """Take public pages from `folder`, and from the default theme what it does not have."""
    if not (folder / "theme.toml").is_file():
        raise SettingsError(f"THEME must name a folder with a theme.toml; {folder} is none.")
    theme = ThemeLoader([folder / "templates", DEFAULT / "templates"])
    app.jinja_options = {**app.jinja_options, "undefined": jinja2.StrictUndefined}
    own = app.jinja_loader
    app.jinja_loader = ChoiceLoader([theme, own] if own else [theme])
    app.add_template_filter(isoformat, "isoformat")
    translations = (folder / "translations", DEFAULT / "translations")
    app.extensions["flaskr.languages"] = Languages(tuple(dict.fromkeys(translations)))


class ThemeLoader(BaseLoader):
    """Finds a theme's templates; only names the default theme has, so Studio stays its own."""

    def __init__(self, folders: list[Path]) -> None:
        self._names = frozenset(FileSystemLoader(folders[-1]).list_templates())
        self._files = FileSystemLoader(folders)

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Any]:
        """Return the template's text."""
        if template not in self._names:
            raise jinja2.TemplateNotFound(template)
        return self._files.get_source(environment, template)

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
        shared = g.template_context = {}
        current_app.update_template_context(shared)
        g.template_environment = environment_of(shared["site"].language)
    environment: jinja2.Environment = g.template_environment
    return environment.get_template(template).render({**shared, **context})


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
