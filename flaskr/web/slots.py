"""Slots: where features put HTML into a page of a feature below them."""

from collections.abc import Iterable
from typing import Any

from flask import Flask

from flaskr.lib.sanitize import SafeHtml, join
from flaskr.web.current import core
from flaskr.web.themes import rendered


def init_app(app: Flask) -> None:
    """Let templates call `slot(name, …)`."""
    app.jinja_env.globals["slot"] = slot


def slot(name: str, **context: Any) -> SafeHtml:
    """Return what the features put into the slot, in their order."""
    return join(_fragments(name, context))


def fragment(template: str, **context: Any) -> SafeHtml:
    """Render a template whose variables Jinja has escaped."""
    return SafeHtml(rendered(template, **context))


def _fragments(name: str, context: dict[str, Any]) -> Iterable[SafeHtml]:
    for feature in core().features:
        for render in feature.slots.get(name, ()):
            made = render(**context)
            if made is not None:
                yield made
