"""Posts that are there in several languages."""

import json
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core.errors import Denied, Invalid
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.posts import publishing, trash
from flaskr.features.posts.models import Post
from flaskr.features.posts.tagging import set_tags
from flaskr.features.translations import listing, translating
from flaskr.features.translations.models import PostLanguage, TranslationGroup
from flaskr.lib.language_tags import name_of, normal_tag
from tests.client import CheckedClient
from tests.features.posts.factories import draft, published


@pytest.fixture
def moor(core: Core, olga: User) -> dict[str, int]:
    """The same post in English, German and Arabic, the last of them not out yet."""
    with core.db.transaction() as db:
        here = published(db, olga, "The moor", "A long walk.")
        german = published(db, olga, "Das Moor", "Ein langer Gang.")
        arabic = draft(db, olga, "المستنقع", "مشي طويل.", slug="moor-ar")
        translating.add_translation(here, german, "DE", by=olga.actor)
        translating.add_translation(german, arabic, "ar", by=olga.actor)
        return {"en": here.id, "de": german.id, "ar": arabic.id}


def languages(db: Session, post_id: int) -> list[str]:
    return [each.language for each in listing.versions_of(db, post_id)]


def test_a_post_leads_to_its_other_languages(client: CheckedClient, moor: dict[str, int]) -> None:
    page = client.get("/the-moor/").text
    switch = page.partition('<nav class="languages"')[2].partition("</nav>")[0]
    assert '<span lang="en" aria-current="page">English</span>' in switch
    assert 'href="/das-moor/" lang="de" hreflang="de" dir="ltr"' in switch
    assert "Deutsch" in switch
    assert "العربية" not in page
    assert 'hreflang="en" href="http://localhost/the-moor/"' in page
    assert 'hreflang="de" href="http://localhost/das-moor/"' in page
    assert 'hreflang="x-default" href="http://localhost/the-moor/"' in page
    assert page.count("hreflang=") == 4


def test_a_post_is_marked_with_its_language(
    client: CheckedClient, core: Core, moor: dict[str, int], olga: User
) -> None:
    with core.db.transaction() as db:
        publishing.publish(db.get_one(Post, moor["ar"]), by=olga.actor)
        plain = published(db, olga, "Plain")
    page = client.get("/moor-ar/").text
    assert '<article class="post" lang="ar" dir="rtl">' in page
    data = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(data)["inLanguage"] == "ar"
    assert '<article class="post">' in client.get(plain.path).text


def test_pages_follow_what_happens_to_a_translation(
    client: CheckedClient, core: Core, moor: dict[str, int], olga: User
) -> None:
    def shows(words: str) -> bool:
        return words in client.get("/the-moor/").text

    assert not shows("العربية")
    with core.db.transaction() as db:
        publishing.publish(db.get_one(Post, moor["ar"]), by=olga.actor)
    assert shows("العربية")
    with core.db.transaction() as db:
        trash.trash(db.get_one(Post, moor["de"]), by=olga.actor)
    assert not shows("Deutsch")
    with core.db.transaction() as db:
        translating.set_language(db.get_one(Post, moor["ar"]), "fa", by=olga.actor)
    assert shows("فارسی")
    with core.db.transaction() as db:
        translating.remove_translation(db.get_one(Post, moor["ar"]), by=olga.actor)
    assert not shows('<nav class="languages"')
    assert '<nav class="languages"' not in client.get("/moor-ar/").text


def test_a_language_has_a_page_and_feeds(
    client: CheckedClient, core: Core, moor: dict[str, int], olga: User
) -> None:
    german = client.get("/language/de/").text
    assert "Das Moor" in german
    assert "The moor" not in german
    assert 'href="/language/de/feed.atom"' in german
    english = client.get("/language/en/").text
    assert "The moor" in english
    assert "Das Moor" not in english
    with core.db.transaction() as db:
        published(db, olga, "Says nothing")
    assert "Says nothing" in client.get("/language/en/").text
    assert "Says nothing" in client.get("/language/en/feed.rss").text
    feed = client.get("/language/de/feed.json").json
    assert [item["title"] for item in feed["items"]] == ["Das Moor"]
    assert feed["language"] == "de"
    assert b'xml:lang="de"' in client.get("/language/de/feed.atom").data
    assert client.get("/language/DE/").location == "/language/de/"
    for missing in ("/language/ar/", "/language/ar/feed.atom", "/language/nonsense-/"):
        assert client.get(missing).status_code == 404
    with core.db.transaction() as db:
        translating.set_language(db.get_one(Post, moor["de"]), "nl", by=olga.actor)
    assert "Das Moor" in client.get("/language/nl/feed.rss").text
    assert client.get("/language/de/feed.json").status_code == 404


