"""Getting files: from the old blog, several at once, or from the imported folder."""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urlsplit

from flaskr.core.errors import FlaskrError
from flaskr.core.runtime import Core
from flaskr.features.media import uploading
from flaskr.features.media.uploading import Prepared
from flaskr.features.transfer.records import File
from flaskr.lib.http import FetchError, fetch

AT_ONCE = 4
TIMEOUT = 20.0
GIVE_UP_AFTER = 3


@dataclass(frozen=True)
class Got:
    """A file that is kept already, or a sentence on why it is not."""

    file: File
    prepared: Prepared | None = None
    problem: str = ""


class Fetcher:
    """Gets an import's files; a host that cannot be reached three times is not asked again."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._failures: Counter[str] = Counter()
        self._lock = Lock()
        self._most_bytes = core.settings["UPLOAD_LIMIT"] * 2**20

    def get(self, files: Iterable[File]) -> Iterator[Got]:
        """Get the files and keep their bytes; their rows come later, in a transaction."""
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="flaskr-fetch") as pool:
            yield from pool.map(self._get, files)

    def keep(self, got: Iterable[Got]) -> None:
        """Look after the commit whether the bytes are there still, and put them back if not.

        A removal of the same content may have deleted them in between.
        """
        for each in got:
            if each.prepared is not None:
                uploading.keep(self._core.storage, each.prepared)

    def _get(self, file: File) -> Got:
        try:
            data = file.path.read_bytes() if file.path is not None else self._fetched(file.url)
            prepared = uploading.prepare(data, file.name, most_bytes=self._most_bytes)
            uploading.keep(self._core.storage, prepared)
        except FlaskrError as error:
            return Got(file, problem=error.message)
        except FetchError as error:
            return Got(file, problem=str(error))
        except OSError as error:
            return Got(file, problem=f"The file cannot be read or kept: {error.strerror}.")
        return Got(file, prepared)

    def _fetched(self, url: str) -> bytes:
        host = _host(url)
        with self._lock:
            if self._failures[host] >= GIVE_UP_AFTER:
                raise FetchError(
                    f"{host or 'The address'} could not be reached {GIVE_UP_AFTER} times before, "
                    "so it was not asked again."
                )
        try:
            answer = fetch(
                url,
                max_bytes=self._most_bytes,
                timeout=TIMEOUT,
                allow_private=self._core.settings["FETCH_PRIVATE"],
            )
        except FetchError:
            with self._lock:
                self._failures[host] += 1
            raise
        with self._lock:
            self._failures[host] = 0
        if answer.status != 200:
            raise FetchError(f"{url} answered with the status {answer.status}.")
        return answer.body


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
