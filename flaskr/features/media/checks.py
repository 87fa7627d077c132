"""What `flaskr doctor` looks at."""

from collections.abc import Iterable

from flaskr.core.feature import Finding
from flaskr.core.runtime import Core
from flaskr.features.media.library import every_media

MOST_NAMED = 20


def check_files(core: Core) -> Iterable[Finding]:
    """Look for rows whose file, or one of whose variants, is missing."""
    count, lost = 0, []
    with core.db.reading() as db:
        for media in every_media(db):
            count += 1
            missing = [key for key in media.keys if not core.storage.exists(key)]
            if missing:
                lost.append(f"{media.name} (media {media.id}): {', '.join(missing)}")
    for each in lost[:MOST_NAMED]:
        yield Finding("error", f"Files are missing of {each}. Restore them from a backup.")
    if len(lost) > MOST_NAMED:
        yield Finding("error", f"Files are missing of {len(lost) - MOST_NAMED} more media.")
    if not lost:
        yield Finding("ok", f"No uploaded file is missing; there are {count}.")
