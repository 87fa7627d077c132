"""Parts of Studio's pages, for the script that changes a page in place (js/in-place.js)."""

import gzip
import secrets
from io import BytesIO

from flask import Response, after_this_request, request

HEADER = "Flaskr-Part"
"""In a request: only what stands in the shell is wanted. In an answer: that is what this is."""

PAGE, MESSAGE = "page", "message"

_WORTH_IT = 1000  # bytes
_LEVEL = 5
_MOST_PADDING = 100


def is_wanted() -> bool:
    """Say whether this request wants no more than a part."""
    return request.headers.get(HEADER) == PAGE


def mark(*, part: str | None) -> None:
    """Say of this request's answer which part it is, if any, and send it compressed."""

    @after_this_request
    def finish(response: Response) -> Response:
        response.vary.update((HEADER, "Accept-Encoding"))
        if part is not None:
            response.headers[HEADER] = part
        if request.accept_encodings.find("gzip") >= 0 and response.is_sequence:
            compress(response)
        return response


def compress(response: Response) -> None:
    """Compress the body, with a random length besides.

    Else the length of a page could tell others whether a word they put into its address stands in
    it elsewhere (BREACH). The header's file name takes the padding, as in “Heal the Breach”.
    """
    body = response.get_data()
    if len(body) < _WORTH_IT or "Content-Encoding" in response.headers:
        return
    packed = BytesIO()
    padding = "x" * (1 + secrets.randbelow(_MOST_PADDING))
    with gzip.GzipFile(padding, "wb", _LEVEL, packed, mtime=0) as stream:
        stream.write(body)
    response.set_data(packed.getvalue())
    response.headers["Content-Encoding"] = "gzip"
