"""Accounts, as a feature."""

from flaskr.core.feature import Feature, NavItem
from flaskr.core.permissions import Permission, Role
from flaskr.features.accounts import (
    cli,
    events,
    pages,
    people_studio,
    personal_data,
    resuming,
    studio,
    views,
)

feature = Feature(
    name="accounts",
    permissions=(
        Permission(
            "accounts.edit", any=Role.OWNER, own=Role.READER, help="Change a profile and password."
        ),
        Permission("accounts.manage", any=Role.OWNER, help="Change roles, suspend accounts."),
        Permission("accounts.invite", any=Role.OWNER, help="Invite people."),
    ),
    blueprints=(views.bp, resuming.bp, studio.bp, people_studio.bp),
    nav=(
        NavItem("People", "people_studio.list_people", "users", "accounts.manage", "Site", 70),
        NavItem("Profile", "accounts_studio.edit_profile", "user", "accounts.edit", "Site", 95),
    ),
    events=(events.UserRegistered, events.ProfileChanged),
    pages=(pages.AuthorRef, pages.Avatar),
    commands=(cli.user_group, cli.setup_link),
    personal_data=personal_data.PERSONAL_DATA,
    cookies=personal_data.COOKIES,
)
