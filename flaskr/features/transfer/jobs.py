"""Work that imports leave for later."""

from flaskr.core.runtime import Core
from flaskr.features.transfer.beginning import UPLOADS, forget_uploads
from flaskr.features.transfer.importing import run_import
from flaskr.features.transfer.undoing import undo_import


def run(core: Core, *, import_id: int) -> None:
    """Do an import, or the rest of one whose worker vanished."""
    run_import(core, import_id)


def undo(core: Core, *, import_id: int) -> None:
    """Take back what an import brought."""
    undo_import(core, import_id)


def remove_uploads(core: Core) -> None:
    """Remove uploaded exports some days after their import ended."""
    with core.db.transaction() as db:
        paths = forget_uploads(db, core.instance / UPLOADS)
    for path in paths:
        path.unlink(missing_ok=True)
