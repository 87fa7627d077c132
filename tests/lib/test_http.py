"""The outbound client fetches from real servers, within its limits, and never from private ones."""

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from flaskr.lib.http import Fetched, FetchError, fetch

SEEN: dict[str, str] = {}


class Answers(BaseHTTPRequestHandler):
    """One path for each thing that a server may do."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        SEEN.clear()
        SEEN.update({name.lower(): value for name, value in self.headers.items()})
        getattr(self, "_" + self.path.partition("?")[0].strip("/").replace("-", "_"))()

    def _send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _page(self) -> None:
        self._send(200, b"hello", Content_Type="text/html; charset=utf-8", Set_Cookie="a=b")

    def _missing(self) -> None:
        self._send(404, b"no")

    def _moved(self) -> None:
        self._send(302, b"", Location="/page")

    def _loop(self) -> None:
        self._send(302, b"", Location="/loop")

    def _to_file(self) -> None:
        self._send(302, b"", Location="file:///etc/passwd")

    def _large(self) -> None:
        self._send(200, b"x" * 5000)

    def _bomb(self) -> None:
        self._send(200, gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip")

    def _zipped(self) -> None:
        self._send(200, gzip.compress(b"unpacked"), Content_Encoding="gzip")

    def _unending(self) -> None:
        self.send_response(200)
        self.end_headers()
        self._drip()

    def _slow_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self._drip()

    def _drip(self) -> None:
        try:
            for _ in range(1000):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.005)
        except OSError:
            pass
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep the test run quiet."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    answers = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=answers.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{answers.server_port}"
    answers.shutdown()
    thread.join()
    answers.server_close()


def get(url: str, **options) -> Fetched:
    options = {"max_bytes": 1000, "timeout": 5.0, "allow_private": True, **options}
    return fetch(url, **options)


def test_a_page_comes_with_its_status_headers_and_body(server):
    answer = get(server + "/page")
    assert (answer.status, answer.body, answer.content_type) == (200, b"hello", "text/html")
    assert answer.headers["set-cookie"] == "a=b"
    assert SEEN["host"] == server.removeprefix("http://")
    assert SEEN["user-agent"] == "Flaskr"


def test_no_cookie_goes_back_and_no_proxy_is_used(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    get(server + "/page")
    assert get(server + "/page").status == 200
    assert "cookie" not in SEEN


def test_an_error_status_is_an_answer(server):
    assert get(server + "/missing").status == 404


def test_a_redirect_is_followed_and_the_last_address_given(server):
    answer = get(server + "/moved")
    assert (answer.url, answer.body) == (server + "/page", b"hello")


def test_too_many_redirects_are_refused(server):
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        get(server + "/loop")


def test_a_redirect_to_a_file_is_refused(server):
    with pytest.raises(FetchError, match="begins with http"):
        get(server + "/to-file")


@pytest.mark.parametrize("path", ["/large", "/bomb", "/unending"])
def test_a_body_beyond_the_limit_is_refused(server, path):
    with pytest.raises(FetchError, match="larger than 100 bytes"):
        get(server + path, max_bytes=100, timeout=15.0)


def test_a_packed_body_comes_unpacked(server):
    assert get(server + "/zipped").body == b"unpacked"


@pytest.mark.parametrize("path", ["/unending", "/slow-head"])
def test_the_time_limit_ends_an_answer_that_keeps_dripping(server, path):
    with pytest.raises(FetchError, match="in time"):
        get(server + path, max_bytes=10_000, timeout=0.5)


def test_an_answer_of_another_type_is_refused(server):
    with pytest.raises(FetchError, match="text/html, not image/"):
        get(server + "/page", accept=("image/*",))
    assert get(server + "/page", accept=("image/png", "text/*")).body == b"hello"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0.0.0.0"])
def test_private_addresses_are_refused_before_anything_is_sent(server, host):
    SEEN.clear()
    port = server.rpartition(":")[2]
    with pytest.raises(FetchError, match="not a public address"):
        fetch(f"http://{host}:{port}/page", max_bytes=10, timeout=2.0)
    assert SEEN == {}


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://a.example/", "javascript:1", "", "http://", "http://a:b/", "//x"],
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(FetchError, match="address"):
        get(url)


def test_credentials_in_an_address_are_refused():
    with pytest.raises(FetchError, match="user name"):
        get("http://me:secret@a.example/")


def test_a_closed_port_is_reported(server):
    with pytest.raises(FetchError, match="cannot be reached"):
        get("http://127.0.0.1:1/")


def test_a_server_that_does_not_speak_tls_is_reported(server):
    with pytest.raises(FetchError, match="failed"):
        get(server.replace("http:", "https:") + "/page")


def test_a_line_break_in_an_address_does_not_reach_the_request(server):
    assert get(server + "/page?a b\u00e9").status == 200
    assert "x-evil" not in SEEN
