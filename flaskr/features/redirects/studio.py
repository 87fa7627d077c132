"""Studio's pages for redirects and for addresses that are asked for in vain."""

import csv
from io import StringIO
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from flaskr.core.errors import Invalid
from flaskr.features.redirects import leading, listing, missing, suggesting, trying
from flaskr.features.redirects.forms import ListForm, RedirectForm, TrialForm
from flaskr.features.redirects.leading import ACTION
from flaskr.features.site.context import is_answered
from flaskr.features.site.redirects import ANY, clean_path, remove_redirect
from flaskr.lib.redirect_lists import Refused, parsed
from flaskr.web.access import actor, requires
from flaskr.web.current import reading, transaction
from flaskr.web.forms import form_of
from flaskr.web.studio import here_or, render_studio, say, say_many

bp = Blueprint(
    "redirects_studio", __name__, url_prefix="/studio/redirects", template_folder="templates"
)

LARGEST_LIST = 2 * 2**20
MOST_LINES = 5000


@bp.get("/")
@requires(ACTION)
def list_redirects() -> str:
    """List the redirects; an address in the query stands in the form."""
    return _list_page(RedirectForm(data=request.args))


@bp.post("/")
@requires(ACTION)
def create_redirect() -> Any:
    """Add a redirect, or let an address that leads somewhere lead elsewhere."""
    form = form_of(RedirectForm)
    if form.validate():
        try:
            path = clean_path(form.path.data)
            if not path.endswith(ANY) and is_answered(path):
                raise Invalid(
                    "path",
                    "%(path)s has a page here already; only an unused address can lead on.",
                    path=path,
                )
            with transaction() as db:
                row = leading.lead(db, path, form.target.data, by=actor())
        except Invalid as error:
            form.put(error)
        else:
            _say_where(row.path, row.target)
            return redirect(here_or(url_for(".list_missing")) if _is_missing() else _here())
    return _list_page(form), 422


@bp.post("/<int:redirect_id>/removal")
@requires(ACTION)
def delete_redirect(redirect_id: int) -> Any:
    """Remove a redirect; the page after it offers to bring it back."""
    with transaction() as db:
        row = remove_redirect(db, redirect_id, by=actor())
    if row.target:
        say(
            "%(path)s leads nowhere now. It led to %(target)s.",
            "info",
            path=row.path,
            target=row.target,
        )
    else:
        say("%(path)s leads nowhere now. It said that its post was deleted.", "info", path=row.path)
    return redirect(url_for(".list_redirects", undo=row.path, back=row.target))


@bp.get("/trial")
@requires(ACTION)
def show_trial() -> Any:
    """Follow the redirects from an address, and say what a reader finds at the end."""
    form, trial, is_there = TrialForm(request.args), None, False
    if request.args and form.validate():
        try:
            trial = trying.tried(reading(), form.path.data)
        except Invalid as error:
            form.put(error)
        else:
            is_there = not trial.is_gone and not trial.is_elsewhere and is_answered(trial.end)
    counts = _counts()
    return render_studio(
        "redirects/trial.html", form=form, trial=trial, is_there=is_there, counts=counts
    )


@bp.get("/missing/")
@requires(ACTION)
def list_missing() -> str:
    """List the addresses that are asked for in vain, with what may be meant."""
    ignored = request.args.get("state") == "ignored"
    rows, following = listing.missing_pages(
        reading(), ignored=ignored, after=request.args.get("after", "")
    )
    meant = {row.id: suggesting.suggestions(reading(), row.path) for row in rows}
    return render_studio(
        "redirects/missing.html",
        rows=rows,
        following=following,
        meant=meant,
        ignored=ignored,
        counts=_counts(),
    )


@bp.post("/missing/<int:missing_id>/ignorance")
@requires(ACTION)
def ignore_missing(missing_id: int) -> Any:
    """Leave an address out of the list."""
    with transaction() as db:
        row = missing.ignore(db, missing_id, by=actor())
    say(
        "%(path)s is no more in this list. It stands among the ignored ones.", "info", path=row.path
    )
    return redirect(here_or(url_for(".list_missing")))


