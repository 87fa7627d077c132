"""What a view says of its page while it is made, and whether the page may be kept."""

from dataclasses import dataclass

from flask import Flask, Response, g, request

from flaskr.web.current import core

COLLECTED = "flaskr.page"
"""Where the request's environment holds what was collected, for the middleware."""

_MISSING = frozenset({404, 410})
_KEPT = frozenset({200, 301}) | _MISSING
_REVALIDATE = "max-age=0, must-revalidate"
PUBLIC = f"public, {_REVALIDATE}"
"""What browsers and proxies are told of a page that is the same for everybody."""


@dataclass
class Collected:
    """The tags a page depends on, and whether anybody can make any number of such pages."""

    tags: set[str]
    is_odd: bool = False


def depends_on(*tags: str, odd: bool = False) -> None:
    """Say that the page being made is the same for everybody until one of the tags is changed.

    Without a word from its view no page is kept. `odd` pages are those whose addresses anybody
    can make up, such as searches; they get a small part of the room.
    """
    found: Collected = g.setdefault("page_collected", Collected({"site"}))
    found.tags.update(tags)
    found.is_odd = found.is_odd or odd


def init_app(app: Flask) -> None:
    """Hand over what was collected; it is registered first so that it runs last."""
    app.after_request(_hand_over)


def _hand_over(response: Response) -> Response:
    found: Collected | None = g.get("page_collected")
    if found is None or not _may_be_kept(response):
        return response
    if response.status_code in _MISSING:
        found.is_odd = True
        response.headers.pop("Cache-Control", None)
    if "Cookie" in request.headers:
        # The page is the same, but a copy for others is to be made from a request like theirs.
        response.headers.setdefault("Cache-Control", f"private, {_REVALIDATE}")
        return response
    response.headers.setdefault("Cache-Control", PUBLIC)
    _add_headers_for_cdn(response, found)
    request.environ[COLLECTED] = found
    return response


def _may_be_kept(response: Response) -> bool:
    """Say whether nothing in the answer is about who asked."""
    told = response.headers.get("Cache-Control", "")
    is_page = response.status_code not in _MISSING or response.mimetype == "text/html"
    return (
        request.method in {"GET", "HEAD"}
        and response.status_code in _KEPT
        and is_page
        and "actor" not in g
        and "csp_nonce" not in g
        and not g.notes.accessed
        and "Set-Cookie" not in response.headers
        and not response.is_streamed
        and ("no-store" not in told or response.status_code in _MISSING)
        and "private" not in told
    )


def _add_headers_for_cdn(response: Response, found: Collected) -> None:
    seconds = core().settings["CDN_SECONDS"]
    if not seconds or response.status_code in _MISSING:
        return
    # RFC 9213 and RFC 5861; the older name is what Fastly and Varnish know.
    rule = f"max-age={seconds}, stale-while-revalidate={seconds}, stale-if-error=86400"
    response.headers["CDN-Cache-Control"] = rule
    response.headers["Surrogate-Control"] = rule
    tags = sorted(found.tags)
    response.headers["Surrogate-Key"] = " ".join(tags)
    response.headers["Cache-Tag"] = ",".join(tags)
