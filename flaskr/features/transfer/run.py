"""What one run of an import knows, and how a batch of it is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.errors import FlaskrError
from flaskr.core.runtime import Core
from flaskr.features.transfer.links import Links
from flaskr.features.transfer.models import Import, ImportItem
from flaskr.features.transfer.records import Outline, Source

BATCH = 50
Progress = Callable[[str, int, int], None]
T = TypeVar("T")


class Stopped(Exception):
    """The import was undone, or another process finished it, while this one worked on it."""


@dataclass(frozen=True)
class Outcome:
    """What became of one thing of the source."""

    kind: str
    key: str
    title: str
    outcome: str
    message: str = ""
    target_kind: str = ""
    target_id: int | None = None
    before: dict[str, Any] | None = None


@dataclass
class Run:
    """One run: the source, where its things will be, and who is who.

    `people`, `tags` and `media` lead from keys of the source to ids of rows here, `numbers` from
    the people's numbers in the source to their keys, `slugs` from entries' keys to slugs.
    """

    core: Core
    import_id: int
    is_dry: bool
    options: dict[str, Any]
    source: Source
    outline: Outline
    links: Links
    progress: Progress
    total: int = 0
    position: int = 0
    author_id: int | None = None
    people: dict[str, int] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    media: dict[str, int] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)

    def write(
        self,
        stage: str,
        things: list[T],
        bring: Callable[[Session, T], Iterable[Outcome]],
        *,
        key: Callable[[T], tuple[str, str]],
    ) -> None:
        """Bring a batch of things over in one transaction, each in a savepoint of its own.

        What has an item already is passed over, so a batch that is begun twice is done once.
        A thing that is refused gets an item which says why. Raises Stopped.
        """
        with self.core.db.transaction() as db:
            row = self._locked(db)
            done = _done(db, self.import_id, [key(thing) for thing in things])
            for thing in things:
                kind, name = key(thing)
                if (kind, name) not in done:
                    outcomes = self._bring(db, thing, bring, kind, name)
                    db.add_all(self._item(outcome) for outcome in outcomes)
                    done.add((kind, name))
                    row.position += 1
            row.stage = stage
            self.position = row.position
        self.progress(stage, self.position, self.total)

    def done(self, kinds: Iterable[str]) -> set[str]:
        """Return the keys that have an item of these kinds already."""
        query = select(ImportItem.key).where(
            ImportItem.import_id == self.import_id, ImportItem.kind.in_(list(kinds))
        )
        with self.core.db.reading() as db:
            return set(db.scalars(query))

    def _locked(self, db: Session) -> Import:
        query = select(Import).where(Import.id == self.import_id).with_for_update()
        row = db.scalars(query).one()
        if row.undoing_at is not None or row.finished_at is not None:
            raise Stopped
        return row

    def _bring(
        self,
        db: Session,
        thing: T,
        bring: Callable[[Session, T], Iterable[Outcome]],
        kind: str,
        key: str,
    ) -> list[Outcome]:
        try:
            with db.begin_nested():
                return list(bring(db, thing))
        except FlaskrError as error:
            message = error.message
        except IntegrityError:
            message = "Another import brought it over at the same time; import again to see to it."
        title = str(getattr(thing, "title", "") or getattr(thing, "name", "") or key)
        return [Outcome(kind, key, title, "failed", message)]

    def _item(self, outcome: Outcome) -> ImportItem:
        return ImportItem(
            import_id=self.import_id,
            kind=outcome.kind,
            key=outcome.key,
            title=outcome.title[:300],
            outcome=outcome.outcome,
            message=outcome.message,
            target_kind=outcome.target_kind,
            target_id=outcome.target_id,
            before=outcome.before,
        )


def batches(things: Iterable[T], size: int = BATCH) -> Iterable[list[T]]:
    """Cut what comes into lists of up to `size`."""
    iterator = iter(things)
    while batch := list(islice(iterator, size)):
        yield batch


def mark(core: Core, import_id: int, **values: Any) -> None:
    """Change what an import's row says of it; times given as True are now."""
    with core.db.transaction() as db:
        row = db.get_one(Import, import_id)
        for name, value in values.items():
            setattr(row, name, clock.now() if value is True else value)


def _done(db: Session, import_id: int, keys: list[tuple[str, str]]) -> set[tuple[str, str]]:
    query = select(ImportItem.kind, ImportItem.key).where(
        ImportItem.import_id == import_id, ImportItem.key.in_([key for _, key in keys])
    )
    return {(kind, key) for kind, key in db.execute(query)}
