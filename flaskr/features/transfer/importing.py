"""Running an import from its beginning, or from where it stopped, to its end."""

from pathlib import Path

from sqlalchemy.orm import Session

from flaskr.core.db import find
from flaskr.core.errors import Conflict
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.site.identity import SiteValues, change_site, site_values
from flaskr.features.transfer.entries import bring_entries
from flaskr.features.transfer.files import bring_files
from flaskr.features.transfer.labels import bring_label
from flaskr.features.transfer.links import Links
from flaskr.features.transfer.markdown import MarkdownSource
from flaskr.features.transfer.models import Import
from flaskr.features.transfer.origins import targets_of
from flaskr.features.transfer.people import bring_person, default_author
from flaskr.features.transfer.planning import plan_files, plan_slugs
from flaskr.features.transfer.records import Note, Outline, Person, Source, SourceError, label_key
from flaskr.features.transfer.run import Outcome, Progress, Run, Stopped, batches, mark
from flaskr.features.transfer.wordpress import WordPressSource
from flaskr.lib import zones

UNFINISHED = "The import stopped before its end. Resume it to bring over what is missing."


def nothing(_stage: str, _position: int, _total: int) -> None:
    """Show no progress."""


def run_import(core: Core, import_id: int, *, progress: Progress = nothing) -> Import:
    """Do an import, or the rest of it; a finished one is left as it is.

    A source that cannot be read makes it failed, with `error` saying why, and changes nothing.
    Raises NotFound, Conflict.
    """
    with core.db.reading() as db:
        row = find(db, Import, import_id)
        if row.finished_at is not None:
            return row
        if row.undoing_at is not None:
            raise Conflict("This import was undone. Begin a new one.")
    mark(core, import_id, started_at=True, failed_at=None, error="", stage="reading")
    try:
        source = _open(row)
    except SourceError as error:
        return _failed(core, import_id, str(error))
    ended = False
    try:
        outline = source.outline(lambda count: progress("reading", count, 0))
        run = _begin(core, row, source, outline, progress)
        _bring_everything(run)
        mark(core, import_id, finished_at=True, stage="done")
        ended = True
    except SourceError as error:
        ended = True
        return _failed(core, import_id, str(error))
    except Stopped:
        ended = True
    finally:
        source.close()
        if not ended:
            mark(core, import_id, failed_at=True, error=UNFINISHED)
    with core.db.reading() as db:
        return find(db, Import, import_id)


def _open(row: Import) -> Source:
    zone = zones.zone(row.options.get("timezone") or "UTC")
    if row.format == "wordpress":
        return WordPressSource(Path(row.path), zone=zone)
    return MarkdownSource(Path(row.path), name=row.name, zone=zone)


def _failed(core: Core, import_id: int, message: str) -> Import:
    mark(core, import_id, failed_at=True, error=message, stage="reading")
    with core.db.reading() as db:
        return find(db, Import, import_id)


def _begin(core: Core, row: Import, source: Source, outline: Outline, progress: Progress) -> Run:
    links = Links(outline.hosts)
    with core.db.reading() as db:
        slugs = plan_slugs(db, outline, links)
        author_id = default_author(db, row.created_by_id)
    if author_id is None and outline.stubs and not outline.people:
        outline.people.append(Person("author", "Author", wrote=True))
    total = sum(
        len(things)
        for things in (
            outline.people,
            outline.labels,
            outline.files,
            outline.stubs,
            outline.notes,
            outline.warnings,
        )
    )
    run = Run(
        core=core,
        import_id=row.id,
        is_dry=row.is_dry_run,
        options=row.options,
        source=source,
        outline=outline,
        links=links,
        progress=progress,
        total=total,
        position=row.position,
        author_id=author_id,
        numbers={p.number: p.key for p in outline.people if p.number is not None},
        slugs=slugs,
    )
    mark(core, row.id, source=outline.source, counts=outline.counts, total=total)
    return run


def _bring_everything(run: Run) -> None:
    _bring_notes(run)
    for people in batches(run.outline.people):
        run.write(
            "authors",
            people,
            lambda db, person: bring_person(db, run, person),
            key=lambda person: ("author", person.key),
        )
    for labels in batches(run.outline.labels):
        run.write(
            "tags",
            labels,
            lambda db, label: bring_label(db, run, label),
            key=lambda label: ("tag", label_key(label.slug, label.name)),
        )
    bring_files(run)
    with run.core.db.reading() as db:
        source = run.outline.source
        run.people = targets_of(db, source, "author")
        run.tags = targets_of(db, source, "tag")
        run.media = plan_files(db, run.outline, run.links)
    if run.author_id is None and run.people:
        run.author_id = run.people.get("author") or min(run.people.values())
    bring_entries(run)
    if run.options.get("site_title"):
        run.write("site", [run.outline], lambda db, _: _name_site(db, run), key=_site_key)


def _bring_notes(run: Run) -> None:
    warnings = [
        Note(f"warning {number}", "The file", warning, "note")
        for number, warning in enumerate(run.outline.warnings, 1)
    ]
    for notes in batches([*run.outline.notes, *warnings]):
        run.write(
            "reading",
            notes,
            lambda _db, note: [Outcome("other", note.key, note.title, note.outcome, note.message)],
            key=lambda note: ("other", note.key),
        )


def _site_key(_outline: Outline) -> tuple[str, str]:
    return "other", "site title"


def _name_site(db: Session, run: Run) -> list[Outcome]:
    values, title = site_values(db), run.outline.title[:200]
    kind, key = _site_key(run.outline)
    if values.title != SiteValues().title or not title:
        message = "The site has a title of its own already." if title else "The source has none."
        return [Outcome(kind, key, "Title of the site", "skipped", message)]
    message = f"The site is called “{title}” now."
    if run.is_dry:
        return [Outcome(kind, key, "Title of the site", "updated", message)]
    tagline = values.tagline or run.outline.tagline[:500]
    change_site(db, by=SYSTEM, title=title, tagline=tagline)
    before = {"title": values.title, "tagline": values.tagline, "given": title}
    return [Outcome(kind, key, "Title of the site", "updated", message, "site", None, before)]
