"""The tutorial's addresses and forms: /create, /<id>/update and /<id>/delete."""

from typing import Any

from flask import Blueprint, redirect

from flaskr.core.errors import Invalid, Unavailable
from flaskr.features.posts import publishing, trash, writing
from flaskr.features.posts.forms import TutorialForm
from flaskr.features.posts.models import Post
from flaskr.features.posts.rendering import current_revision, render
from flaskr.web.access import actor, load, requires
from flaskr.web.current import reading, transaction
from flaskr.web.forms import form_of
from flaskr.web.studio import render_studio, say

bp = Blueprint("blog", __name__, template_folder="templates")


@bp.get("/create")
@requires("posts.write")
def new() -> str:
    """Show the form for a post."""
    return render_studio("posts/create.html", form=TutorialForm())


@bp.post("/create")
@requires("posts.write")
def create() -> Any:
    """Make a post and publish it at once."""
    form = form_of(TutorialForm)
    if form.validate():
        try:
            rendered = render(reading(), form.body.data)
            with transaction() as db:
                post = writing.write(
                    db,
                    by=actor(),
                    title=form.title.data,
                    body=form.body.data,
                    rendered=rendered,
                )
                publishing.publish(post, by=actor())
        except Invalid as error:
            form.put(error)
        except Unavailable as error:
            form.put(Invalid("", error.message))
            return render_studio("posts/create.html", form=form), error.status
        else:
            return redirect("/")
    return render_studio("posts/create.html", form=form), 422


@bp.get("/<int:id>/update")
@requires("posts.write")
def edit(id: int) -> str:
    """Show the form with a post."""
    post = load(reading(), Post, id, action="posts.edit")
    revision = current_revision(post)
    form = TutorialForm(data={"title": post.title, "body": revision.body if revision else ""})
    return render_studio("posts/update.html", form=form, post=post)


@bp.post("/<int:id>/update")
@requires("posts.write")
def update(id: int) -> Any:
    """Save a post."""
    form = form_of(TutorialForm)
    load(reading(), Post, id, action="posts.edit")
    if form.validate():
        try:
            rendered = render(reading(), form.body.data)
            with transaction() as db:
                post = load(db, Post, id, action="posts.edit")
                writing.revise(
                    post,
                    by=actor(),
                    title=form.title.data,
                    body=form.body.data,
                    rendered=rendered,
                )
        except (Invalid, Unavailable) as error:
            form.put(error if isinstance(error, Invalid) else Invalid("", error.message))
        else:
            return redirect("/")
    post = load(reading(), Post, id, action="posts.edit")
    return render_studio("posts/update.html", form=form, post=post), 422


@bp.get("/<int:id>/delete")
@requires("posts.delete")
def confirm_deletion(id: int) -> str:
    """Ask before a post is deleted."""
    post = load(reading(), Post, id, action="posts.delete")
    return render_studio("posts/delete.html", post=post)


@bp.post("/<int:id>/delete")
@requires("posts.delete")
def delete(id: int) -> Any:
    """Put a post into the trash."""
    with transaction() as db:
        post = load(db, Post, id, action="posts.delete")
        trash.trash(post, by=actor())
    say("“%(title)s” is in the trash. It can be restored for 30 days.", "info", title=post.title)
    return redirect("/")
