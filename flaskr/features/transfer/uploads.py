"""Taking in an export that is uploaded: streamed to a file of the instance, within a limit."""

from pathlib import Path

from werkzeug.datastructures import FileStorage

from flaskr.core.errors import Invalid
from flaskr.core.runtime import Core
from flaskr.features.transfer.beginning import UPLOADS
from flaskr.lib.tokens import new_token
from flaskr.web.current import core

ENDINGS = {"wordpress": (".xml", ".wxr"), "markdown": (".zip",)}
_BLOCK = 2**20


def most_bytes() -> int:
    """Return how large an uploaded export may be."""
    limit: int = core().settings["IMPORT_LIMIT"]
    return limit * 2**20


def keep_upload(upload: FileStorage, format: str) -> Path:
    """Write the upload to a file below the instance folder; raises Invalid."""
    ending = Path(upload.filename or "").suffix.lower()
    if ending not in ENDINGS[format]:
        raise Invalid("file", _wrong_ending(format))
    folder = _folder(core())
    path = folder / f"{new_token()[:24]}{ENDINGS[format][0]}"
    try:
        with path.open("xb") as file:
            while block := upload.stream.read(_BLOCK):
                file.write(block)
        if path.stat().st_size == 0:
            raise Invalid("file", "The file is empty. Export the blog again.")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _folder(of: Core) -> Path:
    folder = of.instance / UPLOADS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _wrong_ending(format: str) -> str:
    if format == "wordpress":
        return "Choose the .xml file that WordPress gave you under Tools → Export."
    return "Pack the folder with the Markdown files into a .zip file and choose that."
