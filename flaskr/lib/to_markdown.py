"""Clean Markdown out of the HTML that WordPress, Ghost and people's hands have written."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from flaskr.lib.embeds import page_of_embed
from flaskr.lib.html_tidy import BLOCK_ISLANDS, tidy
from flaskr.lib.markdown_text import (
    destination,
    escape_line_starts,
    escape_text,
    fenced,
    title_part,
)

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString, Tag


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ABSOLUTE = re.compile(r"(?:https?://|mailto:)[^\s<>]+\Z")
_ISLAND_LINES = re.compile(
    r"\s*(<(?:/?(?:table|thead|tbody|tfoot|tr|dl|details)|dt|dd|source|track)\b)"
)
_BLOCKS_IN_CELL = _names(
    "p div ul ol li pre blockquote table figure iframe video audio h1 h2 h3 h4 h5 h6 hr dl"
)
_MANY_LINES = re.compile(r"\n{3,}")
_EDGE_BREAKS = re.compile(r"\A(?:\\\n|\s)+|(?:\\\n|\s)+\Z")


def to_markdown(html: str) -> str:
    """Turn HTML into Markdown; what Markdown cannot say stays as HTML in a block of its own.

    `<!--more-->` stays, an embedded player of a known provider becomes a link to its page. The
    result is no safer than the input: it is sanitised when it is rendered.
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(tidy(html), "html.parser")
    _title_images(soup)
    text = str(_converter()().convert_soup(soup))
    return _MANY_LINES.sub("\n\n", text).strip("\n")


@cache
def _converter() -> type[Any]:
    """Return markdownify's converter with the rules that this product adds."""
    from markdownify import MarkdownConverter

    return type("Converter", (_Rules, MarkdownConverter), {})


