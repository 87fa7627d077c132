"""What a theme sees of comments, in its fragment `comments.html` and its page `comment.html`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flaskr.features.posts.pages import Page
from flaskr.lib.sanitize import SafeHtml


def _told(help: str) -> dict[str, str]:
    return {"help": help}


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A comment in its thread."""

    id: int = field(metadata={"help": "Its number, for links to it."})
    depth: int = field(metadata={"help": "How many comments it answers, one above the other; 0–4."})
    kind: str = field(metadata={"help": "comment, pingback or trackback."})
    author_name: str = field(metadata={"help": "Who wrote it."})
    author_url: str = field(metadata={"help": "Their own site; may be empty."})
    is_author: bool = field(metadata={"help": "Whether an author of the post wrote it."})
    published_at: datetime = field(metadata={"help": "When it was written, in the site's zone."})
    html: SafeHtml = field(metadata={"help": "What they wrote."})


@dataclass(frozen=True, kw_only=True)
class CommentForm:
    """A form to comment with; its fields are named body, name, email, website, answer, token.

    `subject` is one more field that people must not see: what fills it in is no person. Its
    buttons are named `then` and send `preview` or `post`.
    """

    action: str = field(metadata=_told("Where the form goes."))
    token: str = field(metadata=_told("What its field `token` sends."))
    is_moderated: bool = field(metadata=_told("Whether comments are shown after approval."))
    longest: int = field(metadata=_told("How many characters a comment may have."))
    answer: str = field(default="", metadata=_told("What its field `answer` sends."))
    may_follow: bool = field(
        default=False, metadata=_told("Whether a box `follow` can ask for mails about answers.")
    )
    person: str = field(
        default="", metadata=_told("The name of who is logged in; without one the form asks.")
    )
    values: Mapping[str, str] = field(
        default_factory=dict, metadata=_told("What was entered, by the name of the field.")
    )
    errors: Mapping[str, str] = field(
        default_factory=dict,
        metadata=_told("What is wrong, by the name of the field; under an empty name, with all."),
    )


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What stands below a post: one page of its comments, and a form."""

    post_id: int = field(metadata=_told("The post's number."))
    comments: tuple[Comment, ...] = field(metadata=_told("The comments, in order."))
    count: int = field(metadata=_told("How many there are, on all pages."))
    page: int = field(metadata=_told("The number of the page, from 1."))
    pages: int = field(metadata=_told("How many pages there are."))
    newer_url: str = field(default="", metadata=_told("The page before this one; may be empty."))
    older_url: str = field(default="", metadata=_told("The page after this one; may be empty."))
    form: SafeHtml | None = field(
        default=None,
        metadata=_told("The fragment `comment_form.html`; None where comments are closed."),
    )
    answer_url: str = field(
        default="", metadata=_told("Where a comment is answered, its number at the end.")
    )


@dataclass(frozen=True, kw_only=True)
class ReportForm:
    """The form by which a reader says what is wrong with a comment."""

    action: str = field(metadata=_told("Where it goes."))
    reasons: tuple[tuple[str, str], ...] = field(
        metadata=_told("What can be wrong: the value of `reason` and its words.")
    )
    reason: str = field(metadata=_told("The one that was chosen; may be empty."))
    note: str = field(metadata=_told("What was written in `note`; may be empty."))
    longest: int = field(metadata=_told("How many characters a note may have."))
    error: str = field(metadata=_told("What has to be corrected, or empty."))


@dataclass(frozen=True, kw_only=True)
class CommentPage(Page):
    """A page about one comment: the form to write it, how it looks, or what became of it."""

    state: str = field(
        metadata=_told(
            "writing, preview, editing, approved, pending, deleted, closed, report or reported."
        )
    )
    post_title: str = field(metadata=_told("The title of the post."))
    post_url: str = field(metadata=_told("The address of the post."))
    form: CommentForm | None = field(default=None, metadata=_told("The form, if there is one."))
    answered: Comment | None = field(default=None, metadata=_told("The comment that is answered."))
    comment: Comment | None = field(
        default=None, metadata=_told("The comment as readers see it, or would.")
    )
    url: str = field(default="", metadata=_told("Where readers see it; may be empty."))
    change_url: str = field(
        default="", metadata=_told("Where its writer changes it; empty when the time is over.")
    )
    delete_url: str = field(default="", metadata=_told("Where a button deletes it."))
    restore_url: str = field(default="", metadata=_told("Where a button brings it back."))
    minutes: int = field(default=0, metadata=_told("How many minutes are left to change it."))
    report: ReportForm | None = field(default=None, metadata=_told("The form to report it."))


@dataclass(frozen=True, kw_only=True)
class FollowingPage(Page):
    """Where somebody says that they want mails about the comments on a post, or no more."""

    robots: str = field(default="noindex", metadata=_told("A rule for crawlers."))
    state: str = field(metadata=_told("asked, following or left."))
    post_title: str = field(default="", metadata=_told("The title of the post."))
    post_url: str = field(default="", metadata=_told("The address of the post."))
    confirm_url: str = field(default="", metadata=_told("Where a button says yes."))
    leave_url: str = field(default="", metadata=_told("Where a button ends the mails."))
