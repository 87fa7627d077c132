"""Pings, as a feature."""

from flaskr.core.feature import Feature
from flaskr.core.jobs import Job
from flaskr.core.settings import Setting
from flaskr.features.pings import handlers, jobs, views
from flaskr.features.posts.events import PostPublished, PostRemoved, PostWritten

feature = Feature(
    name="pings",
    settings=(
        Setting(
            "INDEXNOW_URL",
            str,
            "https://api.indexnow.org/indexnow",
            "Where search engines are told of new posts, if Studio’s settings say so.",
        ),
    ),
    blueprints=(views.bp,),
    handlers={
        PostWritten: (handlers.post_changed,),
        PostPublished: (handlers.post_changed,),
        PostRemoved: (handlers.something_changed,),
    },
    jobs=(
        Job(
            handlers.INDEX_NOW,
            jobs.tell_search_engines,
            "Tells search engines of new, changed and deleted posts.",
        ),
        Job(handlers.WEBSUB, jobs.tell_hub, "Tells the WebSub hub which feeds have changed."),
    ),
)
