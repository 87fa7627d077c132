"""`flaskr serve`, `worker`, `init-db`, `upgrade`, `doctor` and `features`."""

import json
import sys
from dataclasses import asdict

import click
from flask import current_app
from flask.cli import ScriptInfo, pass_script_info, with_appcontext

from flaskr.core import schema
from flaskr.core.feature import Feature
from flaskr.features.accounts.cli import make_setup_link
from flaskr.features.ops import serving
from flaskr.features.ops.doctor import examine
from flaskr.features.ops.secret_key import use_own_key
from flaskr.features.ops.working import stoppable_worker
from flaskr.web.current import core
from flaskr.web.gate import needs_no_tables

_COLOURS = {"ok": "green", "warning": "yellow", "error": "red"}


@needs_no_tables
@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes that answer; without it one for each core, up to four.",
)
@click.option("--server", type=click.Choice(serving.SERVERS), default="granian", show_default=True)
@with_appcontext
@pass_script_info
def serve(info: ScriptInfo, host: str, port: int, workers: int | None, server: str) -> None:
    """Serve the blog, and work on its jobs."""
    processes = serving.number_of_workers(server, workers)
    serving.make_tables(core())
    _prepare()
    serving.check_free(host, port)
    address = serving.address(host, port)
    link = make_setup_link(address)
    click.echo(f"Flaskr serves {address} – Ctrl+C stops it.")
    if link:
        click.echo(f"Open {link} to make this blog yours.")
    serving.serve(info.load_app(), host=host, port=port, workers=processes, server=server)


@needs_no_tables
@click.command("worker")
@with_appcontext
def work() -> None:
    """Work on jobs in the foreground; for several processes or machines."""
    _prepare()
    worker = stoppable_worker(core())
    click.echo("Flaskr works on jobs – Ctrl+C stops it after the job at hand.")
    worker.run()


@needs_no_tables
@click.command("init-db")
@with_appcontext
def init_db() -> None:
    """Make the tables; data that is there stays."""
    made = schema.state(core().db) is schema.State.EMPTY
    schema.ensure(core().db)
    click.echo("The tables are made." if made else "The tables were there; nothing was changed.")


@needs_no_tables
@click.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Bring an older database, or the tutorial's, to this version; it keeps everything."""
    steps = [step for feature in core().features for step in feature.upgrades]
    changed = schema.upgrade(core().db, then=steps)
    click.echo("The database is upgraded." if changed else "The database was up to date.")


@needs_no_tables
@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Look for what is wrong or will be; ends with 1 where something is."""
    results = examine(core())
    if as_json:
        click.echo(json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=2))
    else:
        for result in results:
            level = click.style(f"{result.level:8}", fg=_COLOURS.get(result.level))
            click.echo(f"{level} {result.check}: {result.message}")
    if any(result.level == "error" for result in results):
        sys.exit(1)


@needs_no_tables
@click.command("features")
@with_appcontext
def features() -> None:
    """List the features and what each of them adds."""
    for feature in core().features:
        click.echo(click.style(feature.name, bold=True))
        for label, names in _contents(feature):
            click.echo(f"  {label}: {', '.join(names)}")


def _prepare() -> None:
    schema.ensure(core().db)
    use_own_key(current_app, core())


def _contents(feature: Feature) -> list[tuple[str, list[str]]]:
    found = {
        "settings": [setting.name for setting in feature.settings],
        "permissions": [permission.action for permission in feature.permissions],
        "pages in Studio": [item.label for item in feature.nav],
        "events": [event.__name__ for event in feature.events],
        "slots": [*feature.slots],
        "pages for themes": [page.__name__ for page in feature.pages],
        "jobs": [job.name for job in feature.jobs],
        "commands": [command.name for command in feature.commands],
        "checks": [check.name for check in feature.checks],
    }
    return [(label, names) for label, names in found.items() if names]
