"""WordPress exports are read whole, whatever their version, and refused in plain words."""

import io
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flaskr.lib.wxr import Export, survey
from flaskr.lib.wxr_records import Creator, TermRef, WxrError

SMALL = Path(__file__).parent / "fixtures" / "small.wxr.xml"
HEAD = (
    '<rss xmlns:wp="http://wordpress.org/export/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<wp:wxr_version>1.1</wp:wxr_version>"
)
END = "</channel></rss>"


def items_of(text: str | bytes):
    data = text if isinstance(text, bytes) else text.encode()
    with Export(io.BytesIO(data)) as export:
        return list(export.items()), export


def error_of(text: str | bytes) -> str:
    with pytest.raises(WxrError) as caught:
        items_of(text)
    return str(caught.value)


def item(inside: str) -> str:
    return f"<item><title>T</title><wp:post_id>1</wp:post_id>{inside}</item>"


def test_the_head_of_an_export_is_read_when_it_is_opened():
    with Export(SMALL) as export:
        assert export.site.title == "Harbour Notes"
        assert export.site.description == "Boats & weather"
        assert export.site.version == "1.2"
        (author,) = export.authors
        assert (author.login, author.display_name, author.id) == ("ana", "Ana Lind", 7)
        assert [(c.slug, c.parent) for c in export.categories] == [("boats", "things")]
        assert [t.name for t in export.tags] == ["Tide"]
        assert [(t.taxonomy, t.slug) for t in export.terms] == [("mood", "calm")]


def test_a_post_comes_with_all_that_belongs_to_it():
    with Export(SMALL) as export:
        post = next(export.items())
    assert (post.id, post.type, post.slug, post.status) == (1, "post", "first-tide", "publish")
    assert post.content == "The <b>tide</b> came."
    assert post.excerpt == "Short."
    assert post.password == "oyster"
    assert post.sticky
    assert post.published_at == datetime(2020, 5, 1, 8, tzinfo=UTC)
    assert post.modified_at == datetime(2020, 5, 2, 8, tzinfo=UTC)
    assert post.creators == (Creator("ana"), Creator("eddy", "Eddy Ro"))
    assert post.categories == (TermRef("boats", "Boats"),)
    assert post.tags == (TermRef("tide", "Tide"),)
    assert post.cover_id == 3
    assert post.comment_status == "open"


def test_comments_keep_their_state_kind_and_parent():
    with Export(SMALL) as export:
        first, second = next(export.items()).comments
    assert (first.id, first.status, first.kind, first.parent_id) == (
        11,
        "approved",
        "comment",
        None,
    )
    assert first.published_at == datetime(2020, 5, 1, 9, tzinfo=UTC)
    assert (second.status, second.kind, second.parent_id) == ("spam", "pingback", 11)


def test_a_time_without_zone_is_read_in_the_sites_zone():
    with Export(SMALL, zone=ZoneInfo("Europe/Berlin")) as export:
        draft = list(export.items())[1]
    assert draft.published_at == datetime(2020, 6, 1, 8, tzinfo=UTC)
    assert (draft.type, draft.status, draft.parent_id) == ("page", "draft", 9)


def test_an_attachment_has_its_address_even_with_bare_ampersands():
    with Export(SMALL) as export:
        attachment = list(export.items())[2]
    assert attachment.attachment_url == "https://harbour.example/boat.jpg?w=1&h=2"
    assert attachment.alt_text == "A red boat"


def test_a_survey_counts_what_an_import_would_bring():
    found = survey(SMALL)
    assert found.counts == {"post": 1, "page": 1, "attachment": 1, "other": 1}
    assert found.comments == 2
    assert found.warnings == []


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_is_read_under_both_schemes(scheme, version):
    text = SMALL.read_text().replace("https://wordpress.org/export/1.2/", "@/")
    text = text.replace("@", f"{scheme}://wordpress.org/export/{version}")
    items, _ = items_of(text)
    assert [one.id for one in items] == [1, 2, 3, 4]
    assert items[0].excerpt == "Short."


def test_the_doubled_terms_of_the_first_version_are_one_with_its_slug():
    items, _ = items_of(
        HEAD
        + item("<category>Sea</category><category domain='category' nicename='sea'>Sea</category>")
        + END
    )
    assert items[0].categories == (TermRef("sea", "Sea"),)


@pytest.mark.parametrize("version", ["", "<wp:wxr_version>9.z</wp:wxr_version>"])
def test_a_missing_or_unknown_version_is_a_warning(version):
    text = HEAD.replace("<wp:wxr_version>1.1</wp:wxr_version>", version) + item("") + END
    items, export = items_of(text)
    assert len(items) == 1
    assert "version" in export.warnings[0]


