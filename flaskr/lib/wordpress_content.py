"""One door from what WordPress stores as a post's content to Markdown."""

import json
import re
from dataclasses import dataclass
from html import escape

from flaskr.lib.autop import autop
from flaskr.lib.blocks import Attachment, has_blocks, render_blocks
from flaskr.lib.shortcodes import render_shortcodes
from flaskr.lib.to_markdown import to_markdown

_FOOTNOTE = re.compile(
    r"<sup\b[^<>]*?\bdata-fn=\"([\w-]{1,64})\"[^<>]*>.*?</sup>", re.DOTALL | re.IGNORECASE
)
_NEXT_PAGE = re.compile(r"<!--\s*nextpage\s*-->", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Converted:
    """Markdown, and sentences about what did not come over as it was."""

    markdown: str
    notes: tuple[str, ...] = ()


def wordpress_to_markdown(
    content: str,
    *,
    attachment: Attachment,
    attached: tuple[int, ...] = (),
    footnotes: str = "",
) -> Converted:
    """Turn a post's content, of the block editor or the classic one, into Markdown.

    `attachment` gives an attachment's address, alternative text and caption by its number;
    `attached` are the pictures attached to the post, shown by a gallery that names none;
    `footnotes` is the post's meta value of that name (JSON), where WordPress keeps their text.
    """
    notes: dict[str, None] = {}
    if _NEXT_PAGE.search(content):
        content = _NEXT_PAGE.sub("", content)
        notes["The post was split into several pages; it is one page now."] = None
    content, definitions = _with_footnotes(content, footnotes)
    if has_blocks(content):
        blocks = render_blocks(content, attachment=attachment)
        html = blocks.html
        notes.update(dict.fromkeys(blocks.notes))
        codes = render_shortcodes(html, attachment=attachment, attached=attached)
        html = codes.html
    else:
        codes = render_shortcodes(content, attachment=attachment, attached=attached)
        html = autop(codes.html)
    notes.update(dict.fromkeys(codes.notes))
    markdown = to_markdown(html)
    return Converted("\n\n".join(part for part in (markdown, definitions) if part), tuple(notes))


def _with_footnotes(content: str, footnotes: str) -> tuple[str, str]:
    """Give the content with its footnotes' numbers as `footnote` tags, and their texts."""
    try:
        stored = json.loads(footnotes) if footnotes else []
    except (ValueError, RecursionError):
        stored = []
    texts = {
        str(note.get("id")): str(note.get("content", ""))
        for note in (stored if isinstance(stored, list) else [])
        if isinstance(note, dict)
    }
    labels: dict[str, str] = {}

    def reference(match: re.Match[str]) -> str:
        if match[1] not in texts:
            return match[0]
        label = labels.setdefault(match[1], str(len(labels) + 1))
        return f'<footnote data-label="{escape(label)}">'

    content = _FOOTNOTE.sub(reference, content)
    lines = []
    for note, text in texts.items():
        if text and (note in labels or "wp:footnotes" in content):
            label = labels.setdefault(note, str(len(labels) + 1))
            written = to_markdown(text).replace("\n", "\n    ")
            lines.append(f"[^{label}]: {written}")
    return content, "\n\n".join(lines)
