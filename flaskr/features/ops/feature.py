"""Ops, as a feature."""

from flaskr.core.feature import Feature, NavItem
from flaskr.core.jobs import Job
from flaskr.core.permissions import Permission, Role
from flaskr.features.ops import (
    checks,
    cli,
    front_cli,
    jobs,
    maintenance_views,
    pages,
    studio,
    theme_views,
    views,
)

feature = Feature(
    name="ops",
    permissions=(
        Permission("ops.manage", any=Role.OWNER, help="See jobs, try failed ones again."),
    ),
    blueprints=(views.bp, studio.bp, maintenance_views.bp),
    slots={"studio.top": (maintenance_views.studio_top, theme_views.studio_top)},
    pages=(pages.MaintenancePage,),
    nav=(NavItem("Jobs", "ops_studio.list_jobs", "activity", "ops.manage", "Site", 85),),
    jobs=(
        Job(
            "ops.clean",
            jobs.clean,
            "Removes expired sessions, invitations and counted attempts.",
            schedule="17 3 * * *",
        ),
    ),
    commands=(
        cli.serve,
        cli.work,
        cli.init_db,
        cli.upgrade,
        cli.doctor,
        cli.features,
        front_cli.page_files,
        maintenance_views.maintenance,
        theme_views.theme,
    ),
    checks=(*checks.CHECKS, theme_views.CHECK),
)
