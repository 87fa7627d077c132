"""The key of IndexNow, for search engines that ask who sent a ping."""

from flask import Blueprint, Response

from flaskr.core.errors import NotFound
from flaskr.features.pings.index_now import KEY_PATH, key_of
from flaskr.web.access import public
from flaskr.web.current import reading

bp = Blueprint("pings", __name__)


@bp.get(KEY_PATH)
@public
def show_key() -> Response:
    """Send the key; a site that never told anybody has none."""
    key = key_of(reading())
    if key is None:
        raise NotFound
    return Response(key, mimetype="text/plain")
