"""Studio's pages for the site's settings and redirects."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from flaskr.core.errors import Invalid
from flaskr.features.site.context import is_answered
from flaskr.features.site.forms import RedirectForm, SiteForm
from flaskr.features.site.identity import change_site, site_values
from flaskr.features.site.redirects import (
    add_redirect,
    clean_path,
    redirects,
    remove_redirect,
)
from flaskr.web.access import actor, requires
from flaskr.web.current import reading, transaction
from flaskr.web.forms import form_of
from flaskr.web.studio import here_or, render_studio, say

bp = Blueprint("site_studio", __name__, url_prefix="/studio", template_folder="templates")


@bp.get("/settings/")
@requires("site.configure")
def edit_settings() -> str:
    """Show the site's settings."""
    values = site_values(reading())
    return _settings_page(SiteForm(data=vars(values)))


@bp.post("/settings/")
@requires("site.configure")
def update_settings() -> Any:
    """Change the site's settings."""
    form = form_of(SiteForm)
    if form.validate():
        try:
            with transaction() as db:
                change_site(db, by=actor(), **form.data)
        except Invalid as error:
            form.put(error)
        else:
            say("The settings are saved.")
            return redirect(url_for(".edit_settings"))
    return _settings_page(form), 422


@bp.get("/redirects/")
@requires("site.configure")
def list_redirects() -> str:
    """List the redirects."""
    return _redirects_page(RedirectForm())


@bp.post("/redirects/")
@requires("site.configure")
def create_redirect() -> Any:
    """Add a redirect."""
    form = form_of(RedirectForm)
    if form.validate():
        try:
            path = clean_path(form.path.data)
            if is_answered(path):
                raise Invalid(
                    "path", f"{path} has a page here already; only an unused address can lead on."
                )
            with transaction() as db:
                row = add_redirect(db, path, form.target.data)
                if row is None:
                    raise Invalid("target", "An address cannot lead to itself.")
        except Invalid as error:
            form.put(error)
        else:
            say(f"{row.path} now leads to {row.target}.")
            return redirect(url_for(".list_redirects"))
    return _redirects_page(form), 422


@bp.post("/redirects/<int:redirect_id>/removal")
@requires("site.configure")
def delete_redirect(redirect_id: int) -> Any:
    """Remove a redirect; the message says how to bring it back."""
    with transaction() as db:
        row = remove_redirect(db, redirect_id, by=actor())
    before = f"It led to {row.target}." if row.target else "It said that its post was deleted."
    say(f"{row.path} leads nowhere now. {before}", "info")
    return redirect(here_or(url_for(".list_redirects")))


def _settings_page(form: SiteForm) -> str:
    return render_studio("site/settings.html", form=form)


def _redirects_page(form: RedirectForm) -> str:
    rows = redirects(reading(), after=request.args.get("after", ""), limit=101)
    following = rows[99].path if len(rows) > 100 else None
    return render_studio("site/redirects.html", form=form, rows=rows[:100], following=following)
