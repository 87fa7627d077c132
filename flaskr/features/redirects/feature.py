"""Redirects, as a feature."""

from flaskr.core.feature import Feature, NavItem
from flaskr.core.jobs import Job
from flaskr.features.posts.events import PostPublished, PostWritten
from flaskr.features.redirects import cli, handlers, jobs, studio, views
from flaskr.features.redirects.leading import ACTION

feature = Feature(
    name="redirects",
    blueprints=(views.bp, studio.bp),
    nav=(
        NavItem(
            "Redirects", "redirects_studio.list_redirects", "arrow-up-right", ACTION, "Site", 80
        ),
    ),
    handlers={PostWritten: (handlers.post_changed,), PostPublished: (handlers.post_changed,)},
    jobs=(
        Job(
            "redirects.forget",
            jobs.forget,
            "Forgets addresses that nobody asks for any more.",
            schedule="40 3 * * *",
        ),
    ),
    commands=(cli.redirects_group,),
    beside=(views.begin,),
)
