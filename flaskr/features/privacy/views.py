"""The page about privacy."""

from typing import Any

from flask import Blueprint

from flaskr.features.posts.context import canonical, feeds_of
from flaskr.features.privacy import pages, telling
from flaskr.features.site.context import current_site, words
from flaskr.web.access import public
from flaskr.web.current import core, reading
from flaskr.web.themes import render_page

bp = Blueprint("privacy", __name__)


@bp.get("/privacy/")
@public
def show_privacy() -> Any:
    """Tell what the site keeps about its readers, made anew each time: few ask for it."""
    site, features = current_site(), core().features
    return render_page(
        "privacy.html",
        pages.PrivacyPage(
            title=words().gettext("Privacy"),
            description=words().gettext(
                "What this site keeps about its readers, what for and how long."
            ),
            canonical_url=canonical("/privacy/"),
            feeds=feeds_of(site.title, ""),
            kept=tuple(
                pages.Kept(data.about, data.what, data.why, data.until)
                for data in telling.kept(reading(), features)
            ),
            cookies=tuple(
                pages.KeptCookie(cookie.name, cookie.what_for, cookie.until)
                for cookie in telling.cookies(features)
            ),
        ),
    )