def test_elements_of_other_namespaces_are_not_wordpress_fields():
    items, _ = items_of(
        HEAD + item('<x:status xmlns:x="http://evil.example/">publish</x:status>') + END
    )
    assert items[0].status == "draft"


def test_undefined_entities_become_their_characters():
    items, _ = items_of(HEAD + item("<wp:post_name>a&nbsp;b&eacute;&unknown;</wp:post_name>") + END)
    assert items[0].slug == "a\xa0bé&unknown;"


def test_control_characters_and_broken_bytes_are_mended_with_a_warning():
    content = b"<content:encoded><![CDATA[a\x00b\x0bc\xff&nbsp;]]></content:encoded>"
    items, export = items_of((HEAD + item("@") + END).encode().replace(b"@", content))
    assert items[0].content == "abc\ufffd&nbsp;"
    assert len(export.warnings) == 2
    assert all("line 1" in warning for warning in export.warnings)


def test_mending_is_the_same_wherever_the_pieces_are_cut():
    class OneByOne(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(1)

        def seekable(self) -> bool:
            return False

    text = (
        HEAD
        + item("<wp:post_name>&nbsp;é&x]]></wp:post_name><!-- a --><?b?>")
        + item("<content:encoded><![CDATA[ ]] > & <b> ]]]></content:encoded>")
        + END
    )
    whole, _ = items_of(text)
    with Export(OneByOne(text.encode())) as export:
        assert list(export.items()) == whole
    assert whole[0].slug == "é&x]]>"
    assert whole[1].content == " ]] > & <b> ]"


def test_an_old_encoding_is_understood():
    declaration = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    text = declaration + HEAD + item("<wp:post_name>é</wp:post_name>") + END
    assert items_of(text.encode("latin-1"))[0][0].slug == "é"
    assert items_of(text.encode("utf-16"))[0][0].slug == "é"


@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!doctype rss SYSTEM "http://evil.example/x.dtd">',
        '<!ENTITY a "x">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_it_is_parsed(dtd, encoding):
    assert "document type" in error_of((dtd + HEAD + item("") + END).encode(encoding))


def test_a_document_type_inside_a_posts_text_is_only_text():
    text = HEAD + item("<content:encoded><![CDATA[<!DOCTYPE html>]]></content:encoded>") + END
    assert items_of(text)[0][0].content == "<!DOCTYPE html>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("hello", "not XML"),
        (b"PK\x03\x04zip", "ZIP archive"),
        ("<html><body></body></html>", "begins with <html>"),
        ("<rss><channel><title>x</title></channel></rss>", "no WordPress export"),
        ("<rss><channel><item><title>x</title></item></channel></rss>", "RSS feed"),
        (HEAD + item("<content:encoded><![CDATA[half"), "in the middle of the item “T”"),
        (HEAD + "<item><title>T</title><wp:status>dr", "in the middle of the item “T”"),
        (HEAD + item("</b>") + END, "mismatched tag"),
        (HEAD + "<item><title>T</title>" + "<b>" * 10_000, "nested more than 100"),
        ("<rss><notachannel/></rss>", "<channel>"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(text, said):
    assert said in error_of(text)


def test_a_damaged_tag_is_named_with_its_line_and_item():
    message = error_of(HEAD + "\n" + item("\n</b>") + END)
    assert "Line 3" in message
    assert "“T”" in message


def test_items_before_the_damage_are_given_and_a_survey_finds_it_first():
    text = HEAD + item("") + "<item><title>Cut</title>"
    export = Export(io.BytesIO(text.encode()))
    items = export.items()
    assert next(items).title == "T"
    with pytest.raises(WxrError):
        next(items)
    with pytest.raises(WxrError):
        survey(io.BytesIO(text.encode()))


def test_memory_does_not_grow_with_the_number_of_items():
    import tracemalloc

    class Endless(io.BytesIO):
        def __init__(self, count: int) -> None:
            super().__init__()
            body = "x" * 20_000
            one = item(f"<content:encoded><![CDATA[{body}]]></content:encoded>").encode()
            self._pieces = iter([HEAD.encode(), *[one] * count, END.encode()])

        def read(self, size: int | None = -1, /) -> bytes:
            return next(self._pieces, b"")

        def seekable(self) -> bool:
            return False

    def peak(count: int) -> int:
        tracemalloc.start()
        with Export(Endless(count)) as export:
            assert sum(1 for _ in export.items()) == count
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(2000) < peak(100) + 2_000_000


def test_a_usual_prefix_that_was_not_declared_is_no_obstacle():
    text = HEAD + '<atom:link href="x"/>' + item("<dc:creator>ana</dc:creator>") + END
    assert items_of(text)[0][0].creators == (Creator("ana"),)
