"""A byte stream that hands an XML parser only what is safe, mended where that loses nothing.

Exports are written by string concatenation, so bare ampersands, HTML entities, control characters
and broken UTF-8 are common in them. They are mended here, in the text, so that the parser behind
can be strict: a parser that recovers by itself drops whole items without a word.
"""

import codecs
import re
from html.entities import html5
from typing import BinaryIO

from flaskr.lib.wxr_records import WxrError

CHUNK = 64 * 1024
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SECTION = re.compile(
    r"<!\[CDATA\[|<!--|<\?|<!(?=DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE
)
_REFERENCE = re.compile(r"&(?:(#x[0-9a-fA-F]{1,8}|#[0-9]{1,8}|[A-Za-z][A-Za-z0-9]{0,40});)?")
_STRAY_LESS = re.compile(r"<(?![A-Za-z_/])")
_ROOT = re.compile(r"<rss\b[^<>]*>")
_COMMON_PREFIXES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
_PREDEFINED = {"amp", "lt", "gt", "quot", "apos"}
_LONGEST_TOKEN = 48  # the longest reference or section start that a chunk's end may cut in two


class RepairedStream:
    """Read `source` as mended UTF-8 without declaration, comments or document type.

    `warnings` says afterwards what was mended. `read` raises `WxrError` for a document type.
    """

    def __init__(self, source: BinaryIO) -> None:
        head = source.read(CHUNK)
        self.is_empty = not head.strip()
        self.warnings: list[str] = []
        self._source = source
        self._decoder = codecs.getincrementaldecoder(self._encoding(head))(errors="replace")
        self._pending = head
        self._buffer = ""
        self._section = ""
        self._line = 1
        self._ended = False
        self._rooted = False
        self._warned: set[str] = set()

    def read(self, _size: int = -1) -> bytes:
        """Give the next piece, of about `CHUNK` bytes; nothing more comes after an empty one."""
        while not self._ended:
            chunk = self._pending or self._source.read(CHUNK)
            self._pending = b""
            self._ended = not chunk
            self._buffer += self._decoded(chunk)
            if piece := self._mended():
                return piece.encode()
        return b""

    def _encoding(self, head: bytes) -> str:
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        match = _DECLARED.match(head)
        name = match[1].decode() if match else "utf-8"
        try:
            "".encode(name)
        except LookupError:
            self.warnings.append(f"The file names the unknown encoding {name}; read as UTF-8.")
            return "utf-8-sig"
        same = codecs.lookup(name).name
        return "utf-8-sig" if same in ("utf-8", "ascii", "utf-16", "utf-32") else same

    def _decoded(self, chunk: bytes) -> str:
        text = self._decoder.decode(chunk, final=self._ended)
        if "\ufffd" in text:
            self._warn("bytes that are not valid text were replaced by \ufffd", text, "\ufffd")
        if bad := _FORBIDDEN.search(text):
            self._warn("control characters were left out", text, bad[0])
            text = _FORBIDDEN.sub("", text)
        return text

    def _warn(self, what: str, text: str, at: str) -> None:
        if what not in self._warned:
            self._warned.add(what)
            line = self._line + (self._buffer + text[: text.index(at)]).count("\n")
            self.warnings.append(f"From line {line} on, {what}.")

    def _mended(self) -> str:
        """Take from the buffer all that is certain and give it mended."""
        out: list[str] = []
        while self._buffer:
            taken = self._take_section(out) if self._section else self._take_markup(out)
            if not taken:
                break
        return "".join(out)

    def _take_section(self, out: list[str]) -> bool:
        end = {"<![cdata[": "]]>", "<!--": "-->", "<?": "?>"}[self._section]
        at = self._buffer.find(end)
        closed = at >= 0
        cut = at + len(end) if closed else len(self._buffer) - (0 if self._ended else len(end) - 1)
        if cut <= 0:
            return False
        text = self._advance(cut)
        out.append(text if self._section == "<![cdata[" else "\n" * text.count("\n"))
        if closed:
            self._section = ""
        return closed

    def _take_markup(self, out: list[str]) -> bool:
        match = _SECTION.search(self._buffer)
        if match is None:
            cut = len(self._buffer)
            if not self._ended:
                tail = max(0, cut - _LONGEST_TOKEN)
                starts = [self._buffer.find(character, tail) for character in "<&]"]
                cut = min((start for start in starts if start >= 0), default=cut)
            out.append(self._mend(self._advance(cut)))
            return False
        out.append(self._mend(self._advance(match.start())))
        if match[0] == "<!":
            raise WxrError(
                f"Line {self._line} declares a document type, which no WordPress export does and "
                "which can be used to attack the reader: export the site again."
            )
        self._section = match[0].lower()
        opening = self._advance(len(match[0]))
        if self._section == "<![cdata[":
            out.append(opening)
        return True

    def _advance(self, cut: int) -> str:
        text, self._buffer = self._buffer[:cut], self._buffer[cut:]
        self._line += text.count("\n")
        return text

    def _mend(self, text: str) -> str:
        text = _REFERENCE.sub(self._reference, text)
        text = _STRAY_LESS.sub("&lt;", text).replace("]]>", "]]&gt;")
        if not self._rooted and (root := _ROOT.search(text)):
            self._rooted = True
            return text[: root.end() - 1] + _undeclared(root[0]) + text[root.end() - 1 :]
        return text

    def _reference(self, match: re.Match[str]) -> str:
        name = match[1]
        if name in _PREDEFINED:
            return match[0]
        if name is None:
            return "&amp;"
        if name.startswith("#"):
            code = int(f"0{name[1:]}", base=0) if name[1] == "x" else int(name[1:])
            allowed = code in (9, 10, 13) or 0x20 <= code <= 0x10FFFF
            return match[0] if allowed and not _FORBIDDEN.match(chr(code)) else ""
        known = html5.get(name + ";")
        return (
            f"&amp;{name};" if known is None else known.replace("&", "&amp;").replace("<", "&lt;")
        )


def _undeclared(root: str) -> str:
    """Declarations of the usual prefixes that a hand-made `<rss>` tag forgets."""
    missing = {name: uri for name, uri in _COMMON_PREFIXES.items() if f"xmlns:{name}" not in root}
    return "".join(f' xmlns:{name}="{uri}"' for name, uri in missing.items())
