"""What a server in front must know of a site to send its page files as the site itself would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from flaskr.core.errors import SettingsError

INDEX = "index.html"
NOWHERE = "/.none"
"""What no file's name begins with."""

# One part of an address: not hidden, and none of * ? [ \ ] { } in it, which Caddy would take for
# a pattern of names.
_ODD = r"/*?\x5b-\x5d\x7b\x7d"
_PART = f"[^.{_ODD}][^{_ODD}]*"


@dataclass(frozen=True)
class Kind:
    """A kind of pages by the ending of their addresses, and the headers they are sent with."""

    ending: str
    content_type: str
    headers: Mapping[str, str]

    @property
    def pattern(self) -> str:
        """The addresses, as a regular expression; those of HTML end with a slash."""
        last = "" if self.index else rf"{_PART}\.{self.ending}"
        return rf"^(?:/{_PART})*/{last}$"

    @property
    def index(self) -> str:
        """What a file's name has beyond the address."""
        return INDEX if INDEX.endswith(f".{self.ending}") else ""


@dataclass(frozen=True)
class Site:
    """A site; `cookies` are those of whoever is to see more than everybody."""

    url: str
    behind: str
    pages: Path
    kinds: Sequence[Kind]
    assets: Path
    asset_types: Mapping[str, str]
    asset_headers: Mapping[str, str]
    cookies: Sequence[str]
    most_mebibytes: int
    nowhere: str = NOWHERE

    @property
    def name(self) -> str:
        """A name for the site, of letters, digits and underscores."""
        return "flaskr_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in self.host)

    @property
    def host(self) -> str:
        """The name that readers ask for."""
        return urlsplit(self.url).hostname or "localhost"

    @property
    def port(self) -> int:
        """The port that readers come to."""
        return urlsplit(self.url).port or (443 if self.is_secure else 80)

    @property
    def is_on_one_address(self) -> bool:
        """Whether readers come to an address of numbers, so that no other one is listened on."""
        try:
            ip_address(self.host)
        except ValueError:
            return False
        return not self.is_secure

    @property
    def netloc(self) -> str:
        """The host and the port, as in an address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_secure(self) -> bool:
        """Whether readers come by HTTPS."""
        return self.url.startswith("https:")

    @property
    def endings(self) -> list[str]:
        """The endings of addresses of pages that are no HTML."""
        return [kind.ending for kind in self.kinds if not kind.index]

    @property
    def asset_pattern(self) -> str:
        """The addresses of assets, as a regular expression that names what comes after /static/."""
        return rf"^/static/(?P<asset>(?:{_PART}/)*{_PART}\.(?:{'|'.join(self.asset_types)}))$"


def in_quotes(value: object) -> str:
    """Return a value as it may stand between double quotes; raises SettingsError."""
    text = str(value)
    # To nginx a dollar is a variable, to Caddy a brace is one; neither can be escaped everywhere.
    if not text.isprintable() or set(text) & set('"\\${}'):
        raise SettingsError(f"{text!r} cannot stand in the configuration; choose another folder.")
    return text
