"""The pages on which one visitor writes a comment and sees what became of it; none is kept."""

from typing import Any

from flask import Response

from flaskr.core import clock
from flaskr.core.errors import FlaskrError
from flaskr.features.comments import posting
from flaskr.features.comments.context import own_form
from flaskr.features.comments.forms import CommentForm
from flaskr.features.comments.models import Comment
from flaskr.features.comments.pages import Comment as ShownComment
from flaskr.features.comments.pages import CommentForm as ShownForm
from flaskr.features.comments.pages import CommentPage, ReportForm
from flaskr.features.posts.models import Post
from flaskr.features.site.context import current_site, words
from flaskr.lib import zones
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.access import actor
from flaskr.web.themes import render_page


def writing_page(
    post: Post, form: ShownForm, answered: Comment | None, *, status: int = 200
) -> Response:
    """Show the form."""
    say = words()
    title = say.gettext("Answer") if answered else say.gettext("Write a comment")
    return _page(post, title, "writing", status, form=form, answered=_shown(answered))


def preview_page(
    post: Post, form: ShownForm, ready: posting.Words, answered: Comment | None
) -> Response:
    """Show how a comment would look, and the form."""
    title = words().gettext("Preview of your comment")
    looks = _looks(ready, post)
    return _page(post, title, "preview", form=form, comment=looks, answered=_shown(answered))


def closed_page(post: Post, form: CommentForm, error: FlaskrError) -> Response:
    """Give back what somebody wrote while comments were closed."""
    title = words().gettext("Comments are closed")
    shown = own_form(form, post.id, rule="closed")
    return _page(post, title, "closed", error.status, form=shown)


def edit_page(
    comment: Comment, form: ShownForm, ready: posting.Words | None, *, own_url: str, status: int
) -> Response:
    """Show the form with a comment that is being changed, and how it would look."""
    title = words().gettext("Change your comment")
    looks = _looks(ready, comment.post, of=comment) if ready else None
    return _page(
        comment.post, title, "editing", status, form=form, comment=looks, change_url=own_url
    )


def own_page(comment: Comment, *, base: str, url: str) -> Response:
    """Show what became of a comment."""
    may_change = posting.may_still_change(comment)
    left = comment.created_at + posting.OWN_FOR - clock.now()
    state = {"approved": "approved", "trash": "deleted"}.get(comment.state, "pending")
    say = words()
    titles = {
        "approved": say.gettext("Your comment is posted"),
        "deleted": say.gettext("Your comment is deleted"),
        "pending": say.gettext("Your comment waits for approval"),
    }
    is_there = state != "deleted"
    return _page(
        comment.post,
        titles[state],
        state,
        comment=_shown(comment),
        url=url,
        change_url=f"{base}/edit" if may_change and is_there else "",
        delete_url=f"{base}/deletion" if may_change and is_there else "",
        restore_url="" if is_there or not may_change else f"{base}/deletion/removal",
        minutes=max(1, -(-int(left.total_seconds()) // 60)),
    )


def report_page(
    comment: Comment, title: str, state: str, form: ReportForm | None = None, *, status: int = 200
) -> Response:
    """Show a comment, and the form to report it or that this has been done."""
    url = f"{comment.post.path}#comment-{comment.id}"
    return _page(comment.post, title, state, status, comment=_shown(comment), report=form, url=url)


def _page(post: Post, title: str, state: str, status: int = 200, **parts: Any) -> Response:
    page = CommentPage(
        title=title,
        robots="noindex",
        state=state,
        post_title=post.title,
        post_url=post.path,
        **parts,
    )
    response = render_page("comment.html", page, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    # The address is the key to the comment: no other site may learn it.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _shown(comment: Comment | None) -> ShownComment | None:
    if comment is None:
        return None
    return _comment(comment.author_name, comment.author_url, comment.html, comment.post, comment)


def _looks(ready: posting.Words, post: Post, *, of: Comment | None = None) -> ShownComment:
    name, url = (of.author_name, of.author_url) if of else (ready.author_name, ready.author_url)
    return _comment(name, url, ready.rendered.html, post, of)


def _comment(
    name: str, url: str, html: SafeHtml, post: Post, stored: Comment | None
) -> ShownComment:
    user_id = stored.user_id if stored else actor().id
    at = stored.created_at if stored else clock.now()
    return ShownComment(
        id=stored.id if stored else 0,
        depth=0,
        kind="comment",
        author_name=name,
        author_url=url,
        is_author=user_id is not None and user_id in post.owner_ids,
        published_at=zones.to_local(at, current_site().timezone),
        html=html,
    )
