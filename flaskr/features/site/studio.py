"""Studio's page for the site's settings."""

from typing import Any

from flask import Blueprint, redirect, url_for

from flaskr.core.errors import Invalid
from flaskr.features.site.forms import SiteForm
from flaskr.features.site.identity import change_site, site_values
from flaskr.web.access import actor, requires
from flaskr.web.current import reading, transaction
from flaskr.web.forms import form_of
from flaskr.web.studio import render_studio, say

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


def _settings_page(form: SiteForm) -> str:
    return render_studio("site/settings.html", form=form)
