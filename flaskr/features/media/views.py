"""The public address of media: /media/…"""

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, redirect, send_file

from flaskr.core.errors import NotFound
from flaskr.features.media.library import Servable, servable
from flaskr.features.site.redirects import target_of
from flaskr.web.access import public
from flaskr.web.current import core, reading

bp = Blueprint("media", __name__)
YEAR = 365 * 24 * 60 * 60


@bp.get("/media/<path:key>")
@public
def show_file(key: str) -> Any:
    """Send a file; what is under a key never changes, so it may be kept for good."""
    found = servable(reading(), key)
    if found is not None and core().storage.exists(key):
        return _answer(key, found)
    # PostgreSQL refuses text with a NUL in it, even to compare with.
    target = None if "\0" in key else target_of(reading(), f"/media/{key}")
    if not target:
        raise NotFound
    return redirect(target, 301)


def _answer(key: str, found: Servable) -> Response:
    response = send_file(
        core().storage.path(key) or BytesIO(core().storage.get(key)),
        mimetype=found.mime,
        as_attachment=found.name is not None,
        download_name=found.name,
        conditional=True,
        etag=key.rpartition("/")[2],
        max_age=YEAR,
    )
    response.cache_control.public = True
    response.cache_control.immutable = True
    # Whatever a browser takes the file for, nothing in it runs.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Feed readers on other sites show the pictures of a post too.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
