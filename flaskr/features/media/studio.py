"""Studio's media library: a grid, a page for each file, uploads by form and by script."""

from typing import Any

from flask import Blueprint, jsonify, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from flaskr.core.errors import FlaskrError, Invalid, NotFound
from flaskr.features.media import pictures, uploading
from flaskr.features.media.editing import change_media, remove_media
from flaskr.features.media.forms import MediaForm, UploadForm
from flaskr.features.media.library import media_page
from flaskr.features.media.models import Media
from flaskr.lib.filetypes import ALLOWED_FILES
from flaskr.web.access import actor, load, may, requires
from flaskr.web.current import core, reading, transaction
from flaskr.web.forms import form_of
from flaskr.web.speaking import spoken
from flaskr.web.studio import render_studio, say, say_many

bp = Blueprint("media_studio", __name__, url_prefix="/studio/media", template_folder="templates")

# So many files of the largest size may come at once by the form; further ones in another go.
MOST_FILES = 20


@bp.get("/")
@requires("media.upload")
def list_media() -> str:
    """Show the library: an author's own media, everybody's to editors."""
    return _library_page(UploadForm())


@bp.post("/")
@requires("media.upload")
def create_media() -> Any:
    """Take in several files; what is refused is named, and does not hold back the others."""
    form = UploadForm()
    try:
        form = _sent_form(UploadForm, files=MOST_FILES)
        uploads = [upload for upload in form.files.data or [] if upload and upload.filename]
        if not uploads:
            raise Invalid("files", "Choose at least one file.")
        added = _take_all(uploads, form)
    except Invalid as error:
        form.put(error)
        return _library_page(form), 422
    except RequestEntityTooLarge:
        form.put(Invalid("files", _too_much()))
        return _library_page(form), 413
    if form.errors:
        return _library_page(form), 422
    if len(added) == 1 and may("media.edit", added[0]):
        return redirect(url_for(".edit_media", media_id=added[0].id))
    return redirect(url_for(".list_media"))


@bp.post("/uploads")
@requires("media.upload")
def create_upload() -> Any:
    """Take in the one file that a script sends in the field `file`; answers JSON."""
    try:
        request.max_content_length = _most_bytes() + 2**16
        upload = request.files.get("file")
        if upload is None:
            raise Invalid("file", "Send the file in the field “file”.")
        media = _take(upload)
    except RequestEntityTooLarge:
        return jsonify(error=uploading.too_large(_most_bytes())), 413
    except FlaskrError as error:
        return jsonify(error=spoken().gettext(error.said, **error.values)), error.status
    answer = {"id": media.id, "url": media.url, "alt": media.alt}
    return jsonify(**answer, markdown=pictures.markdown(media)), 201


@bp.get("/<int:media_id>")
@requires("media.edit")
def edit_media(media_id: int) -> str:
    """Show one file, what is said of it, and how to place it in a post."""
    media = load(reading(), Media, media_id, action="media.edit")
    return _media_page(media, MediaForm(obj=media))


@bp.post("/<int:media_id>")
@requires("media.edit")
def update_media(media_id: int) -> Any:
    """Change the alt text and the caption."""
    form = form_of(MediaForm)
    if form.validate():
        with transaction() as db:
            media = load(db, Media, media_id, action="media.edit")
            change_media(
                media,
                by=actor(),
                alt=form.alt.data,
                caption=form.caption.data,
                focal_point=form.focal_point.data or None,
            )
        say("The description is saved.")
        return redirect(url_for(".edit_media", media_id=media_id))
    return _media_page(load(reading(), Media, media_id, action="media.edit"), form), 422


@bp.get("/<int:media_id>/removal")
@requires("media.edit")
def confirm_removal(media_id: int) -> str:
    """Ask before deleting, and say where the file is used."""
    media = load(reading(), Media, media_id, action="media.edit")
    return render_studio("media/removal.html", media=media)


@bp.post("/<int:media_id>/removal")
@requires("media.edit")
def delete_media(media_id: int) -> Any:
    """Delete it."""
    with transaction() as db:
        media = load(db, Media, media_id, action="media.edit")
        remove_media(media, by=actor())
    say("%(name)s is deleted.", "info", name=media.name)
    return redirect(url_for(".list_media"))


def _sent_form(form: type[UploadForm], *, files: int) -> UploadForm:
    request.max_content_length = files * _most_bytes() + 2**16
    return form_of(form)


def _take_all(uploads: list[FileStorage], form: UploadForm) -> list[Media]:
    added: list[Media] = []
    for upload in uploads:
        try:
            added.append(_take(upload))
        except Invalid as error:
            form.put(
                Invalid(
                    "files",
                    "%(name)s: %(reason)s",
                    name=upload.filename,
                    reason=spoken().gettext(error.said, **error.values),
                )
            )
    if len(added) == 1:
        say("%(name)s is in the library.", name=added[0].name)
    elif added:
        say_many(
            "%(number)s file is in the library.", "%(number)s files are in the library.", len(added)
        )
    return added


def _take(upload: FileStorage) -> Media:
    prepared = uploading.prepare(
        upload.stream.read(), upload.filename or "", most_bytes=_most_bytes()
    )
    uploading.keep(core().storage, prepared)
    with transaction() as db:
        media = uploading.add_media(db, prepared, by=actor())
    # A removal of the same content may have deleted the files between the two steps above.
    uploading.keep(core().storage, prepared)
    return media


def _most_bytes() -> int:
    most: int = core().settings["UPLOAD_LIMIT"] * 2**20
    return most


def _too_much() -> str:
    most = core().settings["UPLOAD_LIMIT"]
    return f"This is too much at once. Upload fewer files; each may have up to {most} MB."


def _library_page(form: UploadForm) -> str:
    search = request.args.get("q", "").replace("\0", "").strip()[:200]
    own = None if core().permissions.allows(actor(), "media.edit", owners=()) else actor().id
    before, after = request.args.get("before", ""), request.args.get("after", "")
    try:
        page = media_page(reading(), owner_id=own, search=search, before=before, after=after)
    except ValueError as error:
        raise NotFound(str(error)) from error
    return render_studio(
        "media/library.html",
        form=form,
        page=page,
        search=search,
        accept=",".join(ALLOWED_FILES),
        limit=core().settings["UPLOAD_LIMIT"],
    )


def _media_page(media: Media, form: MediaForm) -> str:
    return render_studio(
        "media/media.html", media=media, form=form, markdown=pictures.markdown(media)
    )
