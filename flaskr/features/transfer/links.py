"""Old addresses: what they mean, where their content is now, and texts that link to them."""

import posixpath
import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, unquote, urlsplit

_ADDRESS = re.compile(
    r"(?:https?:)?//[^\s<>\"'`)\]\\]+"
    r"|(?:(?<=\]\()|(?<=\]\(<)|(?<=src=[\"'])|(?<=href=[\"'])|(?<=\]: ))/[^\s<>\"')]*"
)
_RELATIVE = re.compile(r"(?<=\]\()(?![/#<]|[A-Za-z][A-Za-z0-9+.-]*:)[^\s)]+")
_SIZED = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled|-e\d{9,}|@2x)+(?=\.\w{2,5}$)")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
_TAIL = ".,;:!?*_"
_BY_NUMBER = ("p", "page_id", "attachment_id")


class Links:
    """Where the old blog's addresses lead now; `hosts` are its own, without `www.`."""

    def __init__(self, hosts: Iterable[str] = ()) -> None:
        self._hosts = frozenset(hosts)
        self._targets: dict[str, str] = {}
        self._files: dict[str, str] = {}

    def lead(self, url: str, target: str) -> None:
        """Let the old address lead to `target`; the first word on an address counts."""
        key = self._key(url)
        if key:
            self._targets.setdefault(key, target)

    def lead_file(self, key: str, url: str, target: str) -> None:
        """Let a file's key, its address and those of its smaller copies lead to `target`."""
        self._files[key] = target
        if url:
            self.lead(url, target)
            self.lead(_SIZED.sub("", url), target)

    def file(self, key: str) -> str | None:
        """Return where the file with that key, or at that old address, is now."""
        return self._files.get(key) or self._target(key)

    def rewrite(self, text: str, *, base: str = "", local: Mapping[str, str] | None = None) -> str:
        """Return Markdown with new addresses in place of old ones.

        `base` is the path of the text's own file, for links relative to it; `local` maps a
        reference as it is written to the key of a file.
        """
        for reference, key in (local or {}).items():
            target = self._files.get(key)
            if target is not None:
                text = _with_reference(text, reference, target)
        text = _ADDRESS.sub(lambda match: self._new(match[0]), text)
        if base:
            folder = posixpath.dirname(base)
            text = _RELATIVE.sub(lambda match: self._beside(match[0], folder), text)
        return text

    def pictures_left(self, text: str) -> int:
        """Count the pictures that are still taken from the old blog."""
        found = {match[0] for match in _ADDRESS.finditer(text) if match[0].startswith("http")}
        return sum(1 for url in found if self._is_own(url) and _PICTURE.search(urlsplit(url).path))

    def _new(self, url: str) -> str:
        target = self._target(url)
        if target is not None:
            return target
        bare = url.rstrip(_TAIL)
        target = self._target(bare) if bare != url else None
        return url if target is None else target + url[len(bare) :]

    def _beside(self, reference: str, folder: str) -> str:
        path, _, fragment = reference.partition("#")
        target = self._targets.get(
            "file:" + posixpath.normpath(posixpath.join(folder, unquote(path)))
        )
        if target is None:
            return reference
        return target + (f"#{fragment}" if fragment else "")

    def _target(self, url: str) -> str | None:
        key = self._key(url)
        if not key:
            return None
        target = self._targets.get(key) or self._targets.get(_SIZED.sub("", key))
        fragment = url.partition("#")[2]
        if target is None or not fragment or fragment.startswith("more-"):
            return target
        return f"{target}#{fragment}"

    def _is_own(self, url: str) -> bool:
        try:
            return bare_host(urlsplit(url).hostname) in self._hosts
        except ValueError:
            return False

    def _key(self, url: str) -> str:
        if url.startswith("file:"):
            return url
        try:
            parts = urlsplit(url)
            host = bare_host(parts.hostname)
        except ValueError:
            return ""
        host = "" if host in self._hosts else host
        path = unquote(parts.path).rstrip("/")
        number = number_in(parts.query)
        if number and "." not in path.rpartition("/")[2]:
            return f"{host}?p={number}"
        return host + path if path else ""


def bare_host(host: str | None) -> str:
    """Return a host's name as it is compared: in lower case and without `www.`."""
    return (host or "").lower().removeprefix("www.")


def number_in(query: str) -> str:
    """Return the number of an entry that an address without a readable path asks for, or ""."""
    values = parse_qs(query)
    for name in _BY_NUMBER:
        number = values.get(name, [""])[0]
        if number.isascii() and number.isdigit():
            return number
    return ""


def path_of(url: str) -> str:
    """Return the path under which an old address is asked for here, decoded, or "" for none.

    Addresses without a readable path (`/?page_id=7`) all have the form `/?p=7`.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    number = number_in(parts.query)
    if number and not parts.path.strip("/"):
        return f"/?p={number}"
    path = unquote(parts.path)
    if parts.query or not path.startswith("/") or not path.strip("/"):
        return ""
    return path


def _with_reference(text: str, reference: str, target: str) -> str:
    name = re.escape(reference)
    text = re.sub(rf"(\]\(\s*)<?{name}>?(?=[\s)])", lambda match: match[1] + target, text)
    return re.sub(rf"(\bsrc=([\"'])){name}(?=\2)", lambda match: match[1] + target, text)
