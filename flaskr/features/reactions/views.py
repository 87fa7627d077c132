"""The address that a reader's click goes to, and Studio's page."""

from typing import Any

from flask import Blueprint, redirect, request

from flaskr.features.reactions.listing import most_reacted
from flaskr.features.reactions.reacting import click
from flaskr.features.reactions.visitors import visitor_of
from flaskr.web.access import public, requires
from flaskr.web.current import client_address, core, reading, transaction
from flaskr.web.studio import render_studio

bp = Blueprint("reactions", __name__, template_folder="templates")


@bp.post("/reactions/<int:post_id>")
@bp.post("/reactions/<int:post_id>/<kind>")
@public
def toggle_reaction(post_id: int, kind: str = "") -> Any:
    """Add a visitor's reaction or take it back; a form of several buttons sends the kind."""
    address = client_address()
    sentence = "That was a lot of clicks. Wait a minute, then try again."
    kind = kind or request.form.get("kind", "")
    with transaction(together=True) as db:
        # Counted with the click, so that a click is one commit and not two.
        core().limits.hit("30 per minute", "reactions", address, message=sentence, within=db)
        visitor = visitor_of(db, address=address, user_agent=request.user_agent.string)
        path = click(db, post_id, kind, visitor=visitor)
    return redirect(f"{path}#reactions", 303)


@bp.get("/studio/reactions/")
@requires("reactions.see")
def list_reactions() -> str:
    """List the posts that readers reacted to most."""
    return render_studio("reactions/list.html", posts=most_reacted(reading(), limit=50))
