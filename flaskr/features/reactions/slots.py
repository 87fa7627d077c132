"""What reactions put into pages of features below them."""

from flask import url_for

from flaskr.features.posts.models import Post
from flaskr.features.reactions.listing import counts_of
from flaskr.features.reactions.models import KINDS
from flaskr.features.reactions.reacting import takes_reactions
from flaskr.lib.sanitize import SafeHtml
from flaskr.web.current import reading
from flaskr.web.slots import fragment


def below_post(post_id: int) -> SafeHtml | None:
    """Show a post's reactions as buttons; None where readers cannot react."""
    post = reading().get(Post, post_id)
    if post is None or not takes_reactions(post):
        return None
    counts = counts_of(reading(), post_id)
    shown = [(kind, *words, counts.get(kind, 0)) for kind, words in KINDS.items()]
    url = url_for("reactions.toggle_reaction", post_id=post_id)
    return fragment("fragments/reactions.html", reactions=shown, action=url)
