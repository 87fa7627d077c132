"""Bringing over pictures and files."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from flaskr.core.permissions import SYSTEM
from flaskr.features.media.editing import MOST_WORDS
from flaskr.features.media.models import Media
from flaskr.features.media.uploading import add_media
from flaskr.features.transfer.fetching import AT_ONCE, Fetcher, Got
from flaskr.features.transfer.origins import origin_of, origins_among, remember
from flaskr.features.transfer.records import File
from flaskr.features.transfer.redirecting import redirect_all
from flaskr.features.transfer.run import Outcome, Run, batches

STAGE = "files"


def bring_files(run: Run) -> None:
    """Get what is not here yet and add it to the library, a few files at a time."""
    done = run.done(["file"])
    waiting = [file for file in run.outline.files if file.key not in done]
    wanted = run.options.get("fetch", True)
    fetcher = Fetcher(run.core)
    for batch in batches(waiting, 2 * AT_ONCE if wanted and not run.is_dry else 50):
        known = _known(run, batch)
        new = [file for file in batch if file.key not in known]
        if run.is_dry or not wanted:
            got = {file.key: Got(file, problem=_not_tried(run, file)) for file in new}
        else:
            got = {each.file.key: each for each in fetcher.get(new)}

        def bring(db: Session, file: File, got: dict[str, Got] = got) -> Iterable[Outcome]:
            return _bring(db, run, file, got.get(file.key))

        run.write(STAGE, batch, bring, key=lambda file: ("file", file.key))
        fetcher.keep(got.values())


def _not_tried(run: Run, file: File) -> str:
    if file.path is not None and run.is_dry:
        return ""
    if not run.options.get("fetch", True):
        return "It was not fetched, as you asked."
    return "A dry run fetches nothing; the import will try."


def _known(run: Run, files: list[File]) -> set[str]:
    with run.core.db.reading() as db:
        return set(origins_among(db, run.outline.source, "file", [file.key for file in files]))


def _bring(db: Session, run: Run, file: File, got: Got | None) -> Iterable[Outcome]:
    origin = origin_of(db, run.outline.source, "file", file.key)
    if origin is not None:
        if db.get(Media, origin.target_id) is None:
            return [_said(file, "skipped", "It was deleted here after an earlier import.")]
        return [_said(file, "unchanged", media_id=origin.target_id)]
    if got is None:
        return [_said(file, "failed", "It is gone since this import began; import again.")]
    if got.prepared is None:
        if not got.problem:
            return [_said(file, "created")]
        untried = run.is_dry or not run.options.get("fetch", True)
        return [_said(file, "skipped" if untried else "failed", got.problem)]
    media = add_media(
        db, got.prepared, by=SYSTEM, alt=file.alt[:MOST_WORDS], import_id=run.import_id
    )
    is_new = media.import_id == run.import_id
    if is_new and not media.caption:
        media.caption = " ".join(file.caption.split())[:MOST_WORDS]
    remember(
        db,
        run.outline.source,
        "file",
        file.key,
        target_id=media.id,
        import_id=run.import_id,
    )
    redirect_all(db, file.old_paths, media.url, import_id=run.import_id)
    message = "" if is_new else "The same file was in the library already."
    return [_said(file, "created" if is_new else "unchanged", message, media.id)]


def _said(file: File, outcome: str, message: str = "", media_id: int | None = None) -> Outcome:
    kind = "media" if media_id is not None else ""
    return Outcome("file", file.key, file.name, outcome, message, kind, media_id)
