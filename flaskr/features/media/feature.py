"""Media, as a feature."""

from flaskr.core.feature import Check, Feature, NavItem
from flaskr.core.jobs.queue import Job
from flaskr.core.permissions import Permission, Role
from flaskr.features.media import checks, editing, events, jobs, pages, studio, views

feature = Feature(
    name="media",
    permissions=(
        Permission("media.upload", any=Role.AUTHOR, help="Upload pictures and files."),
        Permission(
            "media.edit", any=Role.EDITOR, own=Role.AUTHOR, help="Describe and delete media."
        ),
    ),
    blueprints=(views.bp, studio.bp),
    nav=(NavItem("Media", "media_studio.list_media", "image", "media.upload", "Write", 30),),
    events=(events.MediaAdded, events.MediaChanged, events.MediaRemoved),
    pages=(pages.Picture,),
    jobs=(Job(editing.DELETE_FILES, jobs.delete_files, help="Delete the files of removed media."),),
    checks=(Check("media files", checks.check_files),),
)
