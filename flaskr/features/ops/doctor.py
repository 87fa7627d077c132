"""Examining an installation: every feature's checks, whatever one of them runs into."""

from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from flaskr.core import schema
from flaskr.core.feature import Check, Finding
from flaskr.core.runtime import Core
from flaskr.features.ops.checks import CHECKS


@dataclass(frozen=True)
class Result:
    """What one check found."""

    check: str
    level: str
    message: str


def examine(core: Core) -> list[Result]:
    """Run all checks in the features' order and return what they found.

    Only the installation's own cope with tables that are missing or of another version.
    """
    has_tables = _has_tables(core)
    return [
        Result(check.name, finding.level, finding.message)
        for feature in core.features
        for check in feature.checks
        if has_tables or check in CHECKS
        for finding in _findings(core, check)
    ]


def _has_tables(core: Core) -> bool:
    try:
        return schema.state(core.db) is schema.State.CURRENT
    except SQLAlchemyError:
        return False  # the check of the tables says why


def _findings(core: Core, check: Check) -> list[Finding]:
    try:
        return list(check.run(core))
    except Exception as error:  # a check may be a plug-in's; the others still run
        core.log.debug("doctor.check_failed", check=check.name, exc_info=error)
        reason = str(error).strip().partition("\n")[0] or repr(error)
        return [Finding("error", f"This could not be checked: {reason}")]
