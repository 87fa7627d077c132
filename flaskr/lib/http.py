"""The only outbound client: public addresses only, with limits on size, time and redirects."""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from flaskr.lib.addresses import is_public

if TYPE_CHECKING:
    from urllib3 import HTTPResponse

USER_AGENT = "Flaskr"
_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}
_CHUNK = 64 * 1024


class FetchError(Exception):
    """The address could not be fetched; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer; `url` is where the redirects ended, `headers` have lower-case names."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def fetch(
    url: str,
    *,
    max_bytes: int,
    timeout: float,
    accept: tuple[str, ...] = (),
    max_redirects: int = 5,
    allow_private: bool = False,
) -> Fetched:
    """Get `url` by `http` or `https`, at most `max_bytes` unpacked, in `timeout` seconds in all.

    The name is resolved once a hop; if any of its addresses is not public the hop is refused,
    and the connection goes to the very address that was checked. Cookies, proxies and
    credentials play no part. `accept` names media types (`image/*`) that a 2xx answer must have;
    an answer with an error status is returned, not raised. Raises `FetchError`.
    """
    _load_client()
    deadline = time.monotonic() + timeout
    for _ in range(max_redirects + 1):
        hop = _Hop(url, allow_private=allow_private)
        answer = hop.get(max_bytes=max_bytes, deadline=deadline, accept=accept)
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not location:
            return answer
        url = urljoin(url, location)
    raise FetchError(f"{url} redirects more than {max_redirects} times.")


def post(
    url: str,
    body: bytes,
    *,
    content_type: str,
    max_bytes: int,
    timeout: float,
    allow_private: bool = False,
) -> Fetched:
    """Send `body` to `url`, under the limits of `fetch`; a redirect is an answer, not followed.

    Raises `FetchError`.
    """
    _load_client()
    hop = _Hop(url, allow_private=allow_private)
    sent = _Sent(body, content_type)
    return hop.get(max_bytes=max_bytes, deadline=time.monotonic() + timeout, accept=(), sent=sent)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a request brings along."""

    body: bytes
    content_type: str


_LOADING = threading.Lock()


def _load_client() -> None:
    """Load the client's package once; its modules need each other, and threads would meet there."""
    with _LOADING:
        import urllib3.connection
        import urllib3.exceptions  # noqa: F401


