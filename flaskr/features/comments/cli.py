"""`flaskr comments …`."""

import click
from flask.cli import AppGroup

from flaskr.features.comments.learning import learn_all
from flaskr.web.current import core

comments_group = AppGroup("comments", help="Comments: what readers say.")


@comments_group.command("learn")
def learn() -> None:
    """Let the spam filter learn anew from all comments that are approved or spam."""
    with core().db.transaction() as db:
        count = learn_all(db)
    click.echo(f"Learned from {count:,} comments.")