@bp.post("/missing/<int:missing_id>/ignorance/removal")
@requires(ACTION)
def heed_missing(missing_id: int) -> Any:
    """Put an address back into the list."""
    with transaction() as db:
        row = missing.heed(db, missing_id, by=actor())
    say("%(path)s is in the list again.", path=row.path)
    return redirect(here_or(url_for(".list_missing", state="ignored")))


@bp.get("/list")
@requires(ACTION)
def edit_list() -> str:
    """Offer to read a list of redirects, and the list of those there are."""
    return _import_page(ListForm())


@bp.post("/list")
@requires(ACTION)
def import_list() -> Any:
    """Lead from all of a list; what could not be read or made is said line by line."""
    form = form_of(ListForm)
    try:
        text = form.text.data or _sent()
        listed, refused = parsed(text)
        if len(listed) > MOST_LINES:
            raise Invalid(
                "text", "A list may have 5,000 redirects here. Cut it, or use the command line."
            )
        count = 0
        for some in leading.portions(listed):
            with transaction() as db:
                made, more = leading.lead_all(db, some, by=actor())
            count += made
            refused += more
    except Invalid as error:
        form.put(error)
        return _import_page(form), 422
    refused.sort(key=lambda each: each.line)
    if not refused:
        say_many("%(number)s redirect is made.", "%(number)s redirects are made.", count)
        return redirect(url_for(".list_redirects", sort="newest"))
    return _import_page(form, count=count, refused=refused), 422


@bp.get("/redirects.csv")
@requires(ACTION)
def export_list() -> Response:
    """Send all redirects as a table that can be read in again."""
    written = StringIO()
    table = csv.writer(written)
    table.writerow(["from", "to", "reason", "hits", "last hit", "created"])
    for row in listing.all_redirects(reading()):
        last = row.last_hit_at.isoformat() if row.last_hit_at else ""
        at = row.created_at.isoformat()
        table.writerow([row.path, row.target, row.reason, row.hits, last, at])
    response = Response(written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="redirects.csv"'
    return response


def _say_where(path: str, target: str) -> None:
    if not target:
        say("%(path)s now says that what stood there is gone (410).", path=path)
    elif target.startswith("/") and ANY not in target and not is_answered(target):
        say(
            "%(path)s now leads to %(target)s, though there is nothing at %(target)s yet.",
            "warning",
            path=path,
            target=target,
        )
    else:
        say("%(path)s now leads to %(target)s.", path=path, target=target)


def _sent() -> str:
    upload = request.files.get("file")
    sent = upload.stream.read(LARGEST_LIST + 1) if upload else b""
    if not sent.strip():
        raise Invalid("text", "Choose a file, or write one redirect on each line.")
    if len(sent) > LARGEST_LIST:
        raise Invalid("file", "The file is larger than 2 MB. Cut it into smaller ones.")
    try:
        return sent.decode("utf-8-sig")
    except UnicodeDecodeError:
        return sent.decode("latin-1")


def _is_missing() -> bool:
    return request.form.get("from") == "missing"


def _here() -> str:
    return here_or(url_for(".list_redirects"))


def _counts() -> dict[str, int]:
    return {
        "missing": listing.count_missing(reading()),
        "ignored": listing.count_missing(reading(), ignored=True),
    }


def _list_page(form: RedirectForm) -> str:
    q, sort = request.args.get("q", "").strip(), request.args.get("sort", "path")
    shown = listing.redirects(reading(), q=q, sort=sort, after=request.args.get("after", ""))
    return render_studio(
        "redirects/list.html",
        form=form,
        shown=shown,
        q=q,
        sort=sort if sort in listing.SORTS else "path",
        undo=request.args.get("undo", ""),
        back=request.args.get("back", ""),
        counts=_counts(),
    )


def _import_page(form: ListForm, *, count: int = 0, refused: list[Refused] | None = None) -> str:
    return render_studio(
        "redirects/import.html", form=form, count=count, refused=refused or [], counts=_counts()
    )
