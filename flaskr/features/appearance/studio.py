"""Studio's page for how the site looks."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import FileStorage

from flaskr.core.errors import Invalid
from flaskr.features.appearance import choosing, pictures
from flaskr.features.appearance.accent import shades
from flaskr.features.appearance.forms import LookForm, filled
from flaskr.features.media import uploading
from flaskr.features.media.models import Media
from flaskr.features.posts.listing import public_pages
from flaskr.features.site import fonts
from flaskr.features.site.identity import site_values
from flaskr.features.site.look import Look
from flaskr.web.access import actor, requires
from flaskr.web.assets import static_url
from flaskr.web.current import core, end_reading, reading, transaction
from flaskr.web.forms import form_of, labelled
from flaskr.web.studio import render_studio, say

bp = Blueprint("appearance_studio", __name__, url_prefix="/studio", template_folder="templates")


@bp.get("/appearance/")
@requires("site.configure")
def edit_look() -> str:
    """Show the look that the actor tries, else the site's."""
    draft = choosing.draft_of(reading(), actor())
    return _page(filled(draft or site_values(reading()).look), has_draft=draft is not None)


@bp.get("/appearance/fonts.css")
@requires("site.configure")
def show_samples() -> Response:
    """Send the fonts that can be chosen, for their samples."""
    rules = [fonts.sample(name, static_url) for name in fonts.SHIPPED]
    return Response("\n".join(rules), mimetype="text/css")


@bp.post("/appearance/")
@requires("site.configure")
def update_look() -> Any:
    """Give the site the look that was filled in."""
    return _with_form(choosing.choose_look, "The look is saved. Earlier ones stand below.")


@bp.post("/appearance/draft")
@requires("site.configure")
def create_draft() -> Any:
    """Keep what was filled in for the actor to see."""
    return _with_form(choosing.keep_draft, "")


@bp.post("/appearance/draft/removal")
@requires("site.configure")
def delete_draft() -> Any:
    """Go back to the site's look."""
    with transaction() as db:
        choosing.forget_draft(db, by=actor())
    say("What you tried is thrown away.", "info")
    return redirect(url_for(".edit_look"))


@bp.post("/appearance/looks/<int:look_id>/restoration")
@requires("site.configure")
def create_restoration(look_id: int) -> Any:
    """Bring an earlier look back."""
    with transaction() as db:
        choosing.restore_look(db, look_id, by=actor())
    say("The earlier look is back.")
    return redirect(url_for(".edit_look"))


def _with_form(verb: Any, told: str) -> Any:
    request.max_content_length = len(_PICTURES) * _most_bytes() + 2**18
    form = form_of(LookForm)
    _set_pages(form)
    if form.validate():
        try:
            look = _with_pictures(choosing.prepared(form.look()), form)
            with transaction() as db:
                verb(db, look, by=actor())
        except Invalid as error:
            form.put(error)
        else:
            if told:
                say(told)
            return redirect(url_for(".edit_look"), 303)
    return _page(form), 422


_PICTURES = ("logo_file", "logo_dark_file", "icon_file")


def _with_pictures(look: Look, form: LookForm) -> Look:
    """Take in what was uploaded, and keep what the form says was there before."""
    if not form.no_logo.data:
        keys = form.logo.data or "", form.logo_dark.data or ""
        look = replace(look, logo=pictures.logo_of(reading(), *keys))
    if not form.no_icon.data:
        look = replace(look, icon=pictures.icon_of(core().storage, form.icon.data or ""))
    end_reading()
    for name, place in (
        ("logo_file", pictures.with_logo),
        ("logo_dark_file", pictures.with_dark_logo),
    ):
        if upload := request.files.get(name):
            look = place(look, _taken(upload, name))
    if upload := request.files.get("icon_file"):
        look = replace(look, icon=pictures.made_icon(core().storage, upload.stream.read()))
    return look


def _taken(upload: FileStorage, field: str) -> Media:
    name = upload.filename or ""
    try:
        prepared = uploading.prepare(upload.stream.read(), name, most_bytes=_most_bytes())
    except Invalid as error:
        raise Invalid(field, error.said, **error.values) from error
    uploading.keep(core().storage, prepared)
    with transaction() as db:
        return uploading.add_media(db, prepared, by=actor())


def _most_bytes() -> int:
    most: int = core().settings["UPLOAD_LIMIT"] * 2**20
    return most


def _page(form: LookForm, *, has_draft: bool = False) -> str:
    _set_pages(form)
    current = site_values(reading()).look
    accent = current.accent if not has_draft else form.accent.data
    return render_studio(
        "appearance/edit.html",
        form=form,
        has_draft=has_draft,
        shades=shades(accent) if accent else (),
        earlier=choosing.earlier_looks(reading()),
        kind="post" if request.args.get("preview") == "post" else "home",
    )


def _set_pages(form: LookForm) -> None:
    pages = {page.slug: page.title for page in public_pages(reading())}
    form.home_page.choices = labelled({"": "The newest posts", **pages})
