"""What reactions put into pages of features below them."""

from flaskr.features.reactions.listing import counts_below
from flaskr.features.reactions.models import KINDS
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.current import visiting
from flaskr.web.slots import fragment


def below_post(post_id: int) -> SafeHtml | None:
    """Show a post's reactions as buttons; None where readers cannot react."""
    counts = counts_below(visiting(), post_id)
    if counts is None:
        return None
    shown = [(kind, *words, counts.get(kind, 0)) for kind, words in KINDS.items()]
    action = f"/reactions/{post_id}"
    return fragment("fragments/reactions.html", reactions=shown, action=action)
