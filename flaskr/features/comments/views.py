"""Where readers comment: the form with its preview, and what they may do with what they wrote."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from flaskr.core.db import find, known
from flaskr.core.errors import Conflict, FlaskrError, Invalid, NotFound, TooMany
from flaskr.features.comments import following, listing, page_views, posting, signing, slots
from flaskr.features.comments.context import may_follow, own_form, secret, signs_of
from flaskr.features.comments.forms import CommentForm
from flaskr.features.comments.models import Comment
from flaskr.features.comments.rules import is_read_by_all, rule_of
from flaskr.features.posts.models import Post
from flaskr.features.site.context import current_site
from flaskr.lib import tokens
from flaskr.web.access import actor, public
from flaskr.web.current import client_address, core, reading, transaction, visiting
from flaskr.web.forms import form_of

bp = Blueprint("comments", __name__, url_prefix="/comments")
LIMIT = "10 per 10 minutes"
PREVIEWS = "60 per 10 minutes"


@bp.get("/<int:comment_id>")
@public
def show_place(comment_id: int) -> Any:
    """Lead to a comment in its thread, on whatever page of it that is."""
    comment = find(reading(), Comment, comment_id)
    if comment.state != "approved" or not is_read_by_all(comment.post):
        raise NotFound
    return redirect(_place(comment))


@bp.get("/posts/<int:post_id>/new")
@public
def new_comment(post_id: int) -> Any:
    """Show the form by itself; `?answer=` names the comment that is answered."""
    post, rule = posting.open_post(reading(), post_id)
    form = CommentForm(data={"answer": request.args.get("answer", "")})
    return page_views.writing_page(
        post, own_form(form, post_id, rule=rule), _answered(form, post_id)
    )


@bp.post("/posts/<int:post_id>")
@public
def create_comment(post_id: int) -> Any:
    """Show how a comment would look, or post it."""
    form = form_of(CommentForm)
    try:
        ready = _checked(form)
        if request.form.get("then") == "preview":
            _count_preview()
            post, rule = posting.open_post(reading(), post_id)
            shown = own_form(form, post_id, rule=rule)
            return page_views.preview_page(post, shown, ready, _answered(form, post_id))
        by, signs = actor(), signs_of(form, post_id)
        with transaction(together=True) as db:
            _count(db)
            comment = posting.post_comment(db, post_id, ready, by=by, signs=signs)
            comment_id = comment.id
            if form.follow.data and may_follow() and comment.spam_at is None:
                following.ask(db, post_id, posting.email_of(db, ready, by=by))
    except (Invalid, TooMany, Conflict) as error:
        return _again(post_id, form, error)
    return redirect(_own(comment_id), 303)


@bp.get("/<int:comment_id>/own/<key>")
@public
def show_own(comment_id: int, key: str) -> Any:
    """Show whoever wrote a comment what became of it, and what they may do with it."""
    comment = _own_comment(reading(), comment_id, key)
    place = _place(comment) if comment.state == "approved" else ""
    return page_views.own_page(comment, base=_own(comment_id), url=place)


@bp.get("/<int:comment_id>/own/<key>/edit")
@public
def edit_own(comment_id: int, key: str) -> Any:
    """Show the form with one's own comment."""
    comment = _own_comment(reading(), comment_id, key)
    form = CommentForm(data={"body": comment.body})
    return _edit_page(comment, form)


@bp.post("/<int:comment_id>/own/<key>")
@public
def update_own(comment_id: int, key: str) -> Any:
    """Change one's own comment, or show how it would look."""
    comment = _own_comment(reading(), comment_id, key)
    form = form_of(CommentForm)
    try:
        ready = _checked(form, of=comment)
        if request.form.get("then") == "preview":
            _count_preview()
            return _edit_page(comment, form, ready=ready)
        signs = signs_of(form, comment.post_id)
        with transaction() as db:
            _count(db)
            own = _own_comment(db, comment_id, key)
            posting.edit_own(own, ready, by=actor(), signs=signs)
    except (Invalid, TooMany) as error:
        comment = _own_comment(reading(), comment_id, key)
        return _edit_page(comment, form, error=error)
    return redirect(_own(comment_id), 303)


@bp.post("/<int:comment_id>/own/<key>/deletion")
@public
def delete_own(comment_id: int, key: str) -> Any:
    """Take one's own comment back."""
    with transaction() as db:
        posting.delete_own(_own_comment(db, comment_id, key))
    return redirect(_own(comment_id), 303)


@bp.post("/<int:comment_id>/own/<key>/deletion/removal")
@public
def restore_own(comment_id: int, key: str) -> Any:
    """Bring one's own comment back."""
    with transaction() as db:
        posting.bring_back_own(_own_comment(db, comment_id, key))
    return redirect(_own(comment_id), 303)


def _again(post_id: int, form: CommentForm, error: FlaskrError) -> Response:
    """Give back what somebody wrote, with what is wrong."""
    try:
        post, rule = posting.open_post(reading(), post_id)
    except Conflict as closed:
        return page_views.closed_page(find(reading(), Post, post_id), form, closed)
    shown = own_form(form, post_id, rule=rule, errors=_said(error))
    return page_views.writing_page(post, shown, _answered(form, post_id), status=error.status)


def _checked(form: CommentForm, *, of: Comment | None = None) -> posting.Words:
    return posting.checked(
        body=form.body.data,
        name=of.author_name if of else form.name.data,
        email="" if of else form.email.data,
        website="" if of else form.website.data,
        by=actor(),
        answers_id=form.answers_id,
    )


def _edit_page(
    comment: Comment,
    form: CommentForm,
    *,
    ready: posting.Words | None = None,
    error: FlaskrError | None = None,
) -> Response:
    shown = own_form(
        form,
        comment.post_id,
        rule=rule_of(comment.post, current_site()),
        action=_own(comment.id),
        errors=_said(error) if error else None,
    )
    status = error.status if error else 200
    return page_views.edit_page(comment, shown, ready, own_url=_own(comment.id), status=status)


def _count(db: Any) -> None:
    """Count what comes from one address, in the transaction of the comment."""
    address = client_address()
    sentence = posting.SENTENCES["many"]
    core().limits.hit(LIMIT, "comments", address, message=sentence, within=db)


def _count_preview() -> None:
    message = posting.SENTENCES["many"]
    core().limits.hit(PREVIEWS, "comments", "preview", client_address(), message=message)


def _own_comment(db: Any, comment_id: int, key: str) -> Comment:
    comment: Comment = find(db, Comment, comment_id)
    if not tokens.same(key, signing.owner_key(secret(), comment_id)):
        raise NotFound
    return comment


def _answered(form: CommentForm, post_id: int) -> Comment | None:
    comment = known(reading(), Comment, form.answers_id) if form.answers_id else None
    is_shown = comment and comment.post_id == post_id and comment.state == "approved"
    return comment if is_shown else None


def _own(comment_id: int) -> str:
    return f"/comments/{comment_id}/own/{signing.owner_key(secret(), comment_id)}"


def _place(comment: Comment) -> str:
    page = listing.page_of(visiting(), comment)
    query = f"?{slots.PAGE}={page}" if page > 1 else ""
    return f"{comment.post.path}{query}#comment-{comment.id}"


def _said(error: FlaskrError) -> dict[str, str]:
    field = error.field if isinstance(error, Invalid) else ""
    return {field: error.message}
