"""Comments, as a feature."""

from flaskr.core.feature import Feature, NavItem, PersonalData
from flaskr.core.jobs.queue import Job
from flaskr.core.permissions import Permission, Role
from flaskr.features.comments import (
    cli,
    events,
    follower_views,
    jobs,
    link_views,
    listing,
    pages,
    report_views,
    slots,
    studio,
    views,
)
from flaskr.features.comments.handlers import HANDLERS

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
    blueprints=(views.bp, follower_views.bp, link_views.bp, report_views.bp, studio.bp),
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
    personal_data=(
        PersonalData(
            about="If you comment",
            what=(
                "What you wrote and when, and the name, e-mail address and website you gave. The "
                "e-mail address is never shown. For an hour, a number made of your network address "
                "and your browser’s name."
            ),
            why="To show the comment, and to let the site’s people answer you.",
            until="As long as the post that it stands under; 30 days if it is deleted or is spam.",
            columns=(
                "comments.sent_key",
                "comments.trashed_by_id",
                "comments.user_id",
                "comments.author_name",
                "comments.author_email",
                "comments.author_url",
            ),
            is_kept=listing.may_have_any,
        ),
        PersonalData(
            about="If you follow the comments on a post",
            what="Your e-mail address, and when you said that you want the mails.",
            why="To mail you what others write there.",
            until="Until you leave by the link in each mail; a week if you never said yes.",
            columns=("comment_followers.email",),
            is_kept=listing.may_have_any,
        ),
        PersonalData(
            about="If you report a comment",
            what=(
                "What you say is wrong with it. For an hour, a number made of your network address "
                "and your browser’s name."
            ),
            why="So that the site’s people can see to it.",
            until="As long as the comment.",
            columns=("comment_reports.sender",),
            is_kept=listing.may_have_any,
        ),
    ),
    handlers=HANDLERS,
    events=(events.CommentPosted, events.CommentApproved, events.CommentHidden),
    slots={"post.after": (slots.below_post,)},
    pages=(
        pages.Comment,
        pages.CommentForm,
        pages.Talk,
        pages.CommentPage,
        pages.FollowingPage,
        pages.ReportForm,
    ),
    jobs=(
        Job(
            "comments.close",
            jobs.close,
            "Takes the form from under posts whose comments have ended; forgets who sent what.",
            schedule="5 * * * *",
        ),
        Job("comments.tell_authors", jobs.tell_authors, "Mails authors what readers wrote."),
        Job("comments.ask_follower", jobs.ask_follower, "Asks who wants to follow comments."),
        Job("comments.tell_follower", jobs.tell_follower, "Mails followers a comment."),
        Job(
            "comments.tell_reported",
            jobs.tell_reported,
            "Mails authors that a comment is reported.",
        ),
        Job(
            "comments.clear",
            jobs.clear,
            "Removes comments that were spam or in the trash for 30 days.",
            schedule="40 4 * * *",
        ),
    ),
    commands=(cli.comments_group,),
)
