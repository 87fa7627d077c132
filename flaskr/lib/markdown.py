"""Renders Markdown: the only renderer, for posts, comments, imports and previews alike."""

import html as entities
import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, assert_never

from flaskr.lib import maths, placing, slugs
from flaskr.lib.highlight import highlight
from flaskr.lib.inlines import parse_affordable_inlines
from flaskr.lib.sanitize import SafeHtml, even_headings, mended, plain, sanitize

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

RENDERER_VERSION = 4
"""Raised whenever the same source would come out differently, so that stored HTML is made again."""

Preset = Literal["commonmark", "post", "comment"]
ImageAttributes = Callable[[str, str], Mapping[str, str] | None]

MAX_NESTING = 50
"""How deep quotes, lists and emphasis may nest; what is deeper is text."""
MAX_FORMULAS = 1_000
"""How many formulas of a text are drawn, each in half a millisecond; the rest is shown as code."""

_TAG = re.compile(r'<(/?[a-z][a-z0-9-]*)((?: [\w:-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([\w:-]+)="([^"]*)"')
_FOOTNOTE_MARK = re.compile(
    r'<sup class="footnote-ref">.*?</sup>|<a [^>]*class="footnote-backref"[^>]*>.*?</a>'
)
_ALIGNMENT = re.compile(r"text-align:(left|center|right)")

Environment = MutableMapping[str, Any]


@dataclass(frozen=True)
class Heading:
    """A heading of a text: its level (1–6), its words, and the `id` it can be linked to by."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Rendered:
    """What a source became: HTML, its words for search and excerpts, its headings and images.

    `images` are the addresses in the order of the text, percent-encoded as they stand in the HTML.
    """

    html: SafeHtml
    text: str
    headings: tuple[Heading, ...]
    images: tuple[str, ...]


def render(
    source: str,
    *,
    policy: Literal["post", "comment"] = "post",
    image: ImageAttributes | None = None,
) -> Rendered:
    """Render Markdown to sanitised HTML; no source is an error, and time grows with its length.

    `image` gives for an image's address, and the class of the figure or gallery it stands in, the
    attributes to set (`src`, `srcset`, `sizes`, `width`, `height`), or None to leave the image as
    it is. In comments HTML is shown as it was typed.
    """
    markdown = parser(policy)
    environment: Environment = {}
    tokens = markdown.parse(source, environment)
    headings = _anchor(tokens)
    placing.place(tokens)
    _label_tasks(tokens)
    _align(tokens)
    written = markdown.renderer.render(tokens, markdown.options, environment)
    clean = mended(even_headings(sanitize(written, policy=policy)))
    html, images = _place_images(clean, image)
    text = plain(_FOOTNOTE_MARK.sub("", html))
    return Rendered(html=html, text=text, headings=headings, images=images)


@cache
def parser(preset: Preset) -> "MarkdownIt":
    """Make a parser: `commonmark` is the bare standard, the others are what `render` uses."""
    # 20 ms to import, and readers are shown what was rendered when it was written.
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark")
    markdown.core.ruler.at("inline", parse_affordable_inlines)
    match preset:
        case "commonmark":
            return markdown
        case "comment":
            return _for_comments(markdown)
        case "post":
            return _for_posts(markdown)
    assert_never(preset)


def _for_comments(markdown: "MarkdownIt") -> "MarkdownIt":
    from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

    markdown.disable(["heading", "lheading", "hr", "html_block", "html_inline", "image"])
    # Who writes a comment does not think of Markdown, where a line's end means nothing.
    markdown.options["breaks"] = True
    markdown.options["maxNesting"] = MAX_NESTING
    return markdown.use(gfm_autolink_plugin)


def _for_posts(markdown: "MarkdownIt") -> "MarkdownIt":
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

    markdown.options["maxNesting"] = MAX_NESTING
    markdown.options["tasklists"] = True
    markdown.options["highlight"] = lambda code, language, _: highlight(code, language)
    markdown.enable(["table", "strikethrough"])
    markdown.use(footnote_plugin, inline=False)
    markdown.use(deflist_plugin)
    markdown.use(gfm_autolink_plugin)
    # "$5 to $10" are prices: a formula starts and ends with a character, and no digit follows it.
    markdown.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
        double_inline=True,
    )
    markdown.add_render_rule("math_inline", _formula)
    markdown.add_render_rule("math_inline_double", _formula)
    markdown.add_render_rule("math_block", _formula_block)
    markdown.add_render_rule("footnote_anchor_name", _footnote_name)
    markdown.add_render_rule("footnote_block_open", _footnotes_open)
    markdown.add_render_rule("footnote_block_close", _footnotes_close)
    return markdown


def _formula(
    renderer: object,
    tokens: Sequence["Token"],
    index: int,
    options: object,
    environment: Environment,
) -> str:
    latex = tokens[index].content.strip()
    environment["formulas"] = environment.get("formulas", 0) + 1
    if environment["formulas"] > MAX_FORMULAS:
        return maths.unreadable(latex)
    return maths.mathml(latex, display=tokens[index].markup == "$$")


def _formula_block(
    renderer: object,
    tokens: Sequence["Token"],
    index: int,
    options: object,
    environment: Environment,
) -> str:
    formula = _formula(renderer, tokens, index, options, environment)
    return f'<div class="math-block">{formula}</div>\n'


def _footnote_name(
    renderer: object, tokens: Sequence["Token"], index: int, options: object, environment: object
) -> str:
    # The plug-in writes "fn" and "fnref" before it: ids that `sanitize` keeps.
    return f"-{tokens[index].meta['id'] + 1}"


def _footnotes_open(
    renderer: object, tokens: object, index: int, options: object, environment: object
) -> str:
    # Not a section: that would ask for a heading of its own.
    return '<div class="footnotes">\n<ol class="footnotes-list">\n'


def _footnotes_close(
    renderer: object, tokens: object, index: int, options: object, environment: object
) -> str:
    return "</ol>\n</div>\n"


def _anchor(tokens: Sequence["Token"]) -> tuple[Heading, ...]:
    headings: list[Heading] = []
    numbers: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        text = _words(inline)
        anchor = _unused("h-" + slugs.slugify(text, fallback="section", limit=100), numbers)
        opening.attrSet("id", anchor)
        headings.append(Heading(level=int(opening.tag[1]), text=text, anchor=anchor))
    return tuple(headings)


def _unused(anchor: str, numbers: dict[str, int]) -> str:
    # Counting on from the last number keeps 100,000 equal headings from trying each other's.
    if anchor not in numbers:
        numbers[anchor] = 1
        return anchor
    while (candidate := f"{anchor}-{numbers[anchor]}") in numbers:
        numbers[anchor] += 1
    numbers[candidate] = 1
    return candidate


def _words(inline: "Token") -> str:
    parts: list[str] = []
    for child in inline.children or []:
        if child.type in ("text", "code_inline", "math_inline", "image"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts).strip()


def _label_tasks(tokens: Sequence["Token"]) -> None:
    """Put each task's checkbox and its words into a label, so that the checkbox has a name."""
    from markdown_it.token import Token

    for item, _, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if item.type != "list_item_open" or "checked" not in item.meta or not inline.children:
            continue
        checked = " checked" if item.meta.pop("checked") else ""
        before = Token("html_inline", "", 0, content=f'<label><input type="checkbox"{checked}> ')
        after = Token("html_inline", "", 0, content="</label>")
        inline.children = [before, *inline.children, after]


