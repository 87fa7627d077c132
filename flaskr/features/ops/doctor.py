"""Examining an installation: every feature's checks, whatever one of them runs into."""

from dataclasses import dataclass

from flaskr.core.feature import Check, Finding
from flaskr.core.runtime import Core


@dataclass(frozen=True)
class Result:
    """What one check found."""

    check: str
    level: str
    message: str


def examine(core: Core) -> list[Result]:
    """Run all checks in the features' order and return what they found."""
    return [
        Result(check.name, finding.level, finding.message)
        for feature in core.features
        for check in feature.checks
        for finding in _findings(core, check)
    ]


def _findings(core: Core, check: Check) -> list[Finding]:
    try:
        return list(check.run(core))
    except Exception as error:  # a check may be a plug-in's; the others still run
        core.log.debug("doctor.check_failed", check=check.name, exc_info=error)
        reason = str(error).strip().partition("\n")[0] or repr(error)
        return [Finding("error", f"This could not be checked: {reason}")]
