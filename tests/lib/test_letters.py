"""Letters say the same as text and as HTML."""

from lxml import html as lxml_html

from flaskr.lib.languages import ENGLISH
from flaskr.lib.letters import Closing, Letter, Offered, Quoted, Said

LETTER = Letter(
    ENGLISH,
    "News & <more>",
    [
        Said('Bo "B" <bo@example.org> wrote:'),
        Quoted("One line\n\n<script>alert(1)</script>"),
        Offered("Read it", 'https://blog.example/?a=1&b="2"'),
        Closing("You follow this.", Offered("Stop", "https://blog.example/stop")),
    ],
)


def test_a_letter_as_text_marks_what_is_quoted_and_gives_addresses_lines_of_their_own() -> None:
    assert LETTER.text == (
        'Bo "B" <bo@example.org> wrote:\n\n'
        "> One line\n>\n> <script>alert(1)</script>\n\n"
        'Read it\nhttps://blog.example/?a=1&b="2"\n\n'
        "-- \nYou follow this.\nStop\nhttps://blog.example/stop\n"
    )


def test_a_letter_as_html_escapes_what_people_wrote() -> None:
    page = lxml_html.document_fromstring(LETTER.html)
    assert page.findtext(".//title") == LETTER.subject
    assert (page.get("lang"), page.get("dir")) == ("en", "ltr")
    assert page.xpath("//script") == []
    assert page.xpath("string(//blockquote)") == "One line\n\n<script>alert(1)</script>"
    assert page.xpath("//blockquote/@dir") == ["auto"]
    assert page.xpath("//a/@href") == [
        'https://blog.example/?a=1&b="2"',
        "https://blog.example/stop",
    ]


def test_a_letter_fetches_nothing() -> None:
    page = lxml_html.document_fromstring(LETTER.html)
    assert page.xpath("//*[@src or self::link or self::style or contains(@style, 'url')]") == []
