"""What comments put into pages of features below them."""

from flask import request

from flaskr.features.comments.context import address_of, public_form
from flaskr.features.comments.listing import talk_below
from flaskr.features.comments.pages import Talk
from flaskr.features.comments.rules import rule_of
from flaskr.features.site.context import current_site
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.current import visiting
from flaskr.web.slots import fragment

PAGE = "comments"
"""The argument in a post's address that names a page of its thread."""


def below_post(post_id: int) -> SafeHtml | None:
    """Show a post's comments and a form; None where there is neither."""
    site = current_site()
    found = talk_below(visiting(), post_id, page=_page(), timezone=site.timezone)
    if found is None:
        return None
    rule = rule_of(found.post, site)
    if rule == "closed" and not found.comments:
        return None
    talk = Talk(
        post_id=post_id,
        comments=found.comments,
        count=found.count,
        page=found.page,
        pages=found.pages,
        newer_url=address(found.page - 1) if found.page > 1 else "",
        older_url=address(found.page + 1) if found.page < found.pages else "",
        form=None if rule == "closed" else public_form(post_id, rule),
        answer_url=f"{address_of(post_id)}/new?answer=",
    )
    return fragment("fragments/comments.html", talk=talk)


def address(page: int) -> str:
    """Return how the address of a page of a thread ends, after the post's own."""
    return f"?{PAGE}={page}#comments" if page > 1 else "?#comments"


def _page() -> int:
    text = request.args.get(PAGE, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
