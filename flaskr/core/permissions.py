"""Who may do what: roles, actors, and the permissions that features declare."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from flaskr.core.errors import Denied


class Role(IntEnum):
    """The four roles; each may all that the ones before it may."""

    READER = 1
    AUTHOR = 2
    EDITOR = 3
    OWNER = 4

    @classmethod
    def named(cls, name: str) -> "Role":
        """Return the role called `name`; raises ValueError for any other word."""
        try:
            return cls[name.upper()]
        except KeyError:
            choices = ", ".join(role.label for role in cls)
            raise ValueError(f"“{name}” is no role; choose one of {choices}.") from None

    @property
    def label(self) -> str:
        """The role's name as shown and as stored."""
        return self.name.lower()


@dataclass(frozen=True)
class Actor:
    """Who acts: a user, a visitor (no role), or the system itself.

    `language` is the tag of the one that Studio is to speak; empty for the site's.
    """

    id: int | None
    name: str
    role: Role | None
    username: str = ""
    avatar_url: str | None = None
    language: str = ""
    is_system: bool = False

    @property
    def is_visitor(self) -> bool:
        """Whether nobody is logged in."""
        return self.role is None and not self.is_system


VISITOR = Actor(id=None, name="visitor", role=None)
SYSTEM = Actor(id=None, name="system", role=None, is_system=True)


@dataclass(frozen=True)
class Permission:
    """An action and the least role that may do it, to anything and to one's own things."""

    action: str
    any: Role
    own: Role | None = None
    help: str = ""


class Permissions:
    """The permissions of one application."""

    def __init__(self, permissions: Iterable[Permission]) -> None:
        self._by_action: dict[str, Permission] = {}
        for permission in permissions:
            if permission.action in self._by_action:
                raise ValueError(f"The action {permission.action} is declared twice.")
            self._by_action[permission.action] = permission

    def __iter__(self) -> Iterator[Permission]:
        return iter(self._by_action.values())

    def __contains__(self, action: str) -> bool:
        return action in self._by_action

    def allows(self, actor: Actor, action: str, *, owners: Collection[int] | None = None) -> bool:
        """Say whether `actor` may do `action` to a thing that belongs to the users `owners`.

        Without `owners` the question is whether the actor may do it at least to things of
        their own.
        """
        permission = self._by_action[action]
        if actor.is_system:
            return True
        if actor.role is None:
            return False
        if actor.role >= permission.any:
            return True
        if permission.own is None or actor.role < permission.own:
            return False
        return owners is None or actor.id in owners

    def check(self, actor: Actor, action: str, *, owners: Collection[int] | None = None) -> None:
        """Raise Denied where `allows` answers no."""
        if not self.allows(actor, action, owners=owners):
            raise Denied
