"""Hearing which addresses readers ask for; there is no public page here."""

from collections.abc import Mapping
from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from flaskr.core.runtime import Core
from flaskr.core.tally import Counted, Tally
from flaskr.features.redirects import counting
from flaskr.features.redirects.counting import Asked
from flaskr.web.answers import hear_of

bp = Blueprint("redirects", __name__)

_NAME = "flaskr.asked"


@bp.record_once
def listen(state: BlueprintSetupState) -> None:
    """Count what readers of this application ask for."""
    app = cast(Flask, state.app)
    core: Core = app.extensions["flaskr"]

    def write(batch: Mapping[Asked, Counted]) -> None:
        with core.db.reading() as db:
            sums = counting.summed(db, batch)
        with core.db.transaction() as db:
            counting.add(db, sums)

    tally = app.extensions[_NAME] = Tally[Asked](write, core.log)

    def hear(status: int, path: str, query: str, referrer: str) -> None:
        is_missing = status == counting.MISSING
        if is_missing and not counting.is_worth_counting(path):
            return
        came_from = counting.page_before(referrer) if is_missing else ""
        tally.add(Asked(status, path, "" if is_missing else query[:500]), note=came_from)

    hear_of(app, {*counting.FOUND, counting.MISSING}, hear)


def tally_of(app: Flask) -> Tally[Asked]:
    """Return what counts the readers of an application."""
    return cast(Tally[Asked], app.extensions[_NAME])


def begin(app: Flask) -> Tally[Asked]:
    """Begin to write what is counted, in this process; it must be forked already."""
    tally = tally_of(app)
    tally.begin()
    return tally
