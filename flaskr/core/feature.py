"""What a feature is: the one object by which product and plug-ins join an application."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.orm import Session

from flaskr.core.events import Event, Handler
from flaskr.core.jobs.queue import Job
from flaskr.core.permissions import Permission
from flaskr.core.settings import Setting

if TYPE_CHECKING:
    from flaskr.core.runtime import Core


@dataclass(frozen=True)
class NavItem:
    """An entry of Studio's navigation, shown to those who may do `action`."""

    label: str
    endpoint: str
    icon: str
    action: str
    group: str = ""
    order: int = 50


@dataclass(frozen=True)
class Check:
    """One thing `flaskr doctor` looks at: `run(core)` returns a Finding or several."""

    name: str
    run: Callable[["Core"], "Iterable[Finding]"]


@dataclass(frozen=True)
class Finding:
    """What a check found; `level` is `ok`, `warning` or `error`."""

    level: str
    message: str


@dataclass(frozen=True)
class PageKind:
    """Pages that a front server may send by itself: how their addresses end, and what they are.

    `headers` are those in which they differ from other pages.
    """

    ending: str
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Beside(Protocol):
    """What goes on in a process that serves until it is told to end."""

    def end(self) -> None:
        """End, within a few seconds."""


@dataclass(frozen=True)
class PersonalData:
    """What a site keeps about people, in sentences for them; the page about privacy shows it.

    `about` is a heading such as “If you comment”, `until` begins with how long: “Until …”.
    `columns` are those of the tables that hold it, as `table.column`: a test looks that none is
    forgotten. `is_kept(db)` says whether this site has such data or may come to have it; without
    it, every site may.
    """

    about: str
    what: str
    why: str
    until: str
    columns: tuple[str, ...]
    is_kept: Callable[[Session], bool] | None = None


@dataclass(frozen=True)
class Cookie:
    """A cookie that the site may set: its name, when and what for, and how long it stays."""

    name: str
    what_for: str
    until: str


@dataclass(frozen=True)
class Feature:
    """A part of the product, joined to an application in the written order.

    `blueprints` are Flask blueprints, `commands` click commands, `slots` maps a slot's name to
    functions that return HTML for it, `pages` are the dataclasses a theme gets to see,
    `page_kinds` its public pages that are no HTML and may become files, `personal_data` what it
    keeps about people, `upgrades` run with `flaskr upgrade`, in its transaction, after the tables
    have changed, `beside` begin in each process that serves, beside answering.
    """

    name: str
    settings: tuple[Setting, ...] = ()
    permissions: tuple[Permission, ...] = ()
    blueprints: tuple[Any, ...] = ()
    nav: tuple[NavItem, ...] = ()
    handlers: Mapping[type[Event], tuple[Handler, ...]] = field(default_factory=dict)
    events: tuple[type[Event], ...] = ()
    slots: Mapping[str, tuple[Callable[..., Any], ...]] = field(default_factory=dict)
    pages: tuple[type, ...] = ()
    page_kinds: tuple[PageKind, ...] = ()
    jobs: tuple[Job, ...] = ()
    commands: tuple[Any, ...] = ()
    checks: tuple[Check, ...] = ()
    personal_data: tuple[PersonalData, ...] = ()
    cookies: tuple[Cookie, ...] = ()
    upgrades: tuple[Callable[[Session], None], ...] = ()
    beside: tuple[Callable[[Any], "Beside | None"], ...] = ()
