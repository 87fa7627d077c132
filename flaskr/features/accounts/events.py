"""What accounts tell other features."""

from dataclasses import dataclass

from flaskr.core.events import Event


@dataclass(frozen=True)
class UserRegistered(Event):
    """There is a new user."""

    user_id: int


@dataclass(frozen=True)
class ProfileChanged(Event):
    """A user's public name, bio or avatar is another than before."""

    user_id: int
