"""The editor page: from a post to its form and back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from flaskr.core.errors import Invalid, NotFound
from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.features.posts import meeting
from flaskr.features.posts.editing import Draft, edition
from flaskr.features.posts.forms import PostForm
from flaskr.features.posts.models import Post
from flaskr.features.posts.rendering import current_revision, render
from flaskr.features.site.context import current_site
from flaskr.lib import passwords, zones
from flaskr.lib.merging import Conflict, Merged
from flaskr.web.access import actor, may
from flaskr.web.current import reading
from flaskr.web.studio import render_studio

COVERS_OFFERED = 50
SENT_IF_ALLOWED = {"authors": "posts.set_authors", "featured": "posts.feature"}


def filled_form(post: Post) -> PostForm:
    """Return the form with what is stored."""
    revision = current_revision(post)
    at = post.published_at or post.scheduled_at
    form = PostForm(
        data={
            "title": post.title,
            "body": revision.body if revision else "",
            "slug": post.slug,
            "excerpt": post.excerpt,
            "tags": ", ".join(tag.name for tag in post.tags),
            "cover_id": post.cover_id,
            "authors": [user.id for user in post.authors],
            "visibility": post.visibility,
            "featured": post.featured_at is not None,
            "comments": post.comments,
            "publish_at": zones.to_local(at, current_site().timezone) if at else None,
            "based_on": edition(post),
        }
    )
    form.was.data = meeting.remembered(form, post)
    return form


def take_in_changes(form: PostForm, post: Post) -> Merged | None:
    """Put into the form what somebody else saved since it was shown; None if nobody did.

    Afterwards the form is one of the post as it is now. Of a form that does not say what it
    began with nothing is taken in: saving it raises Conflict.
    """
    if not form.based_on.data or form.based_on.data == edition(post):
        return None
    sent = [name for name, action in SENT_IF_ALLOWED.items() if may(action)]
    now = filled_form(post)
    try:
        merged = meeting.put_together(form, now, post, sent=sent)
    except NotFound:
        return None
    form.based_on.data, form.was.data = now.based_on.data, now.was.data
    return merged


def draft_of(form: PostForm, post: Post | None) -> Draft:
    """Return what the form says, rendered; slow, so not for use in a transaction."""
    return Draft(
        title=form.title.data,
        body=form.body.data,
        slug=form.slug.data,
        excerpt=form.excerpt.data,
        tags=form.tags.data.split(","),
        cover_id=form.cover_id.data,
        author_ids=_authors(form, post),
        visibility=form.visibility.data if may("posts.publish") else "public",
        password_hash=passwords.hash_password(form.password.data) if form.password.data else None,
        featured=form.featured.data if may("posts.feature") else None,
        comments=form.comments.data,
        based_on=form.based_on.data or "" if post else "",
        rendered=render(reading(), form.body.data),
    )


def planned_time(form: PostForm) -> datetime | None:
    """Return when the post is to be published, in UTC; None for at once. Raises Invalid."""
    at = form.time()
    try:
        return zones.local_to_utc(at, current_site().timezone) if at else None
    except (ValueError, OverflowError) as error:
        raise Invalid("publish_at", "This date is off the calendar.") from error


def _authors(form: PostForm, post: Post | None) -> list[int] | None:
    """Return the authors in order: those there keep their places, new ones come after them."""
    if not may("posts.set_authors"):
        return None
    chosen = form.authors.data or []
    kept = [user.id for user in post.authors if user.id in chosen] if post else []
    return kept + [id for id in chosen if id not in kept] or None


def editor_page(
    form: PostForm, post: Post | None, *, kind: str, conflicts: Sequence[tuple[int, Conflict]] = ()
) -> str:
    """Render the editor for a post, or for a new one; `conflicts` are places to choose at,
    each with where it begins in the text.
    """
    db = reading()
    if may("posts.set_authors"):
        present = [user.id for user in post.authors] if post else []
        may_write = or_(User.role_name != "reader", User.id.in_(present))
        users = db.scalars(select(User).where(may_write).order_by(User.name))
        form.authors.offer((user.id, user.name or user.username) for user in users)
        if post is None and not form.authors.data:
            form.authors.data = [actor().id or 0]
    images = db.scalars(
        select(Media)
        .where(Media.mime.startswith("image/"))
        .order_by(Media.id.desc())
        .limit(COVERS_OFFERED)
    ).all()
    return render_studio(
        "posts/edit.html",
        form=form,
        post=post,
        kind=kind,
        covers=images,
        conflicts=conflicts,
        zone=current_site().timezone,
    )
