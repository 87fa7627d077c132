"""Writing posts and their revisions."""

import pytest
from sqlalchemy.orm import Session

from flaskr.core.errors import Denied, Invalid, NotFound
from flaskr.core.events import Event
from flaskr.core.permissions import SYSTEM, VISITOR
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.media.editing import remove_media
from flaskr.features.media.uploading import add_media, keep, prepare
from flaskr.features.posts import editing, jobs, rendering, writing
from flaskr.features.posts.events import PostWritten
from flaskr.features.posts.models import Revision
from tests.features.posts.factories import draft
from tests.pictures import png


def test_a_new_post_is_a_draft_with_its_writer_as_author(db: Session, ana: User) -> None:
    post = draft(db, ana)
    assert post.state == "draft"
    assert not post.is_public
    assert [author.username for author in post.authors] == ["ana"]


def test_the_html_is_stored_with_the_renderers_version(db: Session, ana: User) -> None:
    post = draft(db, ana, body="*Hello* <script>alert(1)</script>")
    revision = rendering.current_revision(post)
    assert revision is not None
    assert revision.html == "<p><em>Hello</em> </p>\n"
    assert revision.renderer_version == rendering.RENDERER
    assert post.summary == "Hello"


def test_saving_another_text_makes_a_revision_and_the_same_text_none(
    db: Session, ana: User
) -> None:
    post = draft(db, ana, body="one")
    writing.revise(post, by=ana.actor, title=post.title, body="two")
    writing.revise(post, by=ana.actor, title=post.title, body="two")
    assert [r.body for r in writing.revisions_of(post)] == ["two", "one"]


def test_restoring_a_revision_keeps_the_one_before(db: Session, ana: User) -> None:
    post = draft(db, ana, title="First", body="one")
    writing.revise(post, by=ana.actor, title="Second", body="two")
    writing.restore_revision(post, 1, by=ana.actor)
    assert (post.title, rendering.current_revision(post).body) == ("First", "one")  # type: ignore[union-attr]
    assert len(writing.revisions_of(post)) == 3
    with pytest.raises(NotFound, match="no revision 9"):
        writing.restore_revision(post, 9, by=ana.actor)


def test_an_author_may_not_change_the_post_of_somebody_else(
    db: Session, ana: User, eddy: User
) -> None:
    post = draft(db, eddy)
    with pytest.raises(Denied):
        writing.revise(post, by=ana.actor, title="Mine", body="")
    writing.revise(draft(db, ana), by=eddy.actor, title="Better", body="")


def test_readers_and_visitors_may_not_write(db: Session, max: User) -> None:
    for actor in (max.actor, VISITOR):
        with pytest.raises(Denied):
            writing.write(db, by=actor, title="A post", body="")


def test_authors_may_not_write_pages(db: Session, ana: User, eddy: User) -> None:
    with pytest.raises(Denied):
        draft(db, ana, kind="page")
    assert draft(db, eddy, kind="page").is_page


@pytest.mark.parametrize(
    ("title", "body", "field"),
    [("  ", "x", "title"), ("x" * 501, "x", "title"), ("x", "x" * 500_001, "body")],
)
def test_what_cannot_be_stored_is_refused(
    db: Session, ana: User, title: str, body: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        draft(db, ana, title=title, body=body)
    assert refused.value.field == field


def test_a_post_of_an_unknown_kind_or_without_author_is_refused(db: Session, ana: User) -> None:
    with pytest.raises(Invalid, match="neither"):
        draft(db, ana, kind="poem")
    with pytest.raises(Invalid, match="needs an author"):
        writing.write(db, by=SYSTEM, title="Nobody’s", body="")
    with pytest.raises(Invalid, match="needs an author"):
        writing.set_authors(draft(db, ana), [], by=SYSTEM)


def test_several_authors_stand_in_their_order(
    db: Session, ana: User, eddy: User, olga: User
) -> None:
    post = draft(db, ana)
    writing.set_authors(post, [olga.id, ana.id, olga.id], by=eddy.actor)
    assert [author.username for author in post.authors] == ["olga", "ana"]
    with pytest.raises(Denied):
        writing.set_authors(post, [ana.id], by=ana.actor)
    writing.set_authors(post, [olga.id, ana.id], by=ana.actor)


def test_what_other_rules_made_is_made_anew(core: Core, ana: User) -> None:
    with core.db.transaction() as db:
        old, new = draft(db, ana, body="*old*"), draft(db, ana, body="*new*")
        revision = db.get_one(Revision, old.revision_id)
        revision.html, revision.renderer_version = revision.html[:0], "0"
        kept = db.get_one(Revision, new.revision_id)
        kept.html = kept.html[:0]
    jobs.render_again(core)
    with core.db.reading() as db:
        assert db.get_one(Revision, old.revision_id).html == "<p><em>old</em></p>\n"
        assert db.get_one(Revision, old.revision_id).renderer_version == rendering.RENDERER
        assert db.get_one(Revision, new.revision_id).html == ""


def test_a_post_forgets_the_sizes_of_a_removed_picture(core: Core, eddy: User) -> None:
    prepared = prepare(png(900, 600), "lake.png")
    keep(core.storage, prepared)
    with core.db.transaction() as db:
        media = add_media(db, prepared, by=eddy.actor, alt="A lake")
        post = draft(db, eddy, body=f"![A lake](/media/{media.key})")
        assert "srcset" in rendering.current_revision(post).html  # type: ignore[union-attr]
    with core.db.transaction() as db:
        remove_media(db.merge(media), by=eddy.actor)
    core.worker().run_due()
    with core.db.reading() as db:
        html = db.get_one(Revision, post.revision_id).html
        assert f"/media/{media.key}" in html
        assert "srcset" not in html


def test_saving_everything_about_a_post_tells_of_it_once(
    db: Session, core: Core, ana: User, eddy: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = draft(db, ana)
    heard: list[Event] = []
    monkeypatch.setitem(
        core.events._handlers, PostWritten, [lambda _db, event: heard.append(event)]
    )
    wanted = editing.Draft(
        title="Another", body="Words.", slug="other", excerpt="E", tags=["x"], author_ids=[eddy.id]
    )
    editing.save(post, wanted, by=eddy.actor)
    assert heard == [PostWritten(post.id)]
