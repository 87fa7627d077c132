"""Uploading and deleting the same content at the same time, in transactions of their own."""

import threading
from collections.abc import Callable, Iterator

import pytest

from flaskr import create_app
from flaskr.core import schema
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.media import uploading
from flaskr.features.media.jobs import delete_files
from tests.conftest import settings_for
from tests.features.media import samples

WHILE = 0.5  # seconds in which what should wait could go wrong


@pytest.fixture
def own(make_database: Callable[[], str]) -> Iterator[Core]:
    core: Core = create_app(settings_for(make_database())).extensions["flaskr"]
    schema.ensure(core.db)
    yield core
    core.close()


def test_files_stay_when_the_same_content_is_being_added(own: Core) -> None:
    prepared = uploading.prepare(samples.drawing(), "dot.png")
    uploading.keep(own.storage, prepared)
    deleting = threading.Thread(
        target=delete_files, args=(own,), kwargs={"key": prepared.key, "keys": [prepared.key]}
    )
    with own.db.transaction() as db:
        media = uploading.add_media(db, prepared, by=SYSTEM)
        deleting.start()
        deleting.join(WHILE)
    deleting.join()
    assert own.storage.exists(media.key)


def test_adding_waits_until_the_files_of_the_same_content_are_deleted(
    own: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = uploading.prepare(samples.drawing(), "dot.png")
    uploading.keep(own.storage, prepared)
    delete = own.storage.delete

    def upload() -> None:
        with own.db.transaction() as db:
            uploading.add_media(db, prepared, by=SYSTEM)
        uploading.keep(own.storage, prepared)

    uploads = threading.Thread(target=upload)

    def delete_slowly(key: str) -> None:
        uploads.start()
        uploads.join(WHILE)
        delete(key)

    monkeypatch.setattr(own.storage, "delete", delete_slowly)
    delete_files(own, key=prepared.key, keys=[prepared.key])
    uploads.join()
    assert own.storage.exists(prepared.key)
