"""Media, as a feature."""

from flaskr.core.feature import Check, Feature, NavItem, PersonalData
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
    personal_data=(
        PersonalData(
            about="If you upload a picture or a file",
            what="Who uploaded it; where and with what a picture was taken is removed from it.",
            why="So that its owner can change it.",
            until="Until the file is deleted.",
            columns=("media.created_by_id",),
        ),
    ),
    checks=(Check("media files", checks.check_files),),
)
