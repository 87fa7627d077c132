"""Redirects made by hand: patterns, and circles of any kind."""

import pytest
from sqlalchemy.orm import Session

from flaskr.core.errors import Invalid
from flaskr.core.permissions import SYSTEM
from flaskr.features.redirects.leading import lead
from flaskr.features.site.redirects import NOWHERE, add_redirect, mark_gone, target_of


def test_a_pattern_leads_from_all_below_it(db: Session) -> None:
    lead(db, "/blog/*", "/*", by=SYSTEM)
    assert target_of(db, "/blog/2019/a") == "/2019/a"
    assert target_of(db, "/blog/") == "/"
    assert target_of(db, "/blog") is None
    assert target_of(db, "/blogs/a") is None


def test_what_says_more_about_an_address_goes_first(db: Session) -> None:
    lead(db, "/blog/*", "/all/*", by=SYSTEM)
    lead(db, "/blog/old/*", "/archive/", by=SYSTEM)
    lead(db, "/blog/old/one", "/one/", by=SYSTEM)
    assert target_of(db, "/blog/x") == "/all/x"
    assert target_of(db, "/blog/old/x") == "/archive/"
    assert target_of(db, "/blog/old/one/", "/blog/old/one") == "/one/"


def test_a_pattern_may_say_that_all_is_gone(db: Session) -> None:
    lead(db, "/shop/*", "", by=SYSTEM)
    assert target_of(db, "/shop/shoes") == NOWHERE


@pytest.mark.parametrize("rest", ["/evil.example/", "//evil.example/", "\\evil.example", "%2Fa"])
def test_a_pattern_leads_to_no_other_site(db: Session, rest: str) -> None:
    lead(db, "/blog/*", "/*", by=SYSTEM)
    target = target_of(db, f"/blog/{rest}")
    assert target is not None
    assert not target.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/*", "/all/"), ("/a*", "/b"), ("/a/*/b", "/c"), ("/a", "/b/*"), ("/a/*", "/*/b/*"),
        ("/a/*", "/a/b/*"), ("/a/*", "/a/"),
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_be_is_refused(db: Session, path: str, target: str) -> None:
    with pytest.raises(Invalid):
        lead(db, path, target, by=SYSTEM)


def test_no_circle_is_made(db: Session) -> None:
    lead(db, "/a", "/b", by=SYSTEM)
    lead(db, "/one/*", "/two/*", by=SYSTEM)
    for path, target in (("/b", "/a"), ("/a", "/a"), ("/two/*", "/one/*"), ("/two/x", "/one/x")):
        with pytest.raises(Invalid, match="circle"):
            lead(db, path, target, by=SYSTEM)
    assert target_of(db, "/a") == "/b"


def test_nobody_is_led_in_a_circle_that_came_about_otherwise(db: Session) -> None:
    add_redirect(db, "/one/*", "/two/*")
    add_redirect(db, "/two/*", "/one/*")
    assert target_of(db, "/one/x") is None


def test_the_newest_word_on_a_path_counts(db: Session) -> None:
    lead(db, "/a", "/b", by=SYSTEM)
    row = lead(db, "/a", "/c", by=SYSTEM)
    assert target_of(db, "/a") == "/c"
    mark_gone(db, "/a")
    assert lead(db, "/a", "/d", by=SYSTEM).id == row.id
    assert target_of(db, "/a") == "/d"
