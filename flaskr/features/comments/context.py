"""Making the form to comment with, on the post's page and on pages for one visitor."""

from collections.abc import Mapping

from flask import request

from flaskr.features.comments import signing
from flaskr.features.comments.forms import CommentForm
from flaskr.features.comments.judging import Signs
from flaskr.features.comments.pages import CommentForm as ShownForm
from flaskr.features.comments.posting import LONGEST
from flaskr.lib import tokens
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.access import actor
from flaskr.web.current import client_address, core
from flaskr.web.slots import fragment

_ACTION, _TOKEN = "the-action-of-the-form", "the-token-of-the-form"
_FIELDS = ("body", "name", "email", "website")


def secret() -> str:
    """Return the key that forms and links are signed with."""
    key: str = core().settings["SECRET_KEY"]
    return key


def may_follow() -> bool:
    """Say whether mails can be sent to readers: with links that lead here."""
    settings = core().settings
    return settings["MAIL"] != "console" and bool(settings["SITE_URL"])


def public_form(post_id: int, rule: str) -> SafeHtml:
    """Return the form of a public page, the same for everybody.

    Forms of two posts differ in two places. To make one takes a tenth of what the page takes, so
    what they have in common is kept until the site is changed.
    """
    form = core().kept.get(f"comment form {rule}", lambda: _form_with_holes(rule))
    token = signing.form_token(secret(), post_id)
    return form.replace(_ACTION, address_of(post_id)).replace(_TOKEN, token)


def address_of(post_id: int) -> str:
    """Return where a form to comment on a post goes."""
    return f"/comments/posts/{post_id}"


def _form_with_holes(rule: str) -> SafeHtml:
    form = ShownForm(
        action=_ACTION,
        token=_TOKEN,
        is_moderated=rule == "moderated",
        longest=LONGEST,
        may_follow=may_follow(),
    )
    return fragment("fragments/comment_form.html", form=form)


def own_form(
    form: CommentForm,
    post_id: int,
    *,
    rule: str,
    action: str = "",
    errors: Mapping[str, str] | None = None,
) -> ShownForm:
    """Return the form for the visitor who asks, with what they entered."""
    return ShownForm(
        action=action or address_of(post_id),
        token=signing.timed_form_token(secret(), post_id),
        is_moderated=rule == "moderated",
        longest=LONGEST,
        answer=str(form.answers_id or ""),
        may_follow=may_follow(),
        person="" if actor().is_visitor else actor().name,
        values={
            **{name: form[name].data or "" for name in _FIELDS},
            "follow": "y" if form.follow.data else "",
        },
        errors=errors or {},
    )


def signs_of(form: CommentForm, post_id: int) -> Signs:
    """Return how a form came."""
    return Signs(
        is_trapped=bool((form.subject.data or "").strip()),
        seconds=signing.seconds_since(secret(), post_id, form.token.data or ""),
        sender=tokens.sign(
            secret(), "sender", client_address(), request.user_agent.string, actor().id
        ),
    )
