"""Being found, as a feature."""

from flaskr.core.feature import Feature, PageKind
from flaskr.core.jobs import Job
from flaskr.core.settings import Setting
from flaskr.features.posts.events import PostRemoved
from flaskr.features.seo import handlers, jobs, slots, social_views, views

feature = Feature(
    name="seo",
    settings=(
        Setting(
            "SOCIAL_FONT",
            str,
            "",
            "A font file (TTF, OTF, WOFF2) with letters that the shipped ones lack, such as "
            "Chinese or Arabic: titles are drawn with it on the pictures that are shown of "
            "shared links.",
        ),
    ),
    blueprints=(views.bp, social_views.bp),
    handlers={PostRemoved: (handlers.post_removed,)},
    jobs=(
        Job(handlers.FORGET, jobs.forget_picture, "Removes the picture of a post that is gone."),
    ),
    slots={"head": (slots.head,)},
    page_kinds=(PageKind("xml", "application/xml"), PageKind("txt", "text/plain")),
)
