"""Describing and removing media."""

import pytest
from sqlalchemy import select

from flaskr.core.db import find
from flaskr.core.errors import Denied, Invalid
from flaskr.core.jobs.queue import JobRow
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.media.checks import check_files
from flaskr.features.media.editing import change_media, remove_media
from flaskr.features.media.events import MediaAdded, MediaChanged, MediaRemoved
from flaskr.features.media.models import Media
from tests.features.media import samples


def test_describing_announces_once(core: Core, ana: User, heard: list[object]) -> None:
    media = samples.uploaded(core, samples.photo(), "photo.jpg", by=ana.actor)
    for _time in range(2):
        with core.db.transaction() as db:
            row = find(db, Media, media.id)
            change_media(row, by=ana.actor, alt="A lake\n at dawn ", caption="Lake")
    assert (row.alt, row.caption) == ("A lake at dawn", "Lake")
    assert heard == [MediaAdded(media.id), MediaChanged(media.id)]


def test_authors_change_their_own_and_editors_any(
    core: Core, ana: User, eddy: User, olga: User
) -> None:
    media = samples.uploaded(core, samples.photo(), "photo.jpg", by=eddy.actor)
    with core.db.transaction() as db:
        row = find(db, Media, media.id)
        with pytest.raises(Denied):
            change_media(row, by=ana.actor, alt="Mine", caption="")
        with pytest.raises(Denied):
            remove_media(row, by=ana.actor)
        change_media(row, by=eddy.actor, alt="Eddy’s", caption="")
        change_media(row, by=olga.actor, alt="Olga’s", caption="")
    assert row.alt == "Olga’s"


def test_removing_deletes_the_files_after_the_commit(
    core: Core, ana: User, heard: list[object]
) -> None:
    media = samples.uploaded(core, samples.photo(), "photo.jpg", by=ana.actor)
    with core.db.transaction() as db:
        remove_media(find(db, Media, media.id), by=ana.actor)
        assert core.storage.exists(media.key)
    assert heard[1:] == [MediaRemoved(media.id, media.key)]
    core.worker().run_due()
    assert [key for key in media.keys if core.storage.exists(key)] == []
    with core.db.reading() as db:
        assert db.scalars(select(JobRow).where(JobRow.name.like("media.%"))).all() == []


def test_files_stay_when_the_same_content_came_back(core: Core, ana: User) -> None:
    media = samples.uploaded(core, samples.photo(), "photo.jpg", by=ana.actor)
    with core.db.transaction() as db:
        remove_media(find(db, Media, media.id), by=ana.actor)
    again = samples.uploaded(core, samples.photo(), "photo.jpg", by=ana.actor)
    core.worker().run_due()
    assert all(core.storage.exists(key) for key in again.keys)


def test_the_doctor_names_rows_whose_files_are_missing(core: Core, ana: User) -> None:
    assert [finding.level for finding in check_files(core)] == ["ok"]
    kept = samples.uploaded(core, samples.drawing(), "dot.png", by=ana.actor)
    lost = samples.uploaded(core, samples.photo(), "photo.jpg", by=ana.actor)
    assert [finding.level for finding in check_files(core)] == ["ok"]
    core.storage.delete(lost.variant_key(400))
    findings = list(check_files(core))
    assert [finding.level for finding in findings] == ["error"]
    assert "photo.jpg" in findings[0].message
    assert lost.variant_key(400) in findings[0].message
    assert kept.key not in findings[0].message


def test_the_focal_point_is_one_of_nine_and_stays_when_not_named(core: Core, ana: User) -> None:
    media = samples.uploaded(core, samples.photo(), "photo.jpg", by=ana.actor)
    with core.db.transaction() as db:
        row = find(db, Media, media.id)
        assert row.focal_point == "center"
        change_media(row, by=ana.actor, alt="", caption="", focal_point="top-left")
        change_media(row, by=ana.actor, alt="A lake", caption="")
        assert row.focal_point == "top-left"
        with pytest.raises(Invalid):
            change_media(row, by=ana.actor, alt="", caption="", focal_point="elsewhere")
