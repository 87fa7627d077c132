"""Finding what depends on a tag."""

from collections.abc import Collection, Hashable, Iterable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class TagIndex(Generic[Key]):
    """Knows the keys of what depends on each tag. Its owner locks it."""

    def __init__(self) -> None:
        self._keys: dict[str, set[Key]] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: Key, tags: Iterable[str]) -> None:
        """Note that what is called `key` depends on the tags."""
        for tag in tags:
            self._keys.setdefault(tag, set()).add(key)

    def drop(self, key: Key, tags: Iterable[str]) -> None:
        """Forget what `add` noted."""
        for tag in tags:
            keys = self._keys[tag]
            keys.discard(key)
            if not keys:
                del self._keys[tag]

    def find(self, tags: Collection[str]) -> set[Key]:
        """Return the keys of all that depends on one of the tags."""
        return set().union(*(self._keys.get(tag, ()) for tag in tags))
