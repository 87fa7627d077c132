"""The shell of Studio: navigation, who is logged in, messages. Features plug their pages in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, get_flashed_messages, request, url_for

from flaskr.core.errors import FlaskrError
from flaskr.core.feature import NavItem
from flaskr.core.permissions import Actor
from flaskr.lib import urls
from flaskr.web import parts
from flaskr.web.access import actor, may
from flaskr.web.current import core
from flaskr.web.speaking import spoken, studio_environment
from flaskr.web.themes import begin_context, environment_of

GROUPS = ("Write", "Talk", "Site")


@dataclass(frozen=True)
class NavLink:
    """One entry of the navigation as shown."""

    label: str
    url: str
    icon: str
    is_active: bool


@dataclass(frozen=True)
class NavGroup:
    """Entries under one heading."""

    label: str
    items: tuple[NavLink, ...]


def render_studio(template: str, **context: Any) -> str:
    """Render a page of Studio inside its shell; for a script that has the shell, without it."""
    is_part = parts.is_wanted()
    parts.mark(part=parts.PAGE if is_part else None)
    environment = studio_environment()
    if not is_part:
        context |= {"nav": navigation(), "actor": shown_actor(actor())}
    context |= {"is_part": is_part, "may": may, "spoken": environment.language}
    context["flashes"] = get_flashed_messages(with_categories=True)
    # What features put into the page speaks the same language.
    shared = begin_context(environment)
    return environment.get_template(template).render({**shared, **context})


def render_card(template: str, **context: Any) -> str:
    """Render a page outside Studio that is one card, in the site's language as public pages are:
    logging in, registering, setting up.
    """
    context["flashes"] = get_flashed_messages(with_categories=True)
    current_app.update_template_context(context)
    environment = environment_of(context["site"].language)
    context["spoken"] = environment.language
    return environment.get_template(template).render(context)


def say(message: str, category: str = "success", /, **values: Any) -> None:
    """Show `message` on the next page, with the values in its places (`%(name)s`).

    Categories are success, info, warning and error.
    """
    flash(spoken().gettext(message, **values), category)


def say_many(one: str, many: str, number: int, category: str = "success", /, **values: Any) -> None:
    """Show the one of two messages that fits the number, which is their `%(number)s`."""
    flash(spoken().ngettext(one, many, number, **values), category)


def say_error(error: FlaskrError) -> None:
    """Show why something was not done."""
    say(error.said, "error", **error.values)


def here_or(default: str) -> str:
    """Return where to go on after an action: the part of the list it was done in, or `default`.

    That is the page that sent the form, if it is the one at `default` with whatever query.
    """
    try:
        came = urls.split(request.referrer or "")
    except ValueError:
        return default
    if came.netloc == request.host and came.path == urls.split(default).path and came.query:
        return f"{came.path}?{came.query}"
    return default


def navigation() -> tuple[NavGroup, ...]:
    """Return what the actor may open, grouped."""
    items = sorted(
        (item for feature in core().features for item in feature.nav if may(item.action)),
        key=lambda item: item.order,
    )
    translated = spoken().gettext
    groups = (NavGroup(translated(name), tuple(_links(items, name))) for name in GROUPS)
    return tuple(group for group in groups if group.items)


@dataclass(frozen=True)
class ShownActor:
    """Who is logged in, as the shell shows it."""

    name: str
    username: str
    role: str
    avatar_url: str | None


def shown_actor(who: Actor) -> ShownActor:
    """Return what the shell shows of the actor."""
    return ShownActor(
        name=who.name,
        username=who.username,
        role=spoken().gettext(who.role.label) if who.role else "",
        avatar_url=who.avatar_url,
    )


def _links(items: Iterable[NavItem], group: str) -> Iterable[NavLink]:
    for item in items:
        if item.group == group:
            url = url_for(item.endpoint)
            yield NavLink(
                spoken().gettext(item.label), url, item.icon, request.path.startswith(url)
            )
