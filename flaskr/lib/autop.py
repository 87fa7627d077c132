"""WordPress's rule for classic content: blank lines part paragraphs, line ends are breaks."""

import re

_KEPT = re.compile(
    r"<(pre|script|style|table|svg|iframe|object|dl|figure|audio|video)\b.*?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_BLOCK = (
    r"</?(?:table|thead|tbody|tfoot|caption|colgroup|col|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|"
    r"blockquote|address|p|h[1-6]|hr|fieldset|legend|section|article|aside|header|footer|nav|main|"
    r"figure|figcaption|details|summary|center|iframe|video|audio)\b[^<>]*>|<!--[^<>]*-->"
)
_AROUND_BLOCK = re.compile(rf"\s*({_BLOCK})\s*", re.IGNORECASE)
_STARTS_WITH_BLOCK = re.compile(_BLOCK, re.IGNORECASE)
_TWO_BREAKS = re.compile(r"<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
_BREAK_AND_LINE = re.compile(r"(<br\s*/?>)?\n", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n\s*\n")
# What stands alone in one of these is its text and no paragraph inside it.
_ALONE = re.compile(
    r"(<(h[1-6]|p|li|td|th|dt|dd|summary|legend|figcaption|caption|address)\b[^<>]*>)\n"
    r"<p>((?:(?!</?p>).)*)</p>\n(?=</\2\s*>|<[uo]l\b)",
    re.DOTALL | re.IGNORECASE,
)
_PLACE = re.compile("\ue000(\\d+)\ue001")


def autop(content: str) -> str:
    """Give classic content the paragraphs and breaks that WordPress gives it when it is shown."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\n\n\ue000{len(kept) - 1}\ue001\n\n"

    text = content.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\ue000", "").replace("\ue001", "")
    text = _KEPT.sub(keep, text) if "</" in text else text
    text = _TAG.sub(lambda match: match[0].replace("\n", " "), text)
    text = _TWO_BREAKS.sub("\n\n", text)
    text = _AROUND_BLOCK.sub(r"\n\n\1\n\n", text)
    pieces = [piece.strip() for piece in _BLANK_LINES.split(text)]
    paragraphs = "\n".join(_paragraph(piece) for piece in pieces if piece)
    paragraphs = _ALONE.sub(r"\1\3", paragraphs)
    return _PLACE.sub(lambda match: kept[int(match[1])], paragraphs)


def _paragraph(piece: str) -> str:
    if _STARTS_WITH_BLOCK.match(piece) or _PLACE.match(piece):
        return piece
    return f"<p>{_BREAK_AND_LINE.sub('<br>', piece)}</p>"
