"""Posts, as a feature."""

from flaskr.core.feature import Check, Feature, NavItem, PersonalData
from flaskr.core.jobs.queue import Job
from flaskr.core.permissions import Permission, Role
from flaskr.features.posts import (
    checks,
    cli,
    events,
    handlers,
    jobs,
    list_views,
    pages,
    preview_studio,
    revision_studio,
    slots,
    studio,
    tutorial,
    views,
)
from flaskr.features.posts.adoption import adopt_tutorial
from flaskr.features.posts.publishing import PUBLISH_JOB
from flaskr.features.posts.recounting import recount

feature = Feature(
    name="posts",
    permissions=(
        Permission("posts.write", any=Role.AUTHOR, help="Write posts."),
        Permission("pages.write", any=Role.EDITOR, help="Write pages."),
        Permission("posts.edit", any=Role.EDITOR, own=Role.AUTHOR, help="Change posts."),
        Permission("posts.edit_any", any=Role.EDITOR, help="See and change everybody's posts."),
        Permission("posts.publish", any=Role.EDITOR, own=Role.AUTHOR, help="Publish posts."),
        Permission("posts.delete", any=Role.EDITOR, own=Role.AUTHOR, help="Delete posts."),
        Permission("posts.set_authors", any=Role.EDITOR, help="Say who wrote a post."),
        Permission("posts.feature", any=Role.EDITOR, help="Show posts before others."),
    ),
    blueprints=(
        views.bp,
        list_views.bp,
        tutorial.bp,
        studio.bp,
        revision_studio.bp,
        preview_studio.bp,
    ),
    nav=(
        NavItem("Posts", "posts_studio.list_posts", "pen-line", "posts.write", "Write", 10),
        NavItem("Pages", "posts_studio.list_pages", "file-text", "pages.write", "Write", 20),
    ),
    handlers=handlers.HANDLERS,
    events=(
        events.PostWritten,
        events.PostPublished,
        events.PostUnpublished,
        events.PostRemoved,
    ),
    slots={"media.uses": (slots.media_uses,)},
    pages=(
        pages.HomePage,
        pages.PostPage,
        pages.PostSummary,
        pages.PostLink,
        pages.TagPage,
        pages.TagsPage,
        pages.TagRef,
        pages.AuthorPage,
        pages.ArchivePage,
        pages.ArchivesPage,
        pages.PasswordPage,
    ),
    jobs=(
        Job(PUBLISH_JOB, jobs.publish_scheduled, "Publishes a post at its time."),
        Job(
            "posts.keep_time",
            jobs.keep_time,
            "Makes sure that each scheduled post has its job.",
            schedule="*/5 * * * *",
        ),
        Job(
            handlers.RENDER_JOB,
            jobs.render_again,
            "Makes HTML anew where the rules or a picture changed.",
            schedule="41 * * * *",
        ),
        Job(
            handlers.MONTHS_JOB,
            jobs.recount_months,
            "Counts the posts of each month anew after the site's time zone changed.",
        ),
        Job(
            "posts.empty_trash",
            jobs.empty_trash,
            "Removes what has been in the trash for 30 days.",
            schedule="17 3 * * *",
        ),
        Job(
            "posts.remove_preview_links",
            jobs.remove_preview_links,
            "Forgets secret links whose time is over.",
            schedule="27 3 * * *",
        ),
    ),
    commands=(cli.post_group,),
    checks=(Check("post counts", checks.counts_are_right),),
    personal_data=(
        PersonalData(
            about="If you write here",
            what="Who wrote, published or removed a post, and who made each of its versions.",
            why="To name the authors, and to undo what went wrong.",
            until="Until the post is deleted for good, 30 days after it went into the trash.",
            columns=(
                "post_authors.user_id",
                "posts.published_by_id",
                "posts.trashed_by_id",
                "revisions.created_by_id",
                "preview_links.created_by_id",
            ),
        ),
    ),
    upgrades=(adopt_tutorial, recount),
)
