"""Transfer, as a feature."""

from flaskr.core.feature import Feature, NavItem, PersonalData
from flaskr.core.jobs.queue import Job
from flaskr.core.permissions import Permission, Role
from flaskr.features.transfer import beginning, cli, jobs, studio

feature = Feature(
    name="transfer",
    permissions=(
        Permission(beginning.ACTION, any=Role.OWNER, help="Import blogs and undo imports."),
    ),
    blueprints=(studio.bp,),
    nav=(
        NavItem("Import", "transfer_studio.list_imports", "download", beginning.ACTION, "Site", 75),
    ),
    jobs=(
        Job(beginning.RUN_JOB, jobs.run, "Imports a blog, or goes on with it."),
        Job(beginning.UNDO_JOB, jobs.undo, "Takes back what an import brought."),
        Job(
            "transfer.remove_uploads",
            jobs.remove_uploads,
            "Removes uploaded exports a week after their import ended.",
            schedule="41 3 * * *",
        ),
    ),
    personal_data=(
        PersonalData(
            about="If you import a blog",
            what="Who began the import, and what it brought.",
            why="To report on it, and to take it back.",
            until="Until the import is removed from the list; the uploaded file goes after a week.",
            columns=("imports.created_by_id",),
        ),
    ),
    commands=(cli.import_group,),
)
