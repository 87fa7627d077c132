"""What every page knows of the site, read once for each request."""

import werkzeug.exceptions
from flask import current_app, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from flaskr.core.errors import FlaskrError, Gone, NotFound
from flaskr.features.site.identity import SiteValues, site_values
from flaskr.features.site.look import Logo
from flaskr.features.site.pages import LogoPicture, NavLink, SiteInfo
from flaskr.features.site.redirects import NOWHERE, spellings, target_of
from flaskr.lib import languages, urls
from flaskr.lib.languages import Language
from flaskr.lib.sanitize import stored
from flaskr.lib.services import service_of
from flaskr.web.current import core, reading
from flaskr.web.themes import environment_of


def current_site() -> SiteValues:
    """Return the site's values, the same for the whole request."""
    values: SiteValues | None = g.get("site_values")
    if values is None:
        values = g.site_values = core().kept.get(
            "site", lambda: site_values(reading()), since=g.get("reading_since")
        )
    return values


def site_url() -> str:
    """Return the site's public address without a slash at the end."""
    fixed: str = core().settings["SITE_URL"]
    # `request.url_root` would be written for people, with a host's own letters, and take longer.
    return (fixed or f"{request.scheme}://{request.host}{request.root_path}").rstrip("/")


def words() -> Language:
    """Return the site's language, for what a page says besides its template."""
    return environment_of(current_site().language).language


def site_info(values: SiteValues | None = None) -> SiteInfo:
    """Return what a theme sees of the site, with the values given or its own."""
    values = values or current_site()
    look = values.look
    return SiteInfo(
        title=values.title,
        tagline=values.tagline,
        language=values.language,
        url=site_url(),
        navigation=tuple([NavLink(each.label, each.url) for each in look.navigation]),
        footer_links=tuple([NavLink(each.label, each.url) for each in look.footer_links]),
        profiles=tuple([NavLink(service_of(url), url) for url in look.profiles]),
        announcement=stored(look.announcement_html),
        footer=stored(look.footer_html),
        logo=_logo(look.logo) if look.logo else None,
        icon=look.icon and f"/media/{look.icon}",
        home_layout=look.home_layout,
        is_right_to_left=languages.is_right_to_left(values.language),
        registration_open=values.registration == "open",
    )


def _logo(logo: Logo) -> LogoPicture:
    return LogoPicture(
        src=f"/media/{logo.key}",
        dark_src=logo.dark and f"/media/{logo.dark}",
        width=logo.width,
        height=logo.height,
    )


def is_answered(path: str) -> bool:
    """Say whether a visitor who asks for an address gets something that is no redirect of ours.

    It is asked for, because only the features above know which of their addresses are used.
    """
    if path.startswith("/?p="):
        return False  # The home page looks for these among the redirects first.
    app = current_app
    with app.app_context(), app.test_request_context(path):
        try:
            response = app.make_response(app.dispatch_request())
        except RequestRedirect as slash:
            return is_answered(urls.split(slash.new_url).path)
        except (NotFound, werkzeug.exceptions.NotFound, MethodNotAllowed):
            return False
        except (FlaskrError, HTTPException):
            return True
        return response.status_code != 301 or response.location != old_target()


def old_target() -> str | None:
    """Return where the address of this request leads by a redirect, or None; raises Gone."""
    query = request.query_string.decode("utf-8", "replace")
    target = target_of(reading(), *spellings(request.path, query))
    if target == NOWHERE:
        raise Gone
    return target
