"""Studio's page for the language and the translations of a post."""

from typing import Any

from flask import Blueprint, redirect, url_for

from flaskr.core.errors import Invalid
from flaskr.features.posts.models import Post
from flaskr.features.posts.rendering import current_revision, render
from flaskr.features.translations import listing, translating
from flaskr.features.translations.context import language_ref, sites_language
from flaskr.features.translations.forms import DraftForm, LanguageForm, LinkForm
from flaskr.lib.language_tags import NAMES
from flaskr.web.access import actor, load, may, requires
from flaskr.web.current import reading, transaction
from flaskr.web.forms import Form, form_of
from flaskr.web.studio import render_studio, say

bp = Blueprint(
    "translations_studio",
    __name__,
    url_prefix="/studio/translations/posts/<int:post_id>",
    template_folder="templates",
)


@bp.get("")
@requires("posts.write")
def edit_translations(post_id: int) -> str:
    """Show the language of a post and its translations."""
    return _page(post_id)


@bp.post("/language")
@requires("posts.write")
def update_language(post_id: int) -> Any:
    """Say which language the post is in."""
    form = form_of(LanguageForm)
    if form.validate():
        try:
            with transaction() as db:
                post = load(db, Post, post_id, action="posts.edit")
                translating.set_language(post, form.language.data, by=actor())
        except Invalid as error:
            form.put(error)
        else:
            say("The language is saved.")
            return redirect(url_for(".edit_translations", post_id=post_id))
    return _page(post_id, form), 422


@bp.post("/drafts")
@requires("posts.write")
def create_draft(post_id: int) -> Any:
    """Make a draft copy to translate, and open it."""
    form = form_of(DraftForm)
    if form.validate():
        source = current_revision(load(reading(), Post, post_id, action="posts.edit"))
        rendered = render(reading(), source.body if source else "")
        try:
            with transaction() as db:
                post = load(db, Post, post_id, action="posts.edit")
                copy = translating.translate(post, form.into.data, by=actor(), rendered=rendered)
                copy_id = copy.id
        except Invalid as error:
            form.put(error, "into")
        else:
            say("This is a copy, to be translated. Readers see it when you publish it.")
            return redirect(url_for("posts_studio.edit_post", post_id=copy_id))
    return _page(post_id, form), 422


@bp.post("/links")
@requires("posts.write")
def create_link(post_id: int) -> Any:
    """Make a post that is there already a translation of this one."""
    form = form_of(LinkForm)
    if form.validate():
        try:
            if form.post.data is None:
                raise Invalid("post", "Choose a post.")
            with transaction() as db:
                post = load(db, Post, post_id, action="posts.edit")
                other = load(db, Post, form.post.data, action="posts.edit")
                translating.add_translation(post, other, form.in_language.data, by=actor())
                title = other.title
        except Invalid as error:
            named = "in_language" if error.field == "language" else error.field
            form.put(error, named)
        else:
            say("“%(title)s” is a translation of this post now.", title=title)
            return redirect(url_for(".edit_translations", post_id=post_id))
    return _page(post_id, form), 422


@bp.post("/links/<int:other_id>/removal")
@requires("posts.write")
def delete_link(post_id: int, other_id: int) -> Any:
    """Take a post out of the translations; it can be linked again."""
    with transaction() as db:
        load(db, Post, post_id, action="posts.edit")
        other = load(db, Post, other_id, action="posts.edit")
        if any(each.id == post_id for each in listing.versions_of(db, other_id)):
            translating.remove_translation(other, by=actor())
        title = other.title
    say("“%(title)s” is a post by itself now. It can be linked again below.", "info", title=title)
    return redirect(url_for(".edit_translations", post_id=post_id))


def _page(post_id: int, sent: Form | None = None) -> str:
    db = reading()
    post = load(db, Post, post_id, action="posts.edit")
    versions = listing.versions_of(db, post.id)
    own = next((each.language for each in versions if each.id == post.id), "")
    others = [each for each in versions if each.id != post.id]
    language = sent if isinstance(sent, LanguageForm) else LanguageForm(data={"language": own})
    return render_studio(
        "translations/edit.html",
        post=post,
        others=[(each, language_ref(each.language)) for each in others],
        known=NAMES,
        sites=language_ref(sites_language()),
        language=language,
        draft=sent if isinstance(sent, DraftForm) else DraftForm(),
        link=sent if isinstance(sent, LinkForm) else LinkForm(),
        more=[each for each in listing.posts_to_link(db, post) if may("posts.edit", each)],
    )
