"""Protection of every response and every unsafe request."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from flaskr.core.errors import Denied, NotFound

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "X-Frame-Options": "DENY",
}
_SECURE_HEADERS = {"Strict-Transport-Security": "max-age=31536000"}
_POLICY_HEADER = "Content-Security-Policy"
_POLICY = (
    "default-src 'self'; script-src 'self'{nonce}; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def init_app(app: Flask) -> None:
    """Check where unsafe requests come from, and add the headers to every response."""
    app.before_request(refuse_odd_addresses)
    app.before_request(refuse_cross_site)
    app.after_request(add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def refuse_odd_addresses() -> None:
    """Raise NotFound for a NUL in the address: no database text can hold one."""
    if "\0" in request.path or "%00" in request.query_string.decode("latin-1"):
        raise NotFound


def refuse_cross_site() -> None:
    """Raise Denied for an unsafe request that another site's page made.

    The algorithm is that of Go's http.CrossOriginProtection: browsers say where a request
    comes from in Sec-Fetch-Site, older ones and plain HTTP in Origin; what says neither is
    no browser.
    """
    if request.method in _SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site in {"same-origin", "none"}:
            return
    else:
        origin = request.headers.get("Origin")
        if origin is None or _host_of(origin) == request.host:
            return
    raise Denied(
        "This form was sent from another site’s page, so nothing was changed. "
        "Open the page on this site and send it from there."
    )


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def csp_nonce() -> str:
    """Return the nonce that lets this response's own scripts run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def headers_of_pages(*, is_secure: bool) -> dict[str, str]:
    """Return what `add_headers` adds to a page that is the same for everybody."""
    headers = {**_FIXED_HEADERS, _POLICY_HEADER: _POLICY.format(nonce="")}
    if is_secure:
        headers |= _SECURE_HEADERS
    return headers


def add_headers(response: Response) -> Response:
    """Add what a browser must know to protect the reader."""
    there = {name.lower() for name, _ in response.headers}
    for name, value in _FIXED_HEADERS.items():
        if name.lower() not in there:
            response.headers.add(name, value)
    if "actor" in g or request.path.startswith("/auth/"):
        # Made for one person, or with a secret in its address: nobody else may keep it.
        response.headers.setdefault("Cache-Control", "no-store")
    nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    response.headers.setdefault(_POLICY_HEADER, _POLICY.format(nonce=nonce))
    if request.is_secure:
        for name, value in _SECURE_HEADERS.items():
            response.headers.setdefault(name, value)
    return response
