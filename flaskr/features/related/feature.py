"""Related posts, as a feature."""

from flaskr.core.feature import Feature
from flaskr.core.jobs import Job
from flaskr.features.posts.events import PostPublished, PostWritten
from flaskr.features.related import cli, handlers, jobs, pages, slots

feature = Feature(
    name="related",
    handlers={PostWritten: (handlers.post_changed,), PostPublished: (handlers.post_changed,)},
    slots={"post.after": (slots.below_post,)},
    pages=(pages.RelatedLink,),
    jobs=(
        Job("related.relate", jobs.relate, "Finds the posts most like one."),
        Job(
            "related.sweep",
            jobs.sweep,
            "Finds them for imported posts, and for all after an upgrade.",
            schedule="25 * * * *",
        ),
    ),
    commands=(cli.related_group,),
)
