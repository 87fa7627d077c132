"""The site as it would look: shown to its owner alone, in a frame beside the form."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, make_response

from flaskr.features.appearance import choosing
from flaskr.features.appearance.stylesheet import stylesheet
from flaskr.features.posts import listing
from flaskr.features.posts.shown import public_post
from flaskr.features.posts.views import home, post_page
from flaskr.features.site.context import current_site
from flaskr.features.site.look import Look
from flaskr.web.access import actor, requires
from flaskr.web.assets import static_url
from flaskr.web.current import reading, visiting
from flaskr.web.themes import render_page

bp = Blueprint("appearance_preview", __name__, url_prefix="/studio/appearance")

# A link would lead out of the preview, to a page that no frame may show.
_STILL = "a, button { pointer-events: none; }\n"


@bp.get("/preview")
@requires("site.configure")
def show_home() -> Response:
    """Show the front page in the look that the actor tries."""
    _try()
    return _framed(home())


@bp.get("/preview/post")
@requires("site.configure")
def show_post() -> Response:
    """Show the newest post in the look that the actor tries, or the front page without one."""
    _try()
    newest = listing.public_posts(visiting(), listing.Flow(), limit=1).posts
    if not newest:
        return _framed(home())
    return _framed(render_page("post.html", post_page(*public_post(visiting(), newest[0].slug))))


@bp.get("/preview.css")
@requires("site.configure")
def show_stylesheet() -> Response:
    """Send the style sheet of the look that the actor tries."""
    return _private(Response(stylesheet(_tried(), static_url) + "\n" + _STILL, mimetype="text/css"))


def _try() -> None:
    look = g.tried_look = _tried()
    g.site_values = replace(current_site(), look=look)


def _tried() -> Look:
    return choosing.draft_of(reading(), actor()) or current_site().look


def _framed(answer: Any) -> Response:
    response = _private(make_response(answer))
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; script-src 'none'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    return response


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response
