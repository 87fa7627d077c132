"""Studio's pages for series."""

from typing import Any

from flask import Blueprint, redirect, url_for

from flaskr.core.db import find
from flaskr.core.errors import Invalid
from flaskr.features.posts.models import Post
from flaskr.features.series import arranging, listing
from flaskr.features.series.forms import PartForm, SeriesForm
from flaskr.features.series.models import Series
from flaskr.web.access import actor, requires
from flaskr.web.current import reading, transaction
from flaskr.web.forms import form_of
from flaskr.web.studio import render_studio, say, say_error

bp = Blueprint("series_studio", __name__, url_prefix="/studio/series", template_folder="templates")


@bp.get("/")
@requires("series.arrange")
def list_series() -> str:
    """List all series, and offer to begin one."""
    return _list_page(SeriesForm())


@bp.post("/")
@requires("series.arrange")
def create_series() -> Any:
    """Begin a series."""
    form = form_of(SeriesForm)
    if form.validate():
        try:
            with transaction() as db:
                series = arranging.begin_series(
                    db, form.name.data, by=actor(), description=form.description.data
                )
                series_id = series.id
        except Invalid as error:
            form.put(error)
        else:
            say("The series is there. Add its parts.")
            return redirect(url_for(".edit_series", series_id=series_id))
    return _list_page(form), 422


@bp.get("/<int:series_id>")
@requires("series.arrange")
def edit_series(series_id: int) -> str:
    """Show a series with its parts."""
    series = find(reading(), Series, series_id)
    return _page(series, SeriesForm(obj=series))


@bp.post("/<int:series_id>")
@requires("series.arrange")
def update_series(series_id: int) -> Any:
    """Change its name and what it is about."""
    form = form_of(SeriesForm)
    if form.validate():
        try:
            with transaction() as db:
                arranging.describe_series(
                    find(db, Series, series_id),
                    by=actor(),
                    name=form.name.data,
                    description=form.description.data,
                )
        except Invalid as error:
            form.put(error)
        else:
            say("The series is saved.")
            return redirect(url_for(".edit_series", series_id=series_id))
    return _page(find(reading(), Series, series_id), form), 422


@bp.post("/<int:series_id>/parts")
@requires("series.arrange")
def create_part(series_id: int) -> Any:
    """Put a post at the end."""
    form = form_of(PartForm)
    try:
        if not form.validate() or form.post.data is None:
            raise Invalid("post", "Choose a post.")
        with transaction() as db:
            post = find(db, Post, form.post.data)
            arranging.add_part(find(db, Series, series_id), post, by=actor())
            title = post.title
    except Invalid as error:
        say_error(error)
    else:
        say("“%(title)s” is the last part now.", title=title)
    return redirect(url_for(".edit_series", series_id=series_id))


@bp.post("/<int:series_id>/parts/<int:post_id>/<any(up, down):way>")
@requires("series.arrange")
def move_part(series_id: int, post_id: int, way: str) -> Any:
    """Put a part one place up or down."""
    with transaction() as db:
        arranging.move_part(find(db, Series, series_id), post_id, by=actor(), up=way == "up")
    return redirect(url_for(".edit_series", series_id=series_id))


@bp.post("/<int:series_id>/parts/<int:post_id>/removal")
@requires("series.arrange")
def delete_part(series_id: int, post_id: int) -> Any:
    """Take a part out; it can be added again."""
    with transaction() as db:
        arranging.remove_part(find(db, Series, series_id), post_id, by=actor())
    say("The post is no part of the series any more. It can be added again below.", "info")
    return redirect(url_for(".edit_series", series_id=series_id))


@bp.post("/<int:series_id>/removal")
@requires("series.arrange")
def delete_series(series_id: int) -> Any:
    """Remove the series; the dialog before has asked."""
    with transaction() as db:
        series = find(db, Series, series_id)
        name = series.name
        arranging.remove_series(series, by=actor())
    say("The series “%(name)s” is removed. Its posts are as they were.", "info", name=name)
    return redirect(url_for(".list_series"))


def _list_page(form: SeriesForm) -> str:
    return render_studio("series/list.html", form=form, all=listing.all_series(reading()))


def _page(series: Series, form: SeriesForm) -> str:
    return render_studio(
        "series/edit.html",
        form=form,
        series=series,
        parts=listing.parts_of(reading(), series),
        more=listing.posts_to_add(reading(), series),
    )
