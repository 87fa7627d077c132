"""The picture of a page, for whoever shows its address."""

from threading import Lock
from typing import Any

from flask import Blueprint, Flask, Response, current_app, redirect
from flask.blueprints import BlueprintSetupState
from sqlalchemy import select

from flaskr.core.errors import NotFound
from flaskr.features.posts.models import Post
from flaskr.features.posts.shown import ShownPost, public_post
from flaskr.features.seo import social
from flaskr.features.seo.social import Shown
from flaskr.features.site.context import current_site
from flaskr.web.access import public
from flaskr.web.current import core, end_reading, reading, visiting

bp = Blueprint("social", __name__)

_YEAR = 365 * 24 * 60 * 60
_DRAWING = "flaskr.social_drawing"


@bp.record_once
def prepare(state: BlueprintSetupState) -> None:
    """Let each process draw one picture at a time: a crawler may ask for hundreds at once."""
    app: Flask | Any = state.app
    app.extensions[_DRAWING] = Lock()


@bp.get("/media/social/<int:post_id>-<digest>.jpg")
@public
def show_picture(post_id: int, digest: str) -> Any:
    """Send the picture of a public post, or of the site itself for 0.

    Who asks for an older one is led to the one it has now.
    """
    post = _readable(post_id) if post_id else None
    shown = _shown(post)
    if digest != shown.digest:
        return redirect(social.address(post_id, shown), 302)
    cover = post.cover if post else None
    end_reading()
    storage = core().storage
    data = social.kept(storage, post_id, shown)
    if data is None:
        with current_app.extensions[_DRAWING]:
            data = social.kept(storage, post_id, shown) or social.drawn(
                storage, post_id, shown, cover, more_fonts=core().settings["SOCIAL_FONT"]
            )
    response = Response(data, mimetype="image/jpeg")
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(digest)
    return response


def _readable(post_id: int) -> ShownPost:
    slug = reading().scalar(select(Post.slug).where(Post.id == post_id))
    post = public_post(visiting(), slug or "")[0]
    if post.visibility == "password":
        raise NotFound
    return post


def _shown(post: ShownPost | None) -> Shown:
    if post is None:
        return social.shown_of(current_site())
    cover = post.cover
    return social.shown_of(
        current_site(),
        post.title,
        cover.url if cover else "",
        cover.focal_point if cover else "center",
    )
