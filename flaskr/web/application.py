"""The Flask application, without what it would find out anew in each request."""

from collections.abc import Callable
from typing import Any

from flask import Flask


class Application(Flask):
    """Flask, which here remembers what of its views and hooks is a coroutine function."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._synchronous: dict[Callable[..., Any], Callable[..., Any]] = {}

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, or one that runs it where it is a coroutine function."""
        found = self._synchronous.get(func)
        if found is None:
            found = self._synchronous[func] = super().ensure_sync(func)
        return found
