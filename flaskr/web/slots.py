"""Slots: where features put HTML into a page of a feature below them."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask import Flask

from flaskr.core.runtime import Core
from flaskr.lib.sanitize import SafeHtml, join
from flaskr.web.themes import rendered


def init_app(app: Flask, core: Core) -> None:
    """Let templates call `slot(name, …)`: it gives what features put there, in their order."""
    filled: defaultdict[str, list[Callable[..., SafeHtml | None]]] = defaultdict(list)
    for feature in core.features:
        for name, renders in feature.slots.items():
            filled[name].extend(renders)

    def slot(name: str, **context: Any) -> SafeHtml:
        made = (render(**context) for render in filled.get(name, ()))
        return join(fragment for fragment in made if fragment is not None)

    app.jinja_env.globals["slot"] = slot


def fragment(template: str, **context: Any) -> SafeHtml:
    """Render a template whose variables Jinja has escaped."""
    return SafeHtml(rendered(template, **context))
