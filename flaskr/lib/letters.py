"""Letters: what a mail says, put once, and written from that as plain text and as HTML.

The two parts of a mail are made of the same blocks, so neither can say what the other does not.
Mail programs know little CSS and strip style sheets: the HTML has its few styles on the elements,
no picture and no address of anything that a program would fetch.
"""

from dataclasses import dataclass, field

from flaskr.lib.languages import Language, is_right_to_left
from flaskr.lib.sanitize import escaped


@dataclass(frozen=True)
class Said:
    """A paragraph of the letter's own words."""

    text: str

    def as_text(self) -> str:
        """Return the words."""
        return self.text

    def as_html(self) -> str:
        """Return a paragraph."""
        return f'<p style="margin:0 0 16px">{_lines(self.text)}</p>'


@dataclass(frozen=True)
class Quoted:
    """What somebody else wrote, in whatever language and direction."""

    text: str

    def as_text(self) -> str:
        """Return the words with the mark of a quotation before each line (RFC 3676)."""
        return "\n".join(f"> {line}".rstrip() for line in self.text.split("\n"))

    def as_html(self) -> str:
        """Return a quotation."""
        style = "margin:0 0 16px;padding:0 16px;border-inline-start:3px solid"
        return f'<blockquote dir="auto" style="{style}">{_lines(self.text)}</blockquote>'


@dataclass(frozen=True)
class Offered:
    """Something that can be done by opening an address."""

    label: str
    url: str

    def as_text(self) -> str:
        """Return the label, and below it the address, which so stands alone in its line."""
        return f"{self.label}\n{self.url}"

    def as_html(self) -> str:
        """Return a link."""
        link = f'<a href="{escaped(self.url)}">{escaped(self.label)}</a>'
        return f'<p style="margin:0 0 16px">{link}</p>'


@dataclass(frozen=True)
class Closing:
    """What stands at the end of a letter, set apart as a signature is: why it came."""

    text: str
    offer: Offered | None = None

    def as_text(self) -> str:
        """Return the words below the mark of a signature (RFC 3676)."""
        return "\n".join(["-- ", self.text, *([self.offer.as_text()] if self.offer else [])])

    def as_html(self) -> str:
        """Return a paragraph below a line."""
        offer = self.offer.as_html() if self.offer else ""
        return f'<hr><div style="font-size:14px">{Said(self.text).as_html()}{offer}</div>'


Block = Said | Quoted | Offered | Closing


@dataclass
class Letter:
    """What a mail says, in one language."""

    language: Language
    subject: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The letter as plain text."""
        return "\n\n".join(block.as_text() for block in self.blocks) + "\n"

    @property
    def html(self) -> str:
        """The letter as a page."""
        direction = "rtl" if is_right_to_left(self.language.tag) else "ltr"
        style = "max-width:36em;margin:0 auto;padding:16px;font:16px/1.5 sans-serif"
        return (
            f'<!doctype html>\n<html lang="{escaped(self.language.tag)}" dir="{direction}">\n'
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>{escaped(self.subject)}</title></head>\n"
            f'<body style="{style}">\n'
            + "\n".join(block.as_html() for block in self.blocks)
            + "\n</body>\n</html>\n"
        )


def _lines(text: str) -> str:
    return escaped(text).replace("\n", "<br>\n")
