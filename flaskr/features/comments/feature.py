"""Comments, as a feature."""

from flaskr.core.feature import Feature, NavItem
from flaskr.core.permissions import Permission, Role
from flaskr.features.comments import events, pages, slots, studio

feature = Feature(
    name="comments",
    permissions=(
        Permission(
            "comments.moderate",
            any=Role.EDITOR,
            own=Role.AUTHOR,
            help="Approve comments, mark them as spam or put them into the trash.",
        ),
    ),
    blueprints=(studio.bp,),
    nav=(
        NavItem(
            "Comments",
            "comments_studio.list_comments",
            "message-square",
            "comments.moderate",
            "Talk",
            40,
        ),
    ),
    events=(events.CommentApproved, events.CommentHidden),
    slots={"post.after": (slots.below_post,)},
    pages=(pages.Comment,),
)
