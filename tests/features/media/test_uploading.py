"""Taking in uploads: what is kept, and what is refused with which sentence."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr.core.errors import Denied, Invalid
from flaskr.core.permissions import SYSTEM, VISITOR
from flaskr.core.runtime import Core
from flaskr.core.storage import MemoryStorage
from flaskr.features.accounts.models import User
from flaskr.features.media.events import MediaAdded
from flaskr.features.media.models import Media
from flaskr.features.media.uploading import add_media, clean_name, keep, prepare
from tests.features.media import samples


def refusal(data: bytes, name: str = "photo.jpg", **options: int) -> str:
    with pytest.raises(Invalid) as caught:
        prepare(data, name, **options)
    assert caught.value.field == "file"
    return caught.value.message


def test_a_photo_gets_webp_variants_and_loses_its_place() -> None:
    prepared = prepare(samples.photo(900, 600), "Holiday.JPG")
    assert (prepared.mime, prepared.width, prepared.height) == ("image/jpeg", 900, 600)
    assert [width for width, _data in prepared.variants] == [400, 800, 900]
    for width, data in prepared.variants:
        with Image.open(BytesIO(data)) as variant:
            assert (variant.format, variant.width) == ("WEBP", width)
            assert not variant.getexif()
    with Image.open(BytesIO(prepared.data)) as original:
        assert not original.getexif()
    assert b"taken at home" not in prepared.data


def test_a_variant_that_is_no_smaller_file_is_left_out() -> None:
    prepared = prepare(samples.drawing(), "dot.png")
    assert prepared.mime == "image/png"
    assert prepared.variants == ()


def test_the_content_decides_what_a_file_is() -> None:
    prepared = prepare(samples.drawing(), "really.jpg")
    assert prepared.mime == "image/png"
    assert prepared.name == "really.png"
    assert prepared.key.endswith(".png")


def test_the_key_is_made_from_the_content() -> None:
    first, again = prepare(samples.photo(), "a.jpg"), prepare(samples.photo(), "b.jpg")
    other = prepare(samples.photo(seed=1), "a.jpg")
    assert first.key == again.key != other.key
    folder, _slash, file = first.key.partition("/")
    assert file.startswith(folder)


def test_what_follows_a_picture_is_not_kept() -> None:
    prepared = prepare(samples.photo() + b"PK\x03\x04<script>alert(1)</script>", "photo.jpg")
    assert b"script" not in prepared.data


def test_files_are_kept_as_they_came() -> None:
    prepared = prepare(samples.PDF, "Plan.pdf")
    assert prepared.data == samples.PDF
    assert (prepared.mime, prepared.width, prepared.variants) == ("application/pdf", None, ())


def test_refusals_are_sentences() -> None:
    assert refusal(b"") == "The file is empty. Choose another one."
    assert "damaged or incomplete" in refusal(samples.photo()[:3000])
    assert "too many pixels" in refusal(samples.bomb(), "small.png")
    assert "SVG drawing" in refusal(samples.SVG, "logo.svg")
    assert "cannot be published" in refusal(b"MZ\x90\x00\x03\x00\x00\x00", "tool.exe")
    assert "cannot be published" in refusal(b"<html><script>1</script>", "page.txt")
    assert "up to 1 MB" in refusal(samples.PDF + b" " * 2**20, "big.pdf", most_bytes=2**20)
    assert "up to 0.5 MB" in refusal(samples.PDF + b" " * 2**20, "big.pdf", most_bytes=2**19)


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("photo.jpg", "photo.jpg"),
        ("photo.JPEG", "photo.JPEG"),
        ("C:\\Users\\ana\\photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("photo.png", "photo.jpg"),
        ("v1.2 of the plan", "v1.2 of the plan.jpg"),
        ("a\x00b\n\u202ec.jpg", "abc.jpg"),
        ("", "untitled.jpg"),
        (".jpg", "untitled.jpg"),
        ("U\u0308bung.jpg", "Übung.jpg"),
        ("x" * 500 + ".jpg", "x" * 196 + ".jpg"),
    ],
)
def test_names_are_cleaned(given: str, cleaned: str) -> None:
    assert clean_name(given, "image/jpeg") == cleaned


def test_keeping_writes_the_original_and_every_variant(db: Session, ana: User) -> None:
    storage = MemoryStorage()
    prepared = prepare(samples.photo(), "photo.jpg")
    keep(storage, prepared)
    media = add_media(db, prepared, by=ana.actor)
    assert len(media.keys) == 4
    assert storage.get(media.key) == prepared.data
    assert [storage.get(media.variant_key(width)) for width in media.widths] == [
        data for _width, data in prepared.variants
    ]


def test_the_same_content_twice_is_one_row_and_one_event(
    core: Core, ana: User, eddy: User, heard: list[object]
) -> None:
    first = samples.uploaded(core, samples.photo(), "photo.jpg", by=ana.actor, alt="A lake")
    again = samples.uploaded(core, samples.photo(), "copy.jpg", by=eddy.actor, alt="Something")
    assert again.id == first.id
    assert (again.name, again.alt, again.created_by_id) == ("photo.jpg", "A lake", ana.id)
    assert heard == [MediaAdded(first.id)]
    with core.db.reading() as db:
        assert db.scalar(select(func.count(Media.id))) == 1


def test_who_only_reads_uploads_nothing(db: Session, max: User) -> None:
    prepared = prepare(samples.drawing(), "dot.png")
    for actor in (max.actor, VISITOR):
        with pytest.raises(Denied):
            add_media(db, prepared, by=actor)


def test_what_the_system_adds_belongs_to_nobody(db: Session) -> None:
    media = add_media(db, prepare(samples.drawing(), "dot.png"), by=SYSTEM, import_id=7)
    assert (media.owner_ids, media.import_id) == (set(), 7)


def test_an_alt_text_that_is_too_long_is_refused(db: Session, ana: User) -> None:
    with pytest.raises(Invalid, match="2,000"):
        add_media(db, prepare(samples.drawing(), "d.png"), by=ana.actor, alt="x" * 2001)