def _align(tokens: Sequence["Token"]) -> None:
    """Give table cells their alignment by a class, since no style gets through the sanitiser."""
    for token in tokens:
        style = str(token.attrs.pop("style", "")) if token.type in ("th_open", "td_open") else ""
        if match := _ALIGNMENT.fullmatch(style):
            token.attrJoin("class", f"align-{match[1]}")


def _place_images(
    html: SafeHtml, image: ImageAttributes | None
) -> tuple[SafeHtml, tuple[str, ...]]:
    """Complete the `<img>` tags, those of Markdown and of HTML alike.

    The sanitiser writes every tag in one form, which the expression matches whole: what looks like
    a tag inside an attribute is never taken for one. The result is sanitised again all the same.
    """
    images: list[str] = []
    place = ""

    def completed(match: re.Match[str]) -> str:
        nonlocal place
        if match[1] != "img":
            if match[1] in ("p", "div", "figure"):
                place = dict(_ATTRIBUTE.findall(match[2])).get("class", place)
            elif match[1] in ("/p", "/div") or (match[1] == "/figure" and place != "gallery"):
                place = ""
            return match[0]
        attributes = {
            name: entities.unescape(value) for name, value in _ATTRIBUTE.findall(match[2])
        }
        if source := attributes.get("src"):
            images.append(source)
            attributes |= (image(source, place) if image else None) or {}
        attributes = {"alt": "", "loading": "lazy", "decoding": "async"} | attributes
        return "<img" + "".join(
            f' {name}="{entities.escape(str(value))}"' for name, value in attributes.items()
        ) + ">"  # fmt: skip

    placed = _TAG.sub(completed, html)
    return (sanitize(placed) if images else html), tuple(images)
