"""What may be meant by an address at which there is nothing."""

import pytest
from sqlalchemy.orm import Session

from flaskr.features.accounts.models import User
from flaskr.features.posts import tagging
from flaskr.features.redirects.suggesting import suggestions
from tests.features.posts.factories import draft, published


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/2019/05/the-old-kettle.html", "/the-old-kettle/"),
        ("/2019-05-01-the-old-kettle/", "/the-old-kettle/"),
        ("/the-kettle", "/the-old-kettle/"),
        ("/the-old-ketle/", "/the-old-kettle/"),
        ("/category/mending/", "/tag/mending/"),
        ("/author/olga/page/", None),
        ("/authors/olga", "/author/olga/"),
        ("/mending", "/tag/mending/"),
        ("/a-secret-plan/", None),
        ("/%E4%B8%AD%E6%96%87", None),
        ("/", None),
        ("/x/---/", None),
    ],
)
def test_the_likeliest_goes_first(db: Session, olga: User, path: str, meant: str | None) -> None:
    published(db, olga, "The old kettle", "It whistles.", tags=("Mending",))
    draft(db, olga, "A secret plan", "Nobody knows.")
    found = [each.path for each in suggestions(db, path)]
    assert (found[0] if found else None) == meant


def test_what_readers_do_not_see_is_not_suggested(db: Session, olga: User, ana: User) -> None:
    draft(db, olga, "A secret plan", "Nobody knows.")
    tagging.tag_named(db, "Unused")
    assert suggestions(db, "/tag/unused/") == []
    assert suggestions(db, "/author/ana/") == []