def test_a_language_is_there_once_in_a_group(
    db: Session, moor: dict[str, int], olga: User, ana: User
) -> None:
    here, german = db.get_one(Post, moor["en"]), db.get_one(Post, moor["de"])
    other = draft(db, olga, "Noch ein Moor")
    for language in ("de", "en"):
        with pytest.raises(Invalid):
            translating.add_translation(here, other, language, by=olga.actor)
    with pytest.raises(Invalid, match="Das Moor"):
        translating.translate(here, "de", by=olga.actor)
    with pytest.raises(Invalid, match="The moor"):
        translating.set_language(german, "en", by=olga.actor)
    with pytest.raises(Invalid, match="BCP 47"):
        translating.set_language(german, "German!", by=olga.actor)
    with pytest.raises(Invalid):
        translating.add_translation(here, here, "fr", by=olga.actor)
    page = draft(db, olga, "A page", kind="page")
    with pytest.raises(Invalid):
        translating.add_translation(here, page, "fr", by=olga.actor)
    lone = draft(db, olga, "Alone")
    with pytest.raises(Invalid, match="other translations"):
        translating.add_translation(lone, german, "de", by=olga.actor)
    with pytest.raises(Denied):
        translating.set_language(here, "fr", by=ana.actor)
    with pytest.raises(Denied):
        translating.add_translation(draft(db, ana, "Mine"), other, "fr", by=ana.actor)
    assert languages(db, here.id) == ["ar", "de", "en"]


def test_doing_it_again_changes_nothing_and_what_is_left_alone_is_in_no_group(
    db: Session, moor: dict[str, int], olga: User
) -> None:
    here, german = db.get_one(Post, moor["en"]), db.get_one(Post, moor["de"])
    translating.add_translation(here, german, "de", by=olga.actor)
    assert languages(db, here.id) == ["ar", "de", "en"]
    translating.set_language(here, "", by=olga.actor)
    assert languages(db, here.id) == []
    assert languages(db, german.id) == ["ar", "de"]
    for _time in range(2):
        translating.remove_translation(german, by=olga.actor)
    assert languages(db, german.id) == ["de"]
    assert languages(db, moor["ar"]) == ["ar"]
    assert db.scalars(select(PostLanguage.group_id)).all() == [None, None]
    assert db.scalars(select(TranslationGroup)).all() == []


def test_translating_copies_a_post_into_a_linked_draft(db: Session, olga: User) -> None:
    post = published(db, olga, "The moor", "A *long* walk.")
    set_tags(post, ["walking", "fog"], by=olga.actor)
    copy = translating.translate(post, "pt-br", by=olga.actor)
    assert copy.state == "draft"
    assert (copy.title, copy.revision and copy.revision.body) == ("The moor", "A *long* walk.")
    assert [tag.name for tag in copy.tags] == ["walking", "fog"]
    assert languages(db, post.id) == ["en", "pt-BR"]


def test_a_writer_translates_in_studio(
    client: CheckedClient, core: Core, ana: User, olga: User
) -> None:
    with core.db.transaction() as db:
        mine, other = draft(db, ana, "Mine"), draft(db, ana, "Meines")
        hers = draft(db, olga, "Hers")
    client.log_in(ana)
    assert "In <span" in client.get(f"/studio/posts/{mine.id}").text
    at = f"/studio/translations/posts/{mine.id}"
    page = client.get(at).text
    assert "Meines" in page
    assert "Hers" not in page
    refused = client.post(f"{at}/language", data={"language": "no such!"})
    assert refused.status_code == 422
    assert "no such!" in refused.text
    client.post(f"{at}/language", data={"language": "en"})
    refused = client.post(f"{at}/links", data={"post": other.id, "in_language": "en"})
    assert "in English itself" in refused.text
    client.post(f"{at}/links", data={"post": other.id, "in_language": "de"})
    assert "Deutsch" in client.get(at).text
    assert client.post(f"{at}/drafts", data={"into": "de"}).status_code == 422
    made = client.post(f"{at}/drafts", data={"into": "fr"})
    assert "Français" in client.get(at).text
    assert "Mine" in client.get(made.location).text
    client.post(f"{at}/links/{other.id}/removal")
    assert "Deutsch" not in client.get(at).text.partition('aria-label="Translations"')[2]
    assert (
        client.post(f"{at}/links", data={"post": hers.id, "in_language": "it"}).status_code == 403
    )
    assert client.get(f"/studio/translations/posts/{hers.id}").status_code == 403


def test_tags_are_written_by_rule_and_named_in_their_language() -> None:
    assert [normal_tag(tag) for tag in ("EN", "pt_br", "ZH-hant-tw")] == [
        "en",
        "pt-BR",
        "zh-Hant-TW",
    ]
    for bad in ("e ", "1", "de--at", "de/at", "x" * 36):
        with pytest.raises(ValueError, match=re.escape(bad.strip())):
            normal_tag(bad)
    assert [name_of(tag) for tag in ("de", "de-AT", "qqq")] == [
        "Deutsch",
        "Deutsch (Österreich)",
        "qqq",
    ]
