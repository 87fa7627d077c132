"""The site's own public addresses: /hello, and where old addresses lead."""

from typing import Any

from flask import Blueprint, redirect
from sqlalchemy.exc import SQLAlchemyError

from flaskr.core.errors import NotFound
from flaskr.features.site.context import old_target, site_info
from flaskr.features.site.identity import SiteValues
from flaskr.web.access import public
from flaskr.web.current import core
from flaskr.web.pagecache import depends_on

bp = Blueprint("site", __name__, template_folder="templates")


@bp.app_context_processor
def context() -> dict[str, Any]:
    """Give every template the site; the page that says the database is away needs it too."""
    try:
        return {"site": site_info()}
    except SQLAlchemyError as error:
        core().log.error("site.unreadable", error=str(error))
        return {"site": site_info(SiteValues())}


@bp.get("/hello")
@public
def hello() -> str:
    """Say hello, as the tutorial does."""
    depends_on()
    return "Hello, World!"


@bp.get("/<path:path>")
@public
def old_address(path: str) -> Any:
    """Lead from an address nothing else answers to where its content is now."""
    depends_on("addresses", odd=True)
    target = old_target()
    if target is None:
        raise NotFound
    return redirect(target, 301)
