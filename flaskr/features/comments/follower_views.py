"""Where followers of a post's comments say yes, and where they leave."""

from typing import Any

from flask import Blueprint, Response, redirect

from flaskr.core.errors import NotFound
from flaskr.features.comments import following
from flaskr.features.comments.context import secret
from flaskr.features.comments.pages import FollowingPage
from flaskr.features.comments.rules import is_read_by_all
from flaskr.features.posts.models import Post
from flaskr.features.site.context import words
from flaskr.web.access import public
from flaskr.web.current import reading, transaction
from flaskr.web.themes import render_page

bp = Blueprint("comment_followers", __name__, url_prefix="/comments/following")


@bp.get("/<int:follower_id>/<key>")
@public
def show_following(follower_id: int, key: str) -> Response:
    """Show what a follower has said, with the buttons to say otherwise."""
    follower = following.follower_by(reading(), secret(), follower_id, key)
    say, address = words(), following.address(secret(), follower_id)
    if follower is None:
        return _page(FollowingPage(title=say.gettext("You get no more mails"), state="left"))
    post = reading().get_one(Post, follower.post_id)
    is_following = follower.confirmed_at is not None
    follows = say.gettext("You follow these comments")
    asks = say.gettext("Do you want to follow these comments?")
    return _page(
        FollowingPage(
            title=follows if is_following else asks,
            state="following" if is_following else "asked",
            post_title=post.title if is_read_by_all(post) else "",
            post_url=post.path if is_read_by_all(post) else "",
            confirm_url=address,
            leave_url=f"{address}/removal",
        )
    )


@bp.post("/<int:follower_id>/<key>")
@public
def confirm_following(follower_id: int, key: str) -> Any:
    """Say yes."""
    with transaction() as db:
        follower = following.follower_by(db, secret(), follower_id, key)
        if follower is None:
            raise NotFound("This question is over. Comment again to be asked again.")
        following.confirm(follower)
    return redirect(following.address(secret(), follower_id), 303)


@bp.get("/<int:follower_id>/<key>/removal")
@public
def show_leaving(follower_id: int, key: str) -> Any:
    """Lead who opens the link of a mail's header to the page with the button."""
    following.follower_by(reading(), secret(), follower_id, key)
    return redirect(following.address(secret(), follower_id))


@bp.post("/<int:follower_id>/<key>/removal")
@public
def leave(follower_id: int, key: str) -> Any:
    """Leave; mail programs do it by one click (RFC 8058)."""
    with transaction() as db:
        if following.follower_by(db, secret(), follower_id, key) is not None:
            following.leave(db, follower_id)
    return redirect(following.address(secret(), follower_id), 303)


def _page(page: FollowingPage) -> Response:
    response = render_page("following.html", page)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
