"""What sanitised HTML may contain: the tags and attributes, and the checks of single values."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from flaskr.lib.highlight import TOKEN_CLASSES


def _names(text: str) -> set[str]:
    return set(text.split())


URL_SCHEMES = {"http", "https", "mailto", "tel"}
ID_PREFIXES = ("h-", "fn-", "fnref-")
"""How an `id` in a post may begin: headings and other anchors, footnotes, references to them."""

BLOCK_TAGS = _names(
    "address article aside blockquote br caption dd details div dl dt figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th "
    "thead tr ul"
)

# Their text is code, or stands in for what is not there, never something to read. `noscript` is
# among them because a parser with scripting on, as the cleaner's is, reads its content as text.
DROPPED_WITH_CONTENT = _names(
    "script style template iframe object embed applet noscript noembed noframes title textarea "
    "select xmp plaintext svg annotation annotation-xml"
)

_MATHML_ATTRIBUTES = {
    "math": "display",
    "menclose": "notation",
    "mfrac": "linethickness",
    "mi": "mathvariant",
    "mn": "mathvariant",
    "mo": "accent fence form largeop lspace mathvariant maxsize minsize movablelimits rspace"
    " separator stretchy symmetric",
    "mover": "accent",
    "mpadded": "depth height lspace voffset width",
    "mspace": "depth height mathbackground width",
    "mstyle": "displaystyle mathbackground mathcolor mathsize scriptlevel",
    "mtable": "columnalign columnlines columnspacing displaystyle frame rowlines rowspacing",
    "mtd": "columnalign",
    "mtext": "mathvariant",
    "munder": "accentunder",
    "munderover": "accent accentunder",
}
# No annotation, mglyph, maction or href: these lead out of MathML into HTML or to a script.
MATHML_TAGS = _names(
    "merror mmultiscripts mphantom mprescripts mroot mrow msqrt msub msubsup msup mtr none"
) | set(_MATHML_ATTRIBUTES)

POST_TAGS = MATHML_TAGS | _names(
    "a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div "
    "dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd label li mark ol p "
    "picture pre q rp rt ruby s samp section small source span strong sub summary sup table "
    "tbody td tfoot th thead time tr u ul var video wbr"
)
POST_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"href", "hreflang", "rel"},
    "audio": {"loop", "src"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"alt", "height", "sizes", "src", "srcset", "width"},
    "input": {"checked"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "source": {"height", "media", "sizes", "src", "srcset", "type", "width"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"height", "loop", "muted", "playsinline", "poster", "src", "width"},
} | {tag: set(names.split()) for tag, names in _MATHML_ATTRIBUTES.items()}
POST_ATTRIBUTE_VALUES = {
    "audio": {"preload": {"none", "metadata"}},
    "img": {"decoding": {"async", "auto", "sync"}, "loading": {"eager", "lazy"}},
    "video": {"preload": {"none", "metadata"}},
}
# Inputs are there for task lists only: whatever it was, it comes out as a checkbox nobody can tick.
POST_FIXED_ATTRIBUTES = {
    # What scrolls by itself must be reachable by keyboard to be scrolled.
    "pre": {"tabindex": "0"},
    "table": {"tabindex": "0"},
    "audio": {"controls": ""},
    "input": {"disabled": "", "type": "checkbox"},
    "video": {"controls": ""},
}

COMMENT_TAGS = _names("a blockquote br code em li ol p pre strong ul")
COMMENT_ATTRIBUTES = {"a": {"href"}}

CLASSES = TOKEN_CLASSES | _names(
    "align-center align-left align-right aligncenter alignfull alignleft alignnone alignright "
    "alignwide contains-task-list footnote-backref footnote-item footnote-ref footnotes "
    "footnotes-list gallery highlight math-block math-error pullquote task-list-item"
)
_LANGUAGE_CLASS = re.compile(r"language-[\w+#.-]{1,40}")
_ID = re.compile(r"[\w.:-]{1,200}")
_REL = _names("author bookmark external license me nofollow noopener noreferrer sponsored tag ugc")
_SIZE = re.compile(r"\d{1,5}")
_MATHML_VALUE = re.compile(r"(?!.*\d{5})[\w#%+. -]{1,80}")
_SRCSET_CANDIDATE = re.compile(r"([^\s,]\S*[^\s,]|[^\s,])(?:\s+([\d.]{1,12}[wx]))?\s*(?:,|$)")


def post_attribute(tag: str, attribute: str, value: str) -> str | None:
    """Give the value an attribute may have in a post, or None if it is to go.

    Addresses other than those of `srcset` have been checked by the cleaner before.
    """
    if tag in MATHML_TAGS and attribute in POST_ATTRIBUTES.get(tag, ()):
        return value if _MATHML_VALUE.fullmatch(value) else None
    check = _CHECKS.get(attribute)
    return check(value) if check else value


def srcset(value: str, resolve: Callable[[str], str | None]) -> str | None:
    """Rewrite the address of every candidate of a `srcset`, leaving out those not to be fetched.

    The value is split as HTML's "parse a srcset attribute" does, with one descriptor at most.
    """
    kept: list[str] = []
    for match in _SRCSET_CANDIDATE.finditer(value):
        url, descriptor = match.groups()
        if _may_be_fetched(url) and (resolved := resolve(url)) is not None:
            kept.append(f"{resolved} {descriptor}" if descriptor else resolved)
    return ", ".join(kept) or None


def _may_be_fetched(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("", "http", "https") and "\\" not in url
    except ValueError:
        return False


def _classes(value: str) -> str | None:
    names = [n for n in value.split() if n in CLASSES or _LANGUAGE_CLASS.fullmatch(n)]
    return " ".join(names) or None


def _identifier(value: str) -> str | None:
    if not _ID.fullmatch(value):
        return None
    return value if value.startswith(ID_PREFIXES) else "h-" + value


def _address(value: str) -> str:
    if not value.startswith("#") or value == "#" or value.startswith(ID_PREFIXES, 1):
        return value
    return "#h-" + value[1:]


def _relations(value: str) -> str | None:
    return " ".join(name for name in value.lower().split() if name in _REL) or None


def _size(value: str) -> str | None:
    return value if _SIZE.fullmatch(value) else None


_CHECKS: dict[str, Callable[[str], str | None]] = {
    "class": _classes,
    "height": _size,
    "href": _address,
    "id": _identifier,
    "rel": _relations,
    "srcset": lambda value: srcset(value, lambda url: url),
    "width": _size,
}
