"""Studio's pages for posts and pages: lists, the editor, publishing, the trash."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from flaskr.core.errors import Conflict, Invalid, Unavailable
from flaskr.features.posts import desk, editing, publishing, trash
from flaskr.features.posts.context import presenter
from flaskr.features.posts.editor import (
    draft_of,
    editor_page,
    filled_form,
    planned_time,
    take_in_changes,
)
from flaskr.features.posts.forms import PostForm
from flaskr.features.posts.meeting import knows_its_beginning
from flaskr.features.posts.models import KINDS, Post
from flaskr.lib.merging import Merged
from flaskr.web.access import actor, load, may, requires
from flaskr.web.current import reading, transaction
from flaskr.web.forms import form_of
from flaskr.web.studio import here_or, render_studio, say

bp = Blueprint("posts_studio", __name__, url_prefix="/studio", template_folder="templates")
STATES = ("", "draft", "scheduled", "published", "trashed")


@bp.get("/")
@requires("accounts.edit")
def index() -> Any:
    """Begin with the posts; who only reads has a profile."""
    writes = may("posts.write")
    return redirect(url_for(".list_posts" if writes else "accounts_studio.edit_profile"))


@bp.get("/posts/")
@requires("posts.write")
def list_posts() -> str:
    """List the posts."""
    return _list_page("post")


@bp.get("/pages/")
@requires("pages.write")
def list_pages() -> str:
    """List the pages."""
    return _list_page("page")


@bp.get("/posts/new")
@requires("posts.write")
def new_post() -> str:
    """Show an empty editor; `?kind=page` for a page."""
    return editor_page(PostForm(), None, kind=_kind())


@bp.post("/posts/")
@requires("posts.write")
def create_post() -> Any:
    """Save a new post."""
    form = form_of(PostForm)
    kind = _kind()
    if form.validate():
        try:
            draft, at = draft_of(form, None), planned_time(form)
            with transaction() as db:
                post = editing.begin(db, draft, by=actor(), kind=kind)
                done = editing.change_state(post, _then(), by=actor(), at=at)
        except Invalid as error:
            form.put(error)
        except Unavailable as error:
            form.put(error, "")
            return editor_page(form, None, kind=kind), error.status
        else:
            say(done, title=post.title)
            return redirect(url_for(".edit_post", post_id=post.id))
    return editor_page(form, None, kind=kind), 422


@bp.get("/posts/<int:post_id>")
@requires("posts.write")
def edit_post(post_id: int) -> str:
    """Show the editor."""
    post = load(reading(), Post, post_id, action="posts.edit")
    return editor_page(filled_form(post), post, kind=post.kind)


@bp.post("/posts/<int:post_id>")
@requires("posts.write")
def update_post(post_id: int) -> Any:
    """Save a post, with what somebody else saved since its form was shown."""
    form = form_of(PostForm)
    status, merged = 422, None
    if form.validate():
        try:
            seen = load(reading(), Post, post_id, action="posts.edit")
            merged = take_in_changes(form, seen)
            if form.errors or (merged and merged.conflicts):
                return _ask(form, seen, merged)
            draft, at = draft_of(form, seen), planned_time(form)
            with transaction() as db:
                post = load(db, Post, post_id, action="posts.edit")
                editing.save(post, draft, by=actor())
                done = editing.change_state(post, _then(), by=actor(), at=at)
        except Invalid as error:
            form.put(error)
        except editing.Overtaken as error:
            return _overtaken(form, post_id, error)
        except (Conflict, Unavailable) as error:
            form.put(error, "")
            status = error.status
        else:
            say(done, title=post.title)
            if merged:
                say("What somebody else saved while you were writing is in it too.", "info")
            return redirect(url_for(".edit_post", post_id=post_id))
    post = load(reading(), Post, post_id, action="posts.edit")
    return editor_page(form, post, kind=post.kind), status


@bp.post("/posts/<int:post_id>/publication")
@requires("posts.publish")
def create_publication(post_id: int) -> Any:
    """Publish a post as it is."""
    with transaction() as db:
        post = load(db, Post, post_id, action="posts.publish")
        publishing.publish(post, by=actor())
    say("“%(title)s” is published.", title=post.title)
    return redirect(here_or(_list_of(post)))


@bp.post("/posts/<int:post_id>/publication/removal")
@requires("posts.publish")
def delete_publication(post_id: int) -> Any:
    """Make a post a draft again."""
    with transaction() as db:
        post = load(db, Post, post_id, action="posts.publish")
        publishing.unpublish(post, by=actor())
    say("“%(title)s” is a draft again.", "info", title=post.title)
    return redirect(here_or(_list_of(post)))


@bp.post("/posts/<int:post_id>/trash")
@requires("posts.delete")
def trash_post(post_id: int) -> Any:
    """Put a post into the trash, from where it can be restored."""
    with transaction() as db:
        post = load(db, Post, post_id, action="posts.delete")
        trash.trash(post, by=actor())
    say("“%(title)s” is in the trash. It can be restored for 30 days.", "info", title=post.title)
    return redirect(here_or(_list_of(post)))


@bp.post("/posts/<int:post_id>/trash/removal")
@requires("posts.delete")
def restore_post(post_id: int) -> Any:
    """Restore a post from the trash."""
    with transaction() as db:
        post = load(db, Post, post_id, action="posts.delete")
        trash.restore(post, by=actor())
    say("“%(title)s” is back as it was.", title=post.title)
    return redirect(here_or(_list_of(post)))


@bp.post("/posts/<int:post_id>/removal")
@requires("posts.delete")
def remove_post(post_id: int) -> Any:
    """Delete a post in the trash for good."""
    with transaction() as db:
        post = load(db, Post, post_id, action="posts.delete")
        if post.trashed_at is None:
            raise Conflict("Put the post into the trash first.")
        trash.remove(post, by=actor())
    say("“%(title)s” is deleted for good.", "info", title=post.title)
    return redirect(here_or(_list_of(post)))


def _then() -> str:
    return request.form.get("then", "")


def _ask(form: PostForm, post: Post, merged: Merged | None) -> Any:
    places = merged.places if merged else ()
    return editor_page(form, post, kind=post.kind, conflicts=places), Conflict.status


def _overtaken(form: PostForm, post_id: int, error: editing.Overtaken) -> Any:
    post = load(reading(), Post, post_id, action="posts.edit")
    if knows_its_beginning(form):
        # It was saved between our look and our turn; as the form stays the older one, what both
        # changed is put together when it is sent again.
        form.put(
            Conflict(
                "Somebody else saved this post at the same moment. Save again to put both together."
            ),
            "",
        )
    else:
        form.put(error, "")
        form.based_on.data = editing.edition(post)
    return editor_page(form, post, kind=post.kind), error.status


def _kind() -> str:
    kind = request.args.get("kind", "post")
    return kind if kind in KINDS and may(f"{kind}s.write") else "post"


def _list_of(post: Post) -> str:
    return url_for(".list_pages" if post.is_page else ".list_posts")


def _list_page(kind: str) -> str:
    state = request.args.get("state", "")
    search = request.args.get("q", "").strip()
    everybody = may("posts.edit_any")
    shown = desk.posts_in_studio(
        reading(),
        kind=kind,
        state=state if state in STATES else "",
        author_id=None if everybody else actor().id,
        search=search,
        before=request.args.get("before"),
    )
    return render_studio(
        "posts/list.html",
        kind=kind,
        state=state,
        search=search,
        is_first="before" not in request.args,
        shown=shown,
        local=presenter().local,
        states=[(state or "all", state) for state in STATES],
    )
