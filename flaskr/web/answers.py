"""Hearing of answers: which address was asked for and what came of it, kept page or not.

Whoever counts visits must hear of each once. A kept page is answered before the application is
asked, and the application does not know whether its answer is kept: so there are two places.
"""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from flaskr.web.pagecache import PageCache
from flaskr.web.pagecache.collecting import COLLECTED
from flaskr.web.pagecache.middleware import MAKING, OF_ONE_PERSON
from flaskr.web.pagecache.page import Page
from flaskr.web.pagecache.store import Key
from flaskr.web.pagecache.warming import is_warming

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Heard = Callable[[int, str, str, str], None]
"""Hears of the status, the path (not quoted), the query, and the page it was asked for from."""

_READING = frozenset({"GET", "HEAD"})


def hear_of(app: Flask, statuses: Collection[int], hear: Heard) -> None:
    """Let `hear`, which must be quick, be told of answers with some statuses.

    It is told of readers only: what whoever is logged in opens tells nothing about them.
    """
    cache: PageCache | None = app.extensions.get("flaskr.pages")
    lines = {str(status) for status in statuses}

    def tell(status: int, environ: "WSGIEnvironment") -> None:
        cookies = environ.get("HTTP_COOKIE", "")
        if any(f"{name}=" in cookies for name in OF_ONE_PERSON):
            return
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        hear(status, path, environ.get("QUERY_STRING", ""), environ.get("HTTP_REFERER", ""))

    def kept(_key: Key, page: Page, environ: "WSGIEnvironment") -> None:
        if page.status[:3] in lines and not is_warming(environ):
            tell(int(page.status[:3]), environ)

    @app.after_request
    def answered(response: Response) -> Response:
        g.answered_with = response.status_code
        return response

    @app.teardown_request
    def made(_error: BaseException | None) -> None:
        status = g.pop("answered_with", None)
        is_kept = MAKING in request.environ and COLLECTED in request.environ
        if status in statuses and not is_kept and request.method in _READING:
            tell(status, request.environ)

    if cache is not None:
        cache.on_visit.append(kept)
