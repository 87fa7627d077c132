"""Jobs that keep the tables small."""

from flaskr.core.runtime import Core
from flaskr.features.ops.cleaning import remove_expired


def clean(core: Core) -> None:
    """Remove what nobody can use any more."""
    with core.db.transaction() as db:
        remove_expired(db)
