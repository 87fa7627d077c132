"""/healthz and /readyz, for what watches over the process or sends it requests."""

from flask import Blueprint, Response, jsonify

from flaskr.features.ops.readiness import OK, parts
from flaskr.web.access import public
from flaskr.web.current import core
from flaskr.web.gate import needs_no_tables

bp = Blueprint("ops", __name__)


@bp.get("/healthz")
@public
@needs_no_tables
def healthz() -> Response:
    """Say that the process is alive; nothing else is looked at."""
    return _uncached(Response("ok\n", mimetype="text/plain"))


@bp.get("/readyz")
@public
@needs_no_tables
def readyz() -> Response:
    """Say whether requests can be answered, part by part; 503 if they cannot."""
    found = parts(core())
    is_ready = all(part == OK for part in found.values())
    response = jsonify(ready=is_ready, parts=found)
    response.status_code = 200 if is_ready else 503
    return _uncached(response)


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
