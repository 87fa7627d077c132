"""A line in the log for each request, and the id by which it is found again.

Reading that went well is logged at the level `debug`: whoever wants all visits has the front
server's log, and most of them never come this far (see web/pagecache).
"""

import re

from flask import Flask, Response, g, request

from flaskr.core import clock
from flaskr.core.log import bind_request, unbind_request
from flaskr.lib.tokens import new_token
from flaskr.web.current import core

_GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Give each request an id, log it, and answer with the id in X-Request-ID."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _GIVEN_ID.match(given) else new_token()[:16]
        g.started = clock.monotonic()
        bind_request(g.request_id)

    @app.after_request
    def log(response: Response) -> Response:
        if "request_id" in g:
            response.headers["X-Request-ID"] = g.request_id
            went_well = request.method in _READING and response.status_code < 400
            write = core().log.debug if went_well else core().log.info
            write(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                ms=round((clock.monotonic() - g.started) * 1000, 1),
            )
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        unbind_request()