class _Rules:
    """What differs from markdownify's own rules, on a tidied tree."""

    class Options:
        heading_style = "atx"
        newline_style = "backslash"
        bullets = "-"

    def process_tag(self, node: "Tag", parent_tags: set[str] | None = None) -> str:
        if node.name in BLOCK_ISLANDS and node.name != "table":
            return _island(node)
        if node.name == "table":
            return self._table(node)
        return str(super().process_tag(node, parent_tags))  # type: ignore[misc]

    def process_text(self, el: "NavigableString", parent_tags: set[str] | None = None) -> str:
        text = str(el)
        parents = parent_tags or set()
        if "pre" in parents or "_noformat" in parents:
            return text
        dollars = "$" in text and _leaf_of(el).get_text().count("$") > 1
        text = escape_text(text, dollars=dollars)
        follower = el.next_sibling
        if text.endswith("!") and getattr(follower, "name", None) == "a":
            text = text[:-1] + "\\!"
        return text

    def convert_p(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        text = _leaf(el, text)
        return f"\n\n{text}\n\n" if text else ""

    def convert_run(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        text = _leaf(el, text)
        follower = el.find_next_sibling()
        tight = follower is None or follower.name in ("ul", "ol")
        return text + ("\n" if tight else "\n\n") if text else ""

    def convert_more(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        return "\n\n<!--more-->\n\n"

    def convert_footnote(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        return f"[^{el.get('data-label', '')}]"

    def convert_hN(self, n: int, el: "Tag", text: str, parent_tags: set[str]) -> str:  # noqa: N802
        text = " ".join(text.split())
        if text.endswith("#"):
            text = text[:-1] + "\\#"
        return f"\n\n{'#' * n} {text}\n\n" if text else ""

    def convert_br(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        return " " if "_inline" in parent_tags else "\\\n"

    def convert_pre(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        if not text.strip():
            return ""
        return f"\n\n{fenced(text, str(el.get('data-language', '')))}\n\n"

    def convert_blockquote(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n")
        if not text.strip():
            return ""
        quoted = "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))
        return f"\n\n{quoted}\n\n"

    def convert_list(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n")
        if "li" in parent_tags:
            return "\n" + text + "\n"
        # Two lists in a row would become one.
        before = el.find_previous_sibling()
        divider = "<!-- -->\n\n" if before is not None and before.name == el.name else ""
        return f"\n\n{divider}{text}\n\n" if text else ""

    convert_ul = convert_list
    convert_ol = convert_list

    def convert_li(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n")
        parent = el.parent
        bullet = "- "
        if parent is not None and parent.name == "ol":
            start = str(parent.get("start", "1"))
            first = int(start) if re.fullmatch(r"[0-9]{1,8}", start) else 1
            bullet = f"{first + len(el.find_previous_siblings('li'))}. "
        indent = " " * len(bullet)
        lines = text.split("\n")
        rest = "".join(f"\n{indent}{line}" if line else "\n" for line in lines[1:])
        return f"{bullet}{lines[0]}{rest}\n".replace(f"{bullet}\n", f"{bullet.rstrip()}\n", 1)

    def convert_figure(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip(chr(10))}\n\n"

    def convert_figcaption(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        text = _leaf(el, text)
        return f"\n\n{text}\n\n" if text else ""

    def convert_img(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        src = _source(el)
        if not src:
            return ""
        alt = re.sub(r"([\[\]\\])", r"\\\1", " ".join(str(el.get("alt", "")).split()))
        title = str(el.get("title", ""))
        return f"![{alt}]({destination(src)}{title_part(title)})"

    def convert_a(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        if "_noformat" in parent_tags or not text.strip():
            return text
        href = str(el.get("href", "")).strip()
        if not href:
            return text
        lead, text, trail = _trimmed(text)
        if _ABSOLUTE.match(href) and el.get_text().strip() == href and not el.find(True):
            return f"{lead}<{href}>{trail}"
        return f"{lead}[{text}]({destination(href)}{title_part(str(el.get('title', '')))}){trail}"

    def convert_strong(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        return _emphasised(el, text, "**", parent_tags)

    def convert_em(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        return _emphasised(el, text, "*", parent_tags)

    def convert_del(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        return _emphasised(el, text, "~~", parent_tags)

    def convert_kbd(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        if not text.strip() or "_noformat" in parent_tags - {"kbd"}:
            return text
        return f"<kbd>{escape_text(text)}</kbd>"

    def _html_inline(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        if not text.strip() or "_noformat" in parent_tags:
            return text
        title = f' title="{_attribute(el["title"])}"' if el.get("title") else ""
        return f"<{el.name}{title}>{text}</{el.name}>"

    convert_sub = convert_sup = convert_u = convert_ins = convert_mark = _html_inline
    convert_abbr = convert_q = convert_cite = convert_small = convert_var = _html_inline

    def _table(self, table: "Tag") -> str:
        """A GFM table where it can be one, else HTML."""
        rows = [row.find_all(["td", "th"], recursive=False) for row in table.find_all("tr")]
        rows = [row for row in rows if row]
        if not rows or _is_complex(table, rows):
            return _island(table)
        width = max(len(row) for row in rows)
        lines = [[self._cell(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
        lines.insert(1, ["---"] * width)
        written = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        caption = table.find("caption")
        words = " ".join(caption.get_text(" ").split()) if caption is not None else ""
        before = f"{escape_line_starts(escape_text(words))}\n\n" if words else ""
        return f"\n\n{before}{written}\n\n"

    def _cell(self, cell: "Tag") -> str:
        text = str(super().process_tag(cell, {"td", "_inline"})).strip()  # type: ignore[misc]
        return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))

    def convert_td(self, el: "Tag", text: str, parent_tags: set[str]) -> str:
        return text

    convert_th = convert_td


def _leaf(el: "Tag", text: str) -> str:
    """Finish a paragraph's text: an address alone on its line becomes a link."""
    content = el.get_text().strip()
    if _ABSOLUTE.match(content) and len(el.contents) == 1 and el.find(True) is None:
        return f"<{content}>"
    text = _EDGE_BREAKS.sub("", text)
    return escape_line_starts("\n".join(line.strip(" ") for line in text.split("\n")))


def _leaf_of(el: "NavigableString") -> "Tag":
    for parent in el.parents:
        if parent.name in ("p", "run", "figcaption", "td", "th") or parent.name.startswith("h"):
            return parent
    raise AssertionError("tidied text stands in a leaf")


def _attribute(value: Any) -> str:
    return str(value).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _trimmed(text: str) -> tuple[str, str, str]:
    """Split text into the space before, the text and the space after, breaks counting as space."""
    inner = _EDGE_BREAKS.sub("", text)
    if not inner:
        return text, "", ""
    start = text.index(inner)
    return text[:start], inner, text[start + len(inner) :]


def _emphasised(el: "Tag", text: str, mark: str, parent_tags: set[str]) -> str:
    """Mark text as emphasised; as HTML where CommonMark 6.2 would not see the marks as such."""
    lead, inner, trail = _trimmed(text)
    if not inner or "_noformat" in parent_tags:
        return text
    before, after = el.previous_sibling, el.next_sibling
    touching = any(getattr(side, "name", None) == el.name for side in (before, after))
    glued = (
        (not lead and _is_word(before, -1) and not inner[0].isalnum())
        or (not trail and _is_word(after, 0) and not inner[-1].isalnum())
        or inner.startswith(mark[0])
        or inner.endswith(mark[0])
    )
    if touching or glued:
        return f"{lead}<{el.name}>{inner}</{el.name}>{trail}"
    return f"{lead}{mark}{inner}{mark}{trail}"


def _is_word(side: Any, position: int) -> bool:
    text = str(side) if isinstance(side, str) else ""
    return bool(text) and text[position].isalnum()


def _source(el: "Tag") -> str:
    """An image's address, also where a script would put it there later."""
    src = str(el.get("src", "")).strip()
    if not src or src.startswith("data:"):
        for name in ("data-src", "data-lazy-src", "data-original"):
            if el.get(name):
                return str(el[name]).strip()
    return src


def _title_images(soup: "BeautifulSoup") -> None:
    """Make a figure's caption the title of its image, if it has one image and plain words."""
    for figure in soup.find_all("figure"):
        captions = figure.find_all("figcaption", recursive=False)
        if len(captions) != 1 or captions[0].find("a") is not None:
            continue
        images = figure.find_all("img")
        if len(images) == 1 and figure.find([*BLOCK_ISLANDS, "pre", "blockquote"]) is None:
            images[0]["title"] = captions[0].get_text(" ")
            captions[0].decompose()


def _is_complex(table: "Tag", rows: list[Any]) -> bool:
    cells = [cell for row in rows for cell in row]
    spans = any(
        str(cell.get(name, "1")) != "1" for cell in cells for name in ("colspan", "rowspan")
    )
    headless = any(cell.name != "th" for cell in rows[0])
    header_below = any(cell.name == "th" for row in rows[1:] for cell in row)
    blocks = any(cell.find(list(_BLOCKS_IN_CELL)) is not None or cell.find("br") for cell in cells)
    return spans or headless or header_below or blocks or table.find("table") is not None


def _island(el: "Tag") -> str:
    """Keep an element as HTML that Markdown takes for one block: no blank line, no indentation."""
    page = page_of_embed(str(el.get("src", ""))) if el.name in ("iframe", "embed") else None
    if page:
        return f"\n\n<{page}>\n\n"
    parts = re.split(r"(<pre\b.*?</pre>)", str(el), flags=re.DOTALL)
    parts[::2] = [_ISLAND_LINES.sub(r"\n\1", " ".join(part.split())) for part in parts[::2]]
    parts[1::2] = [part.replace("\n", "&#10;") for part in parts[1::2]]
    html = "".join(parts).strip()
    if el.name in ("table", "dl", "details", "iframe"):
        return f"\n\n{html}\n\n"
    return f"\n\n<div>{html}</div>\n\n"
