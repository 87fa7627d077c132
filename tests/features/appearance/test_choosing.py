"""Choosing a look, trying it, and bringing an earlier one back."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from flaskr.core.errors import Denied, Invalid, NotFound
from flaskr.core.permissions import SYSTEM
from flaskr.features.accounts.models import User
from flaskr.features.appearance import choosing
from flaskr.features.site.identity import site_values
from flaskr.features.site.links import Link
from flaskr.features.site.look import Look


def test_a_look_is_the_sites_and_the_one_before_can_be_brought_back(
    db: Session, olga: User
) -> None:
    choosing.choose_look(db, Look(accent="0AF"), by=olga.actor)
    choosing.choose_look(db, Look(accent="#00aaff", css="a { b: c }"), by=olga.actor)
    newest, before, first = choosing.earlier_looks(db)
    assert (newest.changes, newest.is_shown, newest.by) == (("style sheet",), True, "Olga")
    assert (before.changes, before.is_shown) == (("accent colour",), False)
    assert (first.changes, first.by) == ((), "")
    choosing.restore_look(db, before.id, by=olga.actor)
    assert site_values(db).look == Look(accent="#00aaff")
    choosing.restore_look(db, first.id, by=olga.actor)
    assert site_values(db).look == Look()
    assert len(choosing.earlier_looks(db)) == 5


def test_the_same_look_again_changes_nothing(db: Session, olga: User) -> None:
    for _time in range(2):
        choosing.choose_look(db, Look(home_layout="list"), by=olga.actor)
    assert len(choosing.earlier_looks(db)) == 2


def test_only_so_many_earlier_looks_are_kept(db: Session, olga: User) -> None:
    for number in range(choosing.MOST_KEPT + 5):
        choosing.choose_look(db, Look(css=f"/* {number} */"), by=olga.actor)
    assert len(choosing.earlier_looks(db)) == choosing.MOST_KEPT


def test_a_draft_is_its_authors_alone_and_gone_once_saved(
    db: Session, olga: User, eddy: User
) -> None:
    choosing.keep_draft(db, Look(accent="#123"), by=olga.actor)
    choosing.keep_draft(db, Look(accent="#456"), by=olga.actor)
    assert choosing.draft_of(db, olga.actor) == Look(accent="#445566")
    assert choosing.draft_of(db, eddy.actor) is None
    assert site_values(db).look == Look()
    assert choosing.earlier_looks(db) == ()
    choosing.choose_look(db, Look(), by=olga.actor)
    assert choosing.draft_of(db, olga.actor) is None


def test_a_draft_cannot_be_brought_back_as_a_look(db: Session, olga: User) -> None:
    choosing.keep_draft(db, Look(accent="#123"), by=olga.actor)
    row = db.scalars(choosing._draft(olga.actor)).one()
    with pytest.raises(NotFound):
        choosing.restore_look(db, row.id, by=olga.actor)


def test_only_owners_choose_and_try(db: Session, eddy: User) -> None:
    for verb in (choosing.choose_look, choosing.keep_draft):
        with pytest.raises(Denied):
            verb(db, Look(), by=eddy.actor)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"home_layout": "tower"}, "home_layout"),
        ({"accent": "red;}"}, "accent"),
        ({"css": "@import 'x'"}, "css"),
        ({"css": "x" * 50_001}, "css"),
        ({"footer": "x" * 2_001}, "footer"),
        ({"footer_links": (Link("Bad", "javascript:alert(1)"),)}, "footer_links"),
        ({"profiles": ("javascript:alert(1)",)}, "profiles"),
        ({"profiles": ("http://example.org/",)}, "profiles"),
        ({"navigation": tuple(Link("A", "/a/") for _ in range(31))}, "navigation"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(db: Session, change, field) -> None:
    with pytest.raises(Invalid) as refused:
        choosing.choose_look(db, replace(Look(), **change), by=SYSTEM)
    assert refused.value.field == field
