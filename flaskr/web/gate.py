"""Serves nothing until the database's tables are those of this version."""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, request

from flaskr.core import schema
from flaskr.web.current import core

View = TypeVar("View", bound=Callable[..., Any])


def needs_no_tables(view: View) -> View:
    """Let the view answer, or the command run, whatever the database's state is."""
    view.needs_no_tables = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Look at the tables before the first request: make them, or refuse to serve."""
    lock = Lock()
    opened = False

    @app.before_request
    def check() -> None:
        nonlocal opened
        view = app.view_functions.get(request.endpoint or "")
        if opened or getattr(view, "needs_no_tables", False):
            return
        with lock:
            if not opened:
                schema.ensure(core().db)
                opened = True
