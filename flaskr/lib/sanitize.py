"""The one gate through which HTML reaches a page: everything that is `SafeHtml` was made here."""

import html as entities
import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Literal, cast
from urllib.parse import urljoin

import markupsafe
import nh3
from markupsafe import Markup

from flaskr.lib import allowed, nesting

try:
    from markupsafe._speedups import _escape_inner as _escape_text
except ImportError:  # pragma: no cover  (where there is no compiled markupsafe)

    def _escape_text(text: str, /) -> str:
        return str(markupsafe.escape(text))


SANITIZER_VERSION = 2
"""Raised whenever the same input would come out differently, so that stored HTML is made again."""

Policy = Literal["post", "comment"]

# HTML that was parsed and written may be read differently the next time (misnested links in tables,
# text moved out of foreign content), and that difference is what mutation XSS is made of. So it
# is cleaned again until nothing changes: what a browser then parses is what was checked. Ordinary
# text settles in two passes; what has not settled after this many is shown without its tags.
ROUNDS = 8

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PLAIN_TAG = re.compile(r"</?([a-z0-9]+)>")
# The cleaner escapes "<" and ">" in attributes, so this is never part of one.
_BETWEEN_TAGS = re.compile(r"(?:^|(?<=>))[^<]+")
_AFTER_DESCRIPTION = re.compile(r"</dd>((?:\s*<(pre|p)\b[^>]*>.*?</\2>)+)", re.DOTALL)
_EMPTY_HEADING = re.compile(r"<th\b[^>]*>\s*</th>")
_NAMELESS_LINK = re.compile(
    r"""(<a\b[^>]*\bhref="([^"]*)"[^>]*>\s*<img\b[^>]*?\balt=")("[^>]*>\s*</a>)"""
)
_INPUT = re.compile(r"<input[^<>]*>")
_HEADING = re.compile(r"<(/?)h([1-6])\b")
_NOTE_MARK = re.compile(
    r'<sup class="footnote-ref"><a href="#(fn-[^"]+)" id="(fnref-[^"]+)">[^<]*</a></sup>'
)
_NOTE = re.compile(r'<li id="(fn-[^"]+)" class="footnote-item">')
_IN_SCRIPT = [(letter, f"\\u{ord(letter):04x}") for letter in "<>&\u2028\u2029"]
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")


class SafeHtml(Markup):
    """HTML that a template may write as it stands; only this module makes it."""

    __slots__ = ()


def sanitize(html: str, *, policy: Policy = "post") -> SafeHtml:
    """Keep what the policy allows of some HTML; sanitising the result again changes nothing.

    An `id`, and a link to one (`#name`), gets the prefix `h-` unless it begins with one of
    `allowed.ID_PREFIXES`: an element of a post must never answer to a name that the page around it
    or a script in it uses (DOM clobbering).
    """
    return _settle(html, _cleaner(policy))


def stored(html: str) -> SafeHtml:
    """Trust HTML that `sanitize` made earlier, as read back from the database by `core.db.Html`."""
    return SafeHtml(html)


def escape(text: str) -> SafeHtml:
    """Show plain text as it is, characters that no document may hold replaced by U+FFFD."""
    return SafeHtml(Markup.escape(_printable(text)))


def escaped(value: object) -> str:
    """Return a value as a template writes it, as text: what is no `SafeHtml` is escaped.

    `markupsafe.escape` makes an object that says that it is safe, which a template that joins what
    it writes does not need; of a page with thirty comments that was a tenth.
    """
    kind = type(value)
    if kind is str:
        return _escape_text(cast(str, value))
    if kind is SafeHtml or kind is Markup or kind is int:
        return str(value)
    return str(markupsafe.escape(value))


def json_data(value: object) -> SafeHtml:
    """Write JSON so that it can stand in a `<script>` that holds data: nothing in it ends that.

    Escaped are the characters that begin markup, as in the HTML standard's section on scripts.
    """
    text = _printable(_JSON.encode(value))
    # A page has two of these; `str.translate` takes twenty times as long.
    for letter, written in _IN_SCRIPT:
        text = text.replace(letter, written)
    return SafeHtml(text)


def plain(html: str) -> str:
    """Read HTML as text: tags gone, entities decoded, a new line where a block or a line ends."""
    outline = _outline().clean(nesting.limit(_printable(html)))
    # The cleaner leaves tags without attributes and escapes the rest: every "<" starts such a tag.
    text = entities.unescape(_PLAIN_TAG.sub(_line_end, outline))
    return _LINES.sub("\n", _SPACES.sub(" ", _printable(text))).strip()


def mark(text: str, start: str = "\x02", end: str = "\x03") -> SafeHtml:
    """Escape text and turn each pair of marker characters in it into `<mark>…</mark>`.

    A marker without its partner disappears. The markers are single characters.
    """
    parts: list[str] = []
    before, *marked = text.split(start)
    parts.append(escape(before.replace(end, "")))
    for piece in marked:
        inside, closed, after = piece.partition(end)
        shown = escape(inside)
        parts.append(f"<mark>{shown}</mark>" if closed and inside else shown)
        parts.append(escape(after.replace(end, "")))
    return SafeHtml("".join(parts))


def join(parts: Iterable[SafeHtml]) -> SafeHtml:
    """Put pieces of safe HTML one after the other; another kind of piece is a TypeError."""
    pieces: list[str] = []
    for part in parts:
        if not isinstance(part, SafeHtml):
            raise TypeError(f"join() takes SafeHtml only, not {type(part).__name__}")
        pieces.append(part)
    return SafeHtml("".join(pieces))


