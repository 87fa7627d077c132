"""Themes: whose templates a public page is made of, and what every one of them may use."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask, Response, current_app, g
from flask.templating import Environment
from jinja2.loaders import BaseLoader, ChoiceLoader, FileSystemLoader

from flaskr.core.errors import SettingsError
from flaskr.lib.sanitize import escaped
from flaskr.web.escaping import EscapingGenerator

# Formatting with "%B" would ask the system for its language each time.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
DEFAULT = Path(__file__).parent.parent / "themes" / "default"


def init_app(app: Flask, folder: Path) -> None:
    """Take public pages from `folder`, and from the default theme what it does not have."""
    if not (folder / "theme.toml").is_file():
        raise SettingsError(f"THEME must name a folder with a theme.toml; {folder} is none.")
    theme = ThemeLoader([folder / "templates", DEFAULT / "templates"])
    app.jinja_options = {**app.jinja_options, "undefined": jinja2.StrictUndefined}
    own = app.jinja_loader
    app.jinja_loader = ChoiceLoader([theme, own] if own else [theme])
    app.add_template_filter(date, "date")
    app.add_template_filter(date_short, "date_short")
    app.add_template_filter(isoformat, "isoformat")


class PageEnvironment(Environment):
    """Templates see what all of them share directly, not through a layer of their own.

    With the layer, each macro that a template imports costs a comparison of all names.
    """

    code_generator_class = EscapingGenerator
    escaped = staticmethod(escaped)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template sees beside its context."""
        return super().make_globals(d) if d else self.globals


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
    """Return a page or a part of one; what all templates see is found out once for each request."""
    shared: dict[str, Any] | None = g.get("template_context")
    if shared is None:
        shared = g.template_context = {}
        current_app.update_template_context(shared)
    return current_app.jinja_env.get_template(template).render({**shared, **context})


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


def date(value: datetime) -> str:
    """Write a day out: 23 November 2026."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def date_short(value: datetime) -> str:
    """Write a day briefly: 23 Nov 2026."""
    return f"{value.day} {_MONTHS[value.month - 1][:3]} {value.year}"


def isoformat(value: datetime) -> str:
    """Write a time for machines (RFC 3339)."""
    return value.isoformat(timespec="seconds")
