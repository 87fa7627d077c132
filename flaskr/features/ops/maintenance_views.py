"""A site that is closed to readers: one page for all of them, the site for who writes."""

import click
from flask import Blueprint, Response, current_app, request, url_for
from flask.cli import with_appcontext

from flaskr.core.permissions import SYSTEM
from flaskr.features.ops.pages import MaintenancePage
from flaskr.features.site.context import current_site, words
from flaskr.features.site.identity import change_site
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.access import may
from flaskr.web.current import core
from flaskr.web.slots import fragment
from flaskr.web.themes import render_page

bp = Blueprint("ops_maintenance", __name__)

# Logging in, Studio, what both are made of, and what machines ask.
_OPEN = (
    "/auth/",
    "/studio/",
    "/media/",
    "/static/",
    "/hello",
    "/healthz",
    "/readyz",
    "/.well-known/",
)
RETRY_AFTER = 600  # seconds


@bp.before_app_request
def close() -> Response | None:
    """Answer every public page with the one about maintenance, while the site is closed."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "access", None) != ("public",) or request.path.startswith(_OPEN):
        return None
    site = current_site()
    if not site.maintenance or may("posts.write"):
        return None
    page = MaintenancePage(
        title=words().gettext("Closed for maintenance"),
        message=site.maintenance_message,
        robots="noindex",
    )
    response = render_page("maintenance.html", page, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def studio_top() -> SafeHtml | None:
    """Remind everybody in Studio that readers see nothing of it."""
    if not current_site().maintenance:
        return None
    return fragment(
        "ops/maintenance_notice.html",
        settings_url=url_for("site_studio.edit_settings") if may("site.configure") else "",
    )


@click.command("maintenance")
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--message", help="What readers are told.")
@with_appcontext
def maintenance(state: str, message: str | None) -> None:
    """Close the site to readers, or open it again; who writes here sees it as ever."""
    changes = {} if message is None else {"maintenance_message": message}
    with core().db.transaction() as db:
        change_site(db, by=SYSTEM, maintenance=state == "on", **changes)
    click.echo("The site is closed to readers." if state == "on" else "The site is open.")
