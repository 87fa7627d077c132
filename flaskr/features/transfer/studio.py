"""Studio's pages for imports: beginning one, following it, reading its report, undoing it."""

from typing import Any

from flask import Blueprint, jsonify, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from flaskr.core.db import find
from flaskr.core.errors import Invalid, NotFound
from flaskr.features.site.context import current_site
from flaskr.features.site.identity import SiteValues
from flaskr.features.transfer import beginning, reports, uploads
from flaskr.features.transfer.forms import ImportForm
from flaskr.features.transfer.models import KINDS, OUTCOMES, Import
from flaskr.features.transfer.undoing import begin_undo
from flaskr.lib import zones
from flaskr.web.access import actor, requires
from flaskr.web.current import core, reading, transaction
from flaskr.web.forms import form_of
from flaskr.web.speaking import spoken
from flaskr.web.studio import render_studio, say

bp = Blueprint(
    "transfer_studio", __name__, url_prefix="/studio/imports", template_folder="templates"
)
SHOWN = 30
STAGES = {
    "waiting": "Waiting for a worker",
    "reading": "Reading the whole file",
    "authors": "Bringing over authors",
    "tags": "Bringing over tags",
    "files": "Fetching pictures and files",
    "texts": "Bringing over posts and pages",
    "site": "Naming the site",
    "undoing": "Taking everything back",
}
AT = "%(stage)s: %(position)s of %(total)s"


@bp.get("/")
@requires("transfer.import")
def list_imports() -> str:
    """Show the form and what was imported."""
    return _imports_page(ImportForm())


@bp.post("/")
@requires("transfer.import")
def create_import() -> Any:
    """Take in an export and leave it to a worker."""
    form = ImportForm()
    try:
        request.max_content_length = uploads.most_bytes() + 2**16
        form = form_of(ImportForm)
        form.offer_zones(current_site().timezone)
        if not form.validate():
            return _imports_page(form), 422
        upload = form.file.data
        if not upload or not upload.filename:
            raise Invalid("file", "Choose the file to import.")
        path = uploads.keep_upload(upload, form.format.data)
    except Invalid as error:
        form.put(error)
        return _imports_page(form), 422
    except RequestEntityTooLarge:
        limit = core().settings["IMPORT_LIMIT"]
        form.put(
            Invalid(
                "file",
                "The file may have up to %(limit)s MB. Export in parts, by year.",
                limit=limit,
            )
        )
        return _imports_page(form), 413
    with transaction() as db:
        row = beginning.begin(
            db,
            by=actor(),
            format=form.format.data,
            path=path,
            name=upload.filename,
            options=beginning.Options(
                fetch=form.fetch.data,
                timezone=form.timezone.data,
                site_title=form.site_title.data,
            ),
            dry_run=form.dry_run.data,
        )
        beginning.work_later(db, row)
    return redirect(url_for(".show_import", import_id=row.id))


@bp.get("/<int:import_id>")
@requires("transfer.import")
def show_import(import_id: int) -> str:
    """Show how far an import is, and what came over and what did not, item by item."""
    row = find(reading(), Import, import_id)
    outcome, kind = request.args.get("outcome", ""), request.args.get("kind", "")
    if outcome not in {"", reports.REMARKS, *OUTCOMES} or kind not in {"", *KINDS}:
        raise NotFound("This part of the report does not exist.")
    lines = reports.summary(reading(), row)
    page = reports.items(
        reading(), row, outcome=outcome, kind=kind, after=request.args.get("after", "")
    )
    timezone = current_site().timezone
    return render_studio(
        "transfer/import.html",
        row=row,
        lines=lines,
        outcomes=reports.outcomes_of(lines),
        all_outcomes=[word for word in OUTCOMES if any(word in line.by_outcome for line in lines)],
        kinds=reports.NAMES,
        page=page,
        outcome=outcome,
        kind=kind,
        has_job=beginning.has_job(reading(), row),
        progress=_progress(row),
        local=lambda at: zones.to_local(at, timezone),
    )


@bp.get("/<int:import_id>/progress")
@requires("transfer.import")
def show_progress(import_id: int) -> Any:
    """Tell a script how far an import is."""
    return jsonify(_progress(find(reading(), Import, import_id)))


@bp.post("/<int:import_id>/resumption")
@requires("transfer.import")
def create_resumption(import_id: int) -> Any:
    """Go on with an import that stopped."""
    with transaction() as db:
        beginning.resume(db, import_id, by=actor())
    return redirect(url_for(".show_import", import_id=import_id))


@bp.post("/<int:import_id>/repetition")
@requires("transfer.import")
def create_repetition(import_id: int) -> Any:
    """Import the same file again, or in earnest after a dry run."""
    with transaction() as db:
        row = beginning.import_again(db, import_id, by=actor())
        beginning.work_later(db, row)
    return redirect(url_for(".show_import", import_id=row.id))


@bp.post("/<int:import_id>/undoing")
@requires("transfer.import")
def create_undoing(import_id: int) -> Any:
    """Take back what an import brought."""
    row = begin_undo(core(), import_id)
    with transaction() as db:
        beginning.work_later(db, row, beginning.UNDO_JOB)
    say("The import is being undone.", "info")
    return redirect(url_for(".show_import", import_id=import_id))


def _progress(row: Import) -> dict[str, Any]:
    stage = STAGES.get("undoing" if row.state == "undoing" else row.stage, row.stage)
    text = spoken().gettext(stage)
    known = row.total and row.state == "running"
    if known:
        text = spoken().gettext(
            AT,
            stage=text,
            position=row.position,
            total=row.total,
        )
    return {
        "value": row.position if known else None,
        "max": row.total or 1,
        "text": f"{text}.",
        "done": not row.is_busy,
    }


def _imports_page(form: ImportForm) -> str:
    form.offer_zones(current_site().timezone)
    before = request.args.get("before", "")
    rows = beginning.imports(
        reading(),
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None,
        limit=SHOWN + 1,
    )
    timezone = current_site().timezone
    return render_studio(
        "transfer/list.html",
        form=form,
        rows=rows[:SHOWN],
        older=rows[SHOWN - 1].id if len(rows) > SHOWN else None,
        limit=core().settings["IMPORT_LIMIT"],
        offer_title=current_site().title == SiteValues().title,
        local=lambda at: zones.to_local(at, timezone),
    )
