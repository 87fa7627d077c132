"""One handler that turns every error into a page or into application/problem+json (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any, cast

from flask import Flask, Response, current_app, g, request
from jinja2 import TemplateError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from flaskr.core.errors import FlaskrError, Invalid, NotFound, TooMany
from flaskr.core.outages import is_unreachable, unavailable
from flaskr.web import parts
from flaskr.web.current import core
from flaskr.web.environment import PageEnvironment
from flaskr.web.speaking import studio_environment
from flaskr.web.themes import ErrorPage, rendered

SENTENCES = {
    400: "The request could not be understood.",
    401: "Log in first.",
    403: "You are not allowed to do this.",
    404: "There is nothing at this address.",
    405: "This address cannot be used in this way.",
    410: "What stood at this address was deleted.",
    413: "This is larger than the site accepts.",
    500: "The site made a mistake; it has been recorded. Try again in a moment.",
}


def init_app(app: Flask) -> None:
    """Handle every error of the application here."""
    app.register_error_handler(FlaskrError, _flaskr_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _flaskr_error(error: FlaskrError) -> Response:
    extra: dict[str, Any] = {"field": error.field} if isinstance(error, Invalid) else {}
    response = _answer(error.status, error.title, _message_of(error), extra)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _message_of(error: FlaskrError) -> str:
    if not error.values or not _is_own():
        return error.message  # or it is the message that the template translates
    return _environment().language.gettext(error.said, **error.values)


def _http_error(error: HTTPException) -> BaseResponse:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response(request.environ)
    status = error.code or 500
    title = NotFound.title if status == 404 else HTTPStatus(status).phrase
    sentence = SENTENCES.get(status) or error.description or HTTPStatus(status).phrase
    response = _answer(status, title, sentence, {})
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    if isinstance(error, SQLAlchemyError) and is_unreachable(error):
        core().log.error("request.database_unreachable", error=str(error), path=request.path)
        return _flaskr_error(unavailable(error))
    core().log.error("request.failed", exc_info=error, path=request.path)
    if request.environ.get("werkzeug.debug.preserve_context") or _debugs():
        raise error
    return _answer(500, FlaskrError.title, SENTENCES[500], {})


def _debugs() -> bool:
    settings = core().settings
    return bool(settings.get("DEBUG_ERRORS"))


def _answer(status: int, title: str, message: str, extra: dict[str, Any]) -> Response:
    request_id = g.get("request_id", "")
    if _wants_json():
        body = {"type": "about:blank", "title": title, "status": status, "detail": message}
        return Response(
            json.dumps({**body, **extra, "request_id": request_id}),
            status=status,
            mimetype="application/problem+json",
        )
    if status in {404, 410}:
        request_id = ""  # nobody has to look for it in the log, and the page is the same for all
    page = ErrorPage(status=status, title=title, message=message, request_id=request_id)
    if parts.is_wanted():
        return _message(page)
    return Response(_rendered(page), status=status, headers={"Cache-Control": "no-store"})


def _message(page: ErrorPage) -> Response:
    """Answer a script with the sentence alone; the page it stands on stays."""
    parts.mark(part=parts.MESSAGE)
    headers = {"Cache-Control": "no-store"}
    return Response(page.message, status=page.status, mimetype="text/plain", headers=headers)


def _rendered(page: ErrorPage) -> str:
    if page.status < 500 and not _is_own():
        try:
            return rendered("error.html", page=page)
        except (SQLAlchemyError, TemplateError, FlaskrError) as error:
            # The page about an error must not fail for the same reason.
            core().log.error("error_page.failed", error=repr(error))
    return _in_studio(page)


def _is_own() -> bool:
    return request.path.startswith(("/studio/", "/auth/"))


def _environment() -> PageEnvironment:
    try:
        return studio_environment()
    except (SQLAlchemyError, FlaskrError):  # who asks is not known while the database is away
        return cast(PageEnvironment, current_app.jinja_env)


def _in_studio(page: ErrorPage) -> str:
    environment = _environment()
    context: dict[str, Any] = {"page": page, "spoken": environment.language}
    current_app.update_template_context(context)
    return environment.get_template("errors/error.html").render(context)


def _wants_json() -> bool:
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"
