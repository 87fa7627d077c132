"""Reactions by many at once: how many are stored in a second, and whether any is lost."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from flaskr.core.runtime import Core
from flaskr.features.reactions.models import Reaction
from tests.load import works
from tests.load.choosing import Chosen
from tests.load.site import opened, site_served
from tests.load.wrk import load

CLIENTS = 16
_FIRST = 1_000_000  # visitors nobody else has been


@dataclass(frozen=True)
class Reacted:
    """How many were acknowledged in a second, and how many of them were not stored."""

    per_second: float
    acknowledged: int
    stored: int
    errors: int

    @property
    def lost(self) -> int:
        """Acknowledged and not there; those under way at the end may be there as well."""
        return max(0, self.acknowledged - self.stored)


def react_at_once(instance: Path, chosen: Chosen, *, seconds: float, **settings: str) -> Reacted:
    """Let clients react for so long, each reaction from another visitor."""
    asked = works.reactions(chosen.reactable, first=_FIRST, count=int(seconds * 5000) + 1000)
    with opened(instance, **settings) as core:
        before = _stored(core)
        # Limits are counted by address, and a trusted proxy gives each visitor their own.
        with site_served(instance, FLASKR_PROXIES="1", **settings) as server:
            done = load(server.port, asked, seconds=seconds, connections=CLIENTS)
        # The site has stopped, so what was under way is stored or never will be.
        stored = _stored(core) - before
    acknowledged = done.requests - done.errors
    return Reacted(acknowledged / done.seconds, acknowledged, stored, done.errors)


def _stored(core: Core) -> int:
    with core.db.reading() as db:
        return db.scalar(select(func.count()).select_from(Reaction)) or 0
