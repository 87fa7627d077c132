"""Which posts use which files of the library."""

from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.orm import Session

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.features.media.uploading import add_media, prepare
from flaskr.features.posts import rendering, trash, writing
from flaskr.features.posts.media_uses import is_used, posts_using
from tests.client import CheckedClient
from tests.conftest import settings_for
from tests.features.posts.factories import draft
from tests.pictures import png


@pytest.fixture
def picture(db: Session, ana: User) -> Media:
    return add_media(db, prepare(png(900, 600, "navy"), "dusk.png"), by=ana.actor)


def test_posts_use_what_their_current_text_or_their_cover_shows(
    db: Session, ana: User, picture: Media
) -> None:
    in_text = draft(db, ana, "In the text", f"![]({picture.url})")
    small = draft(db, ana, "A variant", f"<img src={picture.variant_url(400)}> twice {picture.url}")
    cover = draft(db, ana, "As cover")
    writing.describe(cover, by=ana.actor, cover=picture)
    draft(db, ana, "Neither", "/media/00/00000000000000000000000000000000.png")
    assert [*posts_using(db, picture)] == [cover, small, in_text]
    assert [*posts_using(db, picture, limit=2)] == [cover, small]

    writing.revise(in_text, by=ana.actor, title="In the text", body="No more.")
    writing.describe(cover, by=ana.actor, cover=None)
    assert [*posts_using(db, picture)] == [small]
    writing.restore_revision(in_text, 1, by=ana.actor)
    trash.remove(small, by=ana.actor)
    assert [*posts_using(db, picture)] == [in_text]
    trash.remove(in_text, by=ana.actor)
    assert not is_used(db, picture)


def test_a_removed_file_leads_to_the_texts_that_name_it(
    db: Session, ana: User, picture: Media
) -> None:
    post = draft(db, ana, "In the text", f"![]({picture.url})")
    draft(db, ana, "Another", "Words.")
    stem = picture.key.partition(".")[0]
    assert rendering.stale_revisions(db, using=stem) == [post.revision_id]


def test_the_library_says_where_a_file_is_used(
    client: CheckedClient, core: Core, ana: User
) -> None:
    with core.db.transaction() as db:
        picture = add_media(db, prepare(png(90, 60, "navy"), "dusk.png"), by=ana.actor)
        draft(db, ana, "A walk at dusk", f"![]({picture.url})")
    page = client.log_in(ana).get(f"/studio/media/{picture.id}").text
    assert "A walk at dusk" in page.partition("Used in")[2]


def test_an_older_database_learns_what_its_texts_name(make_database: Any) -> None:
    core: Core = create_app(settings_for(make_database())).extensions["flaskr"]
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    stem = "ab/" + "cd" * 16
    with core.db.connection() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0009")
        for statement in _OLD:
            connection.execute(text(statement), {"at": _AT, "body": f"[It](/media/{stem}.pdf)"})
    schema.upgrade(core.db)
    with core.db.reading() as db:
        media = Media(id=1, key=f"{stem}.pdf")
        assert [post.title for post in posts_using(db, media)] == ["Old"]
    core.close()


_AT = "2026-02-03 04:05:06.000000"
_OLD = (
    (
        "INSERT INTO posts (id, kind, slug, title, excerpt, summary, reading_minutes, visibility, "
        "created_at, updated_at, revision_id) VALUES "
        "(1, 'post', 'old', 'Old', '', '', 1, 'public', :at, :at, 2), "
        "(2, 'post', 'other', 'Other', '', '', 1, 'public', :at, :at, 3)"
    ),
    (
        "INSERT INTO revisions (id, post_id, number, title, body, html, text, renderer_version, "
        "created_at) VALUES (1, 2, 1, 'Other', :body, '', '', '1', :at), "
        "(2, 1, 1, 'Old', :body, '', '', '1', :at), (3, 2, 2, 'Other', 'Nothing', '', '', '1', :at)"
    ),
)
