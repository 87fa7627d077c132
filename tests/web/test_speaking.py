"""The language of Studio: a user's own, else the site's, else English."""

import pytest

from flaskr.core.errors import Invalid
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.site.identity import change_site
from tests.client import CheckedClient
from tests.features.posts.factories import published


def speaks(client: CheckedClient, path: str = "/studio/posts/") -> str:
    page = client.get(path).text
    tag = page.partition('<html lang="')[2].partition('"')[0]
    assert ("Zum Inhalt" in page) == (tag == "de")
    return tag


def test_studio_speaks_the_sites_language_if_it_can(
    client: CheckedClient, core: Core, olga: User
) -> None:
    client.log_in(olga)
    for language, spoken in (("en", "en"), ("de", "de"), ("de-AT", "de"), ("xx", "en")):
        with core.db.transaction() as db:
            change_site(db, by=SYSTEM, language=language)
        assert speaks(client) == spoken


def test_a_user_chooses_another_language(client: CheckedClient, core: Core, olga: User) -> None:
    client.log_in(olga)
    profile = {"name": "Olga", "email": "", "bio": "", "website": "", "language": "de"}
    saved = client.post("/studio/profile", data=profile, follow_redirects=True)
    assert "Ihr Profil ist gespeichert." in saved.text
    assert speaks(client) == "de"
    assert '<html lang="en"' in client.get("/").text
    assert client.post("/studio/profile", data={**profile, "language": "x"}).status_code == 422


@pytest.fixture
def german(client: CheckedClient, core: Core, olga: User) -> CheckedClient:
    client.log_in(olga)
    with core.db.transaction() as db:
        user = db.get_one(User, olga.id)
        user.language = "de"
        db.flush()
    return client


def test_what_was_done_is_said_with_its_values(
    german: CheckedClient, core: Core, olga: User
) -> None:
    with core.db.transaction() as db:
        id = published(db, olga, "100 % wool").id
    german.post(f"/studio/posts/{id}/publication/removal")
    assert "„100 % wool“ ist wieder ein Entwurf." in german.get("/studio/posts/").text


def test_complaints_are_translated_with_their_values(
    german: CheckedClient, core: Core, olga: User
) -> None:
    with core.db.transaction() as db:
        id = published(db, olga, "A post").id
    answer = german.post("/studio/redirects/", data={"path": "/a-post/", "target": "/b/"})
    assert "Unter /a-post/ steht bereits eine Seite" in answer.text
    assert (
        "Dieser Beitrag hat keine Fassung 9." in german.get(f"/studio/posts/{id}/revisions/9").text
    )


def test_choices_labels_dates_and_states_are_translated(
    german: CheckedClient, core: Core, olga: User
) -> None:
    with core.db.transaction() as db:
        published(db, olga, "A post")
    settings = german.get("/studio/settings/").text
    assert "Posts on a page" not in settings
    assert ">auf Einladung</option>" in settings
    assert 'value="invited"' in settings
    assert ">Veröffentlicht</span>" in german.get("/studio/posts/").text


def test_an_error_is_a_sentence_with_places_for_values() -> None:
    error = Invalid("slug", "/%(slug)s/ is taken: 100 %%.", slug="a")
    assert (error.said, error.message) == ("/%(slug)s/ is taken: 100 %%.", "/a/ is taken: 100 %.")
    assert str(Invalid("slug", "100 % sure")) == "100 % sure"
