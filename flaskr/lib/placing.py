"""How pictures and quotations stand in a text: wide, beside it, as a gallery, pulled out.

Written as in Pandoc, in braces: `![A lake](lake.jpg){.wide}` for a picture, `{.pullquote}` on a
line before a quotation. Only the names below mean something; everything else in braces is text.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

PLACES = {
    "wide": "alignwide",
    "full": "alignfull",
    "left": "alignleft",
    "right": "alignright",
}
"""The names a picture can be placed by, and the classes they become."""

_PLACE = re.compile(r"\{\.(" + "|".join(PLACES) + r")\}")
_PULL = "{.pullquote}"


def place(tokens: list["Token"]) -> None:
    """Give classes to what is placed, and make figures and galleries of pictures that stand alone.

    A picture that is a paragraph of its own becomes a figure if it is placed or has a title, which
    is its caption. Two and more of them in a paragraph of their own are a gallery.
    """
    _pull_quotes(tokens)
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if inline.type != "inline" or not inline.children:
            continue
        _place_inside(inline)
        if opening.type == "paragraph_open" and not opening.hidden:
            _stand_alone(opening, inline, closing)


def _pull_quotes(tokens: list["Token"]) -> None:
    for index in range(len(tokens) - 4, -1, -1):
        opening, inline, _closing, quote = tokens[index : index + 4]
        if (
            quote.type == "blockquote_open"
            and opening.type == "paragraph_open"
            and inline.content == _PULL
        ):
            quote.attrJoin("class", "pullquote")
            del tokens[index : index + 3]


def _place_inside(inline: "Token") -> None:
    children = inline.children or []
    picture: Token | None = None
    for child in children:
        if child.type == "text" and picture is not None:
            if found := _PLACE.match(child.content):
                picture.attrJoin("class", PLACES[found[1]])
                child.content = child.content[found.end() :]
            picture = None
        elif child.type == "image":
            picture = child
        elif child.type != "link_close":
            picture = None
    inline.children = [each for each in children if each.type != "text" or each.content]


def _stand_alone(opening: "Token", inline: "Token", closing: "Token") -> None:
    groups = _pictures(inline.children or [])
    if not groups:
        return
    if len(groups) > 1:
        opening.tag = closing.tag = "div"
        opening.attrJoin("class", "gallery")
        inline.children = [each for group in groups for each in _figure(group)]
        return
    picture = next(each for each in groups[0] if each.type == "image")
    placed = str(picture.attrs.pop("class", ""))
    if placed or picture.attrs.get("title"):
        opening.tag = closing.tag = "figure"
        inline.children = [*groups[0], *_caption(picture)]
        if placed:
            opening.attrJoin("class", placed)


def _pictures(children: Sequence["Token"]) -> list[list["Token"]]:
    """Return each picture with the link around it, or nothing if there is anything else."""
    groups: list[list[Token]] = []
    link: list[Token] | None = None
    for child in children:
        is_space = child.type == "text" and not child.content.strip()
        if is_space or child.type in ("softbreak", "hardbreak"):
            continue
        if child.type == "link_open" and link is None:
            link = [child]
        elif child.type == "image":
            if link is None:
                groups.append([child])
            else:
                link.append(child)
        elif child.type == "link_close" and link is not None and len(link) == 2:
            groups.append([*link, child])
            link = None
        else:
            return []
    return groups if link is None else []


def _figure(group: list["Token"]) -> list["Token"]:
    from markdown_it.token import Token

    picture = next(each for each in group if each.type == "image")
    picture.attrs.pop("class", "")
    caption = _caption(picture)
    if not caption:
        return group
    return [
        Token("figure_open", "figure", 1),
        *group,
        *caption,
        Token("figure_close", "figure", -1),
    ]


def _caption(picture: "Token") -> list["Token"]:
    from markdown_it.token import Token

    title = str(picture.attrs.pop("title", ""))
    if not title:
        return []
    return [
        Token("figcaption_open", "figcaption", 1),
        Token("text", "", 0, content=title),
        Token("figcaption_close", "figcaption", -1),
    ]
