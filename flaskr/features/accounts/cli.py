"""`flaskr user …` and `flaskr setup-link`."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from flaskr.core.errors import Invalid
from flaskr.core.permissions import SYSTEM, Role
from flaskr.features.accounts import people, profile
from flaskr.features.accounts.claiming import new_claim_token
from flaskr.lib import passwords
from flaskr.web.current import core

user_group = AppGroup("user", help="Users: make, list, set password and role.")
_ROLES = click.Choice([role.label for role in Role])
_password = click.option(
    "--password", help="The password; without it the command asks, or reads standard input."
)


@user_group.command("create")
@click.argument("username")
@click.option("--role", type=_ROLES, default="author", show_default=True)
@click.option("--name", default="", help="The name that is shown.")
@click.option("--email", default="")
@_password
def create(username: str, role: str, name: str, email: str, password: str | None) -> None:
    """Make a user."""
    hashed = _hashed(password, username)
    with core().db.transaction() as db:
        user = people.make_user(
            db,
            username=username,
            role=Role.named(role),
            name=name,
            email=email,
            password_hash=hashed,
        )
    click.echo(f"Made {user.username} ({role}).")


@user_group.command("list")
def list_() -> None:
    """List the users."""
    after = ""
    with core().db.reading() as db:
        while rows := people.users(db, after=after):
            for user in rows:
                state = "disabled" if user.disabled_at else ""
                state = state or ("" if user.password_hash else "no password")
                click.echo(f"{user.id}\t{user.username}\t{user.role_name}\t{user.name}\t{state}")
            after = rows[-1].username


@user_group.command("set-password")
@click.argument("username")
@_password
def set_password(username: str, password: str | None) -> None:
    """Give a user a new password and log them out everywhere."""
    hashed = _hashed(password, username)
    with core().db.transaction() as db:
        profile.set_password(people.existing_user(db, username), hashed)
    click.echo(f"The password of {username} is changed.")


@user_group.command("set-role")
@click.argument("username")
@click.argument("role", type=_ROLES)
def set_role(username: str, role: str) -> None:
    """Give a user another role."""
    with core().db.transaction() as db:
        profile.set_role(people.existing_user(db, username), Role.named(role), by=SYSTEM)
    click.echo(f"{username} is {role} now.")


@click.command("setup-link")
@click.option("--address", default="http://127.0.0.1:8000", show_default=True)
@with_appcontext
def setup_link(address: str) -> None:
    """Print a one-time link that makes whoever opens it the site's owner."""
    link = make_setup_link(address)
    click.echo(link or "This site has an owner already.")


def make_setup_link(address: str) -> str | None:
    """Return a new set-up link, or None if the site has an owner."""
    address = current_app.config["SITE_URL"] or address
    with core().db.transaction() as db:
        token = new_claim_token(db)
    return f"{address.rstrip('/')}/auth/setup/{token}" if token else None


def _hashed(password: str | None, username: str) -> str:
    if password is None:
        if sys.stdin.isatty():
            password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
        else:
            password = sys.stdin.readline().rstrip("\n")
    least = core().settings["PASSWORD_MIN_LENGTH"]
    problem = profile.weakness(password, user=username, least=least)
    if problem is not None:
        raise Invalid("password", problem)
    return passwords.hash_password(password)