def mended(html: SafeHtml) -> SafeHtml:
    """Return HTML without what browsers put up with and checkers do not.

    Text is composed (Unicode, NFC), as the Character Model for the Web wants it; what stands in a
    list of terms after a description becomes a part of it; a heading of a table's column that says
    nothing is a cell; a picture that is all of a link, and that nobody described, is called by
    what the link leads to.
    """
    text = str.__str__(html)
    if not unicodedata.is_normalized("NFC", text):
        text = _BETWEEN_TAGS.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    text = _AFTER_DESCRIPTION.sub(r"\1</dd>", text)
    text = _EMPTY_HEADING.sub("<td></td>", text)
    return SafeHtml(_NAMELESS_LINK.sub(_named_by_address, text))


def _named_by_address(link: re.Match[str]) -> str:
    start, address, end = link.groups()
    path = address.partition("#")[0].partition("?")[0].rstrip("/")
    return f"{start}{path.rpartition('/')[2] or address}{end}"


def even_headings(html: SafeHtml) -> SafeHtml:
    """Let headings go down one level at a time, from the second on: the first is the page's title.

    Who reads by headings would look for what is between two that are further apart (WCAG 2.2,
    technique H42). What stood under another heading still does.
    """
    open_levels: list[int] = []
    written = 2

    def level(match: re.Match[str]) -> str:
        nonlocal written
        if match[1] == "":
            own = int(match[2])
            while open_levels and open_levels[-1] >= own:
                open_levels.pop()
            open_levels.append(own)
            written = min(6, 1 + len(open_levels))
        return f"<{match[1]}h{written}"

    return SafeHtml(_HEADING.sub(level, str.__str__(html)))


def notes_in_place(html: SafeHtml) -> SafeHtml:
    """Let each footnote open beside its mark, by a button and a popover that need no script.

    The link to the note stays for browsers without popovers and for readers that drop buttons; a
    style sheet shows one of the two. Feeds and mails keep what was stored.
    """
    if 'class="footnote-ref"' not in html:
        return html
    # As plain text: in a `Markup` the expressions below would escape what they put in.
    text = str.__str__(html)
    notes = set(_NOTE.findall(text))

    def mark(match: re.Match[str]) -> str:
        note, anchor = match.groups()
        if note not in notes:
            return match[0]
        number = note.removeprefix("fn-")
        return (
            f'<sup class="footnote-ref" id="{anchor}"><a href="#{note}">{number}</a>'
            f'<button type="button" popovertarget="{note}" hidden>{number}</button></sup>'
        )

    opened = _NOTE.sub(r'<li id="\1" class="footnote-item" popover="auto">', text)
    return SafeHtml(_NOTE_MARK.sub(mark, opened))


def absolute(html: SafeHtml, base_url: str) -> SafeHtml:
    """Make every relative address absolute, as feeds and e-mails need (RFC 3986, section 5).

    `base_url` is the address of the page the HTML belongs to.
    """

    def resolve(url: str) -> str | None:
        try:
            return urljoin(base_url, url)
        except ValueError:  # an address such as "//[" is no address
            return None

    def filtered(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "srcset":
            return allowed.srcset(value, resolve)
        return allowed.post_attribute(tag, attribute, value)

    return _settle(html, _post_cleaner(filtered, resolve))


def _settle(html: str, cleaner: nh3.Cleaner) -> SafeHtml:
    text = nesting.limit(_printable(html))
    for _ in range(ROUNDS):
        cleaned = _INPUT.sub(_checkbox, _printable(cleaner.clean(text)))
        if cleaned == text:
            return SafeHtml(cleaned)
        text = cleaned
    return escape(plain(text))


def _checkbox(tag: re.Match[str]) -> str:
    # The cleaner adds the fixed attributes in an order that is another one in each process.
    checked = ' checked=""' if " checked=" in tag[0] else ""
    return f'<input type="checkbox" disabled=""{checked}>'


def _line_end(tag: re.Match[str]) -> str:
    return "\n" if tag[1] in allowed.BLOCK_TAGS else ""


def _printable(text: str) -> str:
    # None of these may stand in a feed (XML), PostgreSQL refuses NUL, UTF-8 has no lone surrogates.
    return _UNPRINTABLE.sub("\ufffd", text).replace("\x0c", " ")


@cache
def _cleaner(policy: Policy) -> nh3.Cleaner:
    return _comment_cleaner() if policy == "comment" else _post_cleaner(allowed.post_attribute)


def _post_cleaner(
    attribute_filter: Callable[[str, str, str], str | None],
    resolve: Callable[[str], str | None] | None = None,
) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=allowed.POST_TAGS,
        clean_content_tags=allowed.DROPPED_WITH_CONTENT,
        attributes=allowed.POST_ATTRIBUTES,
        attribute_filter=attribute_filter,
        tag_attribute_values=allowed.POST_ATTRIBUTE_VALUES,
        set_tag_attribute_values=allowed.POST_FIXED_ATTRIBUTES,
        url_schemes=allowed.URL_SCHEMES,
        url_relative=resolve or "pass_through",
        # `target` is not allowed, so no page is ever opened that could reach back through `opener`;
        # leaving `rel` to the filter keeps rel="me", by which Mastodon verifies who owns a site.
        link_rel=None,
    )


def _comment_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=allowed.COMMENT_TAGS,
        clean_content_tags=allowed.DROPPED_WITH_CONTENT,
        attributes=allowed.COMMENT_ATTRIBUTES,
        url_schemes=allowed.URL_SCHEMES,
        link_rel="nofollow ugc noopener",
    )


@cache
def _outline() -> nh3.Cleaner:
    return nh3.Cleaner(
        # A formula's tags are kept this long: without them the cleaner drops its letters too.
        tags=allowed.BLOCK_TAGS | allowed.MATHML_TAGS,
        clean_content_tags=allowed.DROPPED_WITH_CONTENT,
        attributes={},
        link_rel=None,
    )
