"""The style sheet that readers' browsers load."""

from flask import Blueprint, Response, request

from flaskr.core.errors import NotFound
from flaskr.features.appearance.stylesheet import address, stylesheet
from flaskr.features.site.context import current_site
from flaskr.web.access import public
from flaskr.web.pagecache import depends_on

bp = Blueprint("appearance", __name__, template_folder="templates")


@bp.get("/look-<digest>.css")
@public
def look(digest: str) -> Response:
    """Send the look's style sheet, for good under its own name.

    An older name gets what is chosen now, for pages that somebody kept.
    """
    chosen = current_site().look
    if not address(chosen):
        raise NotFound
    response = Response(stylesheet(chosen), mimetype="text/css")
    if request.path == address(chosen):
        depends_on()
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        depends_on(odd=True)
    return response
