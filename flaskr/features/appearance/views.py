"""What browsers load beside the pages: the style sheet, the icon, the web app manifest."""

import json
from typing import Any

from flask import Blueprint, Response, redirect, request

from flaskr.core.errors import NotFound
from flaskr.features.appearance.stylesheet import address, stylesheet
from flaskr.features.site.context import current_site
from flaskr.web.access import public
from flaskr.web.assets import static_url
from flaskr.web.pagecache import depends_on

bp = Blueprint("appearance", __name__, template_folder="templates")


@bp.get("/look-<digest>.css")
@public
def look(digest: str) -> Response:
    """Send the look's style sheet, for good under its own name.

    An older name gets what is chosen now, for pages that somebody kept.
    """
    chosen = current_site().look
    here = address(chosen, static_url)
    if not here:
        raise NotFound
    response = Response(stylesheet(chosen, static_url), mimetype="text/css")
    if request.path == here:
        depends_on()
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        depends_on(odd=True)
    return response


@bp.get("/site.webmanifest")
@public
def manifest() -> Response:
    """Say what the site is called and which icons it has (W3C, Web Application Manifest)."""
    site = current_site()
    if not site.look.icon:
        raise NotFound
    depends_on()
    start = f"/media/{site.look.icon}"
    icons: list[dict[str, str]] = [
        {"src": f"{start}{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    icons.append(
        {
            "src": f"{start}maskable.png",
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        }
    )
    told = {
        "name": site.title,
        "short_name": site.title[:30],
        "description": site.tagline,
        "lang": site.language,
        "start_url": "/",
        "display": "browser",
        "icons": icons,
    }
    return Response(json.dumps(told), mimetype="application/manifest+json")


@bp.get("/favicon.ico")
@bp.get("/apple-touch-icon.png")
@public
def well_known_icon() -> Any:
    """Lead those who ask for an icon where it always was to where it is."""
    icon = current_site().look.icon
    if not icon:
        raise NotFound
    depends_on()
    return redirect(f"/media/{icon}{'favicon.ico' if request.path.endswith('.ico') else '180.png'}")
