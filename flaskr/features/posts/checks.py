"""What `flaskr doctor` asks of posts."""

from collections.abc import Iterable

from flaskr.core.feature import Finding
from flaskr.core.runtime import Core
from flaskr.features.posts import counting, recounting

_ADVICE = "Run “flaskr post recount”."


def counts_are_right(core: Core) -> Iterable[Finding]:
    """Compare the public lists and the kept counts with the posts themselves."""
    with core.db.reading() as db:
        misplaced = recounting.wrong_times(db)
        wrong = recounting.wrong_counts(db)
        total = counting.count_of(db, counting.ALL)
    if misplaced:
        yield Finding(
            "error", f"Posts that lists show or leave out wrongly: {misplaced}. {_ADVICE}"
        )
    if wrong:
        yield Finding("error", f"Counts of posts that are wrong: {len(wrong)}. {_ADVICE}")
    if not misplaced and not wrong:
        yield Finding("ok", f"The counts of {total} public posts are right.")
