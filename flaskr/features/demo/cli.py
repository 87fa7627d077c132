"""`flaskr demo`."""

import click
from flask.cli import with_appcontext

from flaskr.core import schema
from flaskr.features.demo import filling, growing
from flaskr.web.current import core


@click.command("demo")
@click.option("--force", is_flag=True, help="Fill a site that has posts of its own, too.")
@click.option(
    "--posts",
    type=click.IntRange(min=1),
    help="Make a large sample instead: so many posts in a made-up language.",
)
@click.option(
    "--comments",
    type=click.IntRange(min=0),
    help="How many comments the large sample has; without it five times as many as posts.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Which large sample it is.")
@with_appcontext
def demo(force: bool, posts: int | None, comments: int | None, seed: int) -> None:
    """Fill the site with a sample blog to look at; what is there already is not added again."""
    schema.ensure(core().db)
    if posts is not None:
        _grow(posts, 5 * posts if comments is None else comments, seed, beside=force)
        return
    if comments is not None:
        raise click.UsageError("--comments belongs to a large sample; give --posts as well.")
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


def _grow(posts: int, comments: int, seed: int, *, beside: bool) -> None:
    found = growing.growth(core().db, seed=seed, posts=posts, comments=comments, beside=beside)
    if not found.left:
        click.echo("This sample is here already; nothing was added.")
        return
    with click.progressbar(length=found.order.posts, label="Filling the site") as bar:
        bar.update(found.done)
        for stored in growing.grow(core().db, found):
            bar.update(stored)
    click.echo(
        f"The site has {posts} sample posts and {comments} comments. “flaskr serve” shows them."
    )
