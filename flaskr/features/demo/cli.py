"""`flaskr demo`."""

import click
from flask.cli import with_appcontext

from flaskr.core import schema
from flaskr.features.demo import filling
from flaskr.web.current import core


@click.command("demo")
@click.option("--force", is_flag=True, help="Fill a site that has posts of its own, too.")
@with_appcontext
def demo(force: bool) -> None:
    """Fill the site with a sample blog to look at; what is there already is not added again."""
    schema.ensure(core().db)
    plan = filling.plan(core(), beside=force)
    if not plan.texts:
        click.echo("The sample content is here already; nothing was added.")
        return
    with click.progressbar(
        filling.fill(core(), plan), length=plan.steps, label="Filling the site"
    ) as parts:
        for _ in parts:
            pass
    click.echo(
        f"Added {len(plan.texts)} sample posts and pages. “flaskr serve” shows them; the "
        "protected one's password is “lantern”."
    )