class _Hop:
    """One request to one place."""

    def __init__(self, url: str, *, allow_private: bool) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
            host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
        except ValueError as error:
            raise FetchError(f"“{url[:200]}” is not a valid web address.") from error
        if parts.scheme not in _PORTS or not host:
            raise FetchError(f"“{url[:200]}” is not an address that begins with http or https.")
        if parts.username is not None or parts.password is not None:
            raise FetchError(f"The address of {host} holds a user name, which is refused.")
        self._url = url
        self._host = host
        self._scheme = parts.scheme
        self._port = port if port is not None else _PORTS[parts.scheme]
        self._target = _ascii(parts.path or "/") + (
            f"?{_ascii(parts.query)}" if parts.query else ""
        )
        self._allow_private = allow_private

    def get(
        self,
        *,
        max_bytes: int,
        deadline: float,
        accept: tuple[str, ...],
        sent: "_Sent | None" = None,
    ) -> Fetched:
        # 20 ms to import, and a site that fetches nothing needs none of it.
        from urllib3.exceptions import HTTPError

        raw = self._connect(self._addresses(deadline), deadline)
        # A socket's timeout starts anew with every byte; this one ends the exchange whatever comes.
        guard = _Guard(raw, deadline)
        try:
            with guard:
                sock = self._secured(guard, raw, deadline)
                answer = self._exchange(sock, max_bytes, accept, sent)
            if guard.expired:  # cut off, an answer without a stated length looks complete
                raise TimeoutError
            return answer
        except FetchError:
            raise
        except ssl.SSLCertVerificationError as error:
            raise FetchError(
                f"The certificate of {self._host} is not valid: {error.verify_message}."
            ) from error
        except (OSError, HTTPError, HTTPException, ValueError) as error:
            if guard.expired or isinstance(error, TimeoutError):
                raise FetchError(f"{self._host} did not answer completely in time.") from error
            raise FetchError(f"The connection to {self._host} failed: {error}.") from error
        finally:
            guard.close()

    def _addresses(self, deadline: float) -> list[str]:
        """Resolve the name, in a thread, because the resolver knows no time limit."""
        found: queue.Queue[list[str] | OSError] = queue.Queue()

        def resolve() -> None:
            try:
                infos = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
                found.put(list(dict.fromkeys(str(info[4][0]) for info in infos)))
            except (OSError, UnicodeError) as error:
                found.put(OSError(str(error)))

        threading.Thread(target=resolve, daemon=True).start()
        try:
            answer = found.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise FetchError(f"The name {self._host} was not resolved in time.") from None
        if isinstance(answer, OSError) or not answer:
            raise FetchError(f"The name {self._host} has no address: check its spelling.")
        if not self._allow_private:
            for address in answer:
                if not is_public(address):
                    raise FetchError(
                        f"{self._host} leads to {address}, which is not a public address; "
                        "private networks are not fetched from."
                    )
        return answer

    def _connect(self, addresses: list[str], deadline: float) -> socket.socket:
        problem: OSError | None = None
        for address in addresses:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                return socket.create_connection((address, self._port), timeout=left)
            except OSError as error:
                problem = error
        reason = problem or "no answer in time"
        raise FetchError(f"{self._host} cannot be reached: {reason}.") from problem

    def _secured(self, guard: "_Guard", raw: socket.socket, deadline: float) -> socket.socket:
        raw.settimeout(max(0.001, deadline - time.monotonic()))
        if self._scheme == "http":
            return raw
        context = ssl.create_default_context()
        context.set_alpn_protocols(["http/1.1"])
        secured = context.wrap_socket(
            raw, server_hostname=self._host, do_handshake_on_connect=False
        )
        guard.watch(secured)
        secured.do_handshake()
        return secured

    def _exchange(
        self, sock: socket.socket, max_bytes: int, accept: tuple[str, ...], sent: "_Sent | None"
    ) -> Fetched:
        from urllib3.connection import HTTPConnection

        connection = HTTPConnection(self._host, self._port)
        connection.sock = sock
        host = f"[{self._host}]" if ":" in self._host else self._host
        named = host if self._port == _PORTS[self._scheme] else f"{host}:{self._port}"
        headers = {
            "Host": named,
            "User-Agent": USER_AGENT,
            "Accept": ", ".join(accept) or "*/*",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        if sent is not None:
            headers["Content-Type"] = sent.content_type
        connection.request(
            "GET" if sent is None else "POST",
            self._target,
            body=None if sent is None else sent.body,
            headers=headers,
            preload_content=False,
        )
        response = connection.getresponse()
        try:
            found = {name.lower(): value for name, value in response.headers.items()}
            if response.status in _REDIRECTS and "location" in found:
                return Fetched(self._url, response.status, found, b"")
            answer = Fetched(self._url, response.status, found, b"")
            self._check_type(answer, accept)
            return Fetched(self._url, response.status, found, self._body(response, max_bytes))
        finally:
            response.close()

    def _check_type(self, answer: Fetched, accept: tuple[str, ...]) -> None:
        kind = answer.content_type
        fits = any(
            kind == wanted or (wanted.endswith("/*") and kind.startswith(wanted[:-1]))
            for wanted in accept
        )
        if accept and not fits and 200 <= answer.status < 300:
            raise FetchError(
                f"{self._url} is of the type {kind or 'unknown'}, not {' or '.join(accept)}."
            )

    def _body(self, response: "HTTPResponse", max_bytes: int) -> bytes:
        too_large = FetchError(f"{self._url} is larger than {max_bytes:,} bytes.")
        stated = response.headers.get("content-length", "")
        if stated.isdigit() and int(stated) > max_bytes:
            raise too_large
        body = bytearray()
        for chunk in response.stream(min(_CHUNK, max_bytes + 1), decode_content=True):
            body += chunk
            if len(body) > max_bytes:
                raise too_large
        return bytes(body)


class _Guard:
    """Cut a socket off at the deadline, however busily it is being read from."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self.expired = False
        self._sock = sock
        self._timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._expire)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def watch(self, sock: socket.socket) -> None:
        """Guard `sock`, which has taken the place of the first one."""
        self._sock = sock

    def close(self) -> None:
        self._timer.cancel()
        self._sock.close()

    def _expire(self) -> None:
        self.expired = True
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other side was faster


def _ascii(part: str) -> str:
    """Percent-encode what may not stand in a request line, and leave the rest as it is."""
    return "".join(
        character if "!" <= character <= "~" else "".join(f"%{b:02X}" for b in character.encode())
        for character in part
    )
