"""The editor page: from a post to its form and back."""

from datetime import datetime

from sqlalchemy import select

from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.features.posts import writing
from flaskr.features.posts.editing import Draft
from flaskr.features.posts.forms import PostForm
from flaskr.features.posts.models import Post
from flaskr.features.site.context import current_site
from flaskr.lib import passwords, zones
from flaskr.web.access import actor, may
from flaskr.web.current import reading
from flaskr.web.studio import render_studio

COVERS_OFFERED = 50


def filled_form(post: Post) -> PostForm:
    """Return the form with what is stored."""
    revision = writing.current_revision(post)
    at = post.scheduled_at
    return PostForm(
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
            "publish_at": zones.to_local(at, current_site().timezone) if at else None,
            "revision_id": str(post.revision_id or ""),
        }
    )


def draft_of(form: PostForm, post: Post | None) -> Draft:
    """Return what the form says; hashes the readers' password, so call it outside transactions."""
    based_on = form.revision_id.data or ""
    return Draft(
        title=form.title.data,
        body=(form.body.data or "").replace("\r\n", "\n"),
        slug=form.slug.data,
        excerpt=form.excerpt.data,
        tags=form.tags.data.split(","),
        cover_id=form.cover_id.data,
        author_ids=(form.authors.data or None) if may("posts.set_authors") else None,
        visibility=form.visibility.data if may("posts.publish") else "public",
        password_hash=passwords.hash_password(form.password.data) if form.password.data else None,
        featured=form.featured.data if may("posts.feature") else None,
        based_on=int(based_on) if based_on.isdigit() and post is not None else None,
    )


def planned_time(form: PostForm) -> datetime | None:
    """Return when the post is to be published, in UTC; None for at once."""
    at = form.time()
    return zones.local_to_utc(at, current_site().timezone) if at else None


def editor_page(form: PostForm, post: Post | None, *, kind: str) -> str:
    """Render the editor for a post, or for a new one."""
    db = reading()
    if may("posts.set_authors"):
        users = db.scalars(select(User).where(User.role_name != "reader").order_by(User.name))
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
        zone=current_site().timezone,
        published_at=(
            zones.to_local(post.published_at, current_site().timezone)
            if post and post.published_at
            else None
        ),
    )
