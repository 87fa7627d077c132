"""Mail: handed to a real receiver, with and without protection."""

import io
import smtplib
import ssl
import subprocess
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from flaskr import create_app
from flaskr.core.mail import ConsoleMail, MemoryMail, Message, SmtpMail, mail_of
from flaskr.lib.languages import Language
from flaskr.lib.letters import Letter, Quoted, Said

LETTER = Message("max@example.org", "Grüße\r\nBcc: spy@example.org", "Guten Tag,\n.\nÜber uns")
SENDER = "The Blog <blog@example.org>"


class Arabic(Language):
    """A language that is written from right to left."""

    tag = "ar"


class Inbox:
    """Keeps what arrives, and whether it came protected and with whose name."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.protected: list[bool] = []
        self.users: list[str] = []

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.recipients += envelope.rcpt_tos
        self.protected.append(session.ssl is not None)
        return "250 OK"

    def authenticate(self, _s: Any, _session: Any, _e: Any, _m: str, data: Any) -> AuthResult:
        self.users.append(f"{data.login.decode()}:{data.password.decode()}")
        return AuthResult(success=data.password == b"right", handled=False)


class Receiver(Controller):
    """Listens on a free port, which is known once it listens."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1."""
    key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(chain)]
    subprocess.run([*make.split(), *names, *files], check=True, capture_output=True)
    return chain, key


@pytest.fixture
def receive(certificate: tuple[Path, Path]) -> Iterator[Callable[..., tuple[Inbox, int]]]:
    """Give a function that starts a receiver: without TLS, with STARTTLS, or with TLS at once."""
    running: list[Controller] = []

    def start(security: str) -> tuple[Inbox, int]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
        inbox = Inbox()
        options: dict[str, Any] = {"authenticator": inbox.authenticate}
        if security == "starttls":
            options.update(tls_context=context, require_starttls=True)
        elif security == "tls":
            options["ssl_context"] = context
        else:
            options["auth_require_tls"] = False
        controller = Receiver(inbox, hostname="127.0.0.1", port=0, **options)
        controller.start()
        running.append(controller)
        return inbox, controller.port

    yield start
    for controller in running:
        controller.stop()


def smtp(port: int, security: str, **options: Any) -> SmtpMail:
    return SmtpMail(host="127.0.0.1", port=port, sender=SENDER, security=security, **options)


def test_a_mail_arrives_as_written(receive: Callable[..., tuple[Inbox, int]]) -> None:
    inbox, port = receive("none")
    smtp(port, "none").send(LETTER)
    [mail] = inbox.mails
    assert mail.get_content().replace("\r\n", "\n") == "Guten Tag,\n.\nÜber uns\n"
    assert mail["From"] == SENDER
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.org>")
    assert mail["Date"].datetime is not None


def test_a_mail_has_its_further_headers(receive: Callable[..., tuple[Inbox, int]]) -> None:
    inbox, port = receive("none")
    headers = {
        "List-Unsubscribe": "<https://example.org/leave>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    smtp(port, "none").send(Message("max@example.org", "News", "Text", headers))
    [mail] = inbox.mails
    assert {name: mail[name] for name in headers} == headers


def test_a_mail_arrives_as_text_and_as_html_in_its_language(
    receive: Callable[..., tuple[Inbox, int]],
) -> None:
    inbox, port = receive("none")
    letter = Letter(Arabic(), "أهلًا", [Said("كتب Max <b>:"), Quoted("Hello\n& bye")])
    smtp(port, "none").send(mail_of(letter, "max@example.org"))
    [mail] = inbox.mails
    assert (mail["Subject"], mail["Content-Language"]) == ("أهلًا", "ar")
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = [part.get_content().replace("\r\n", "\n") for part in mail.iter_parts()]
    assert plain == "كتب Max <b>:\n\n> Hello\n> & bye\n"
    assert '<html lang="ar" dir="rtl">' in html
    assert "كتب Max &lt;b&gt;:" in html
    assert "Hello<br>\n&amp; bye" in html


def test_a_subject_cannot_add_a_header(receive: Callable[..., tuple[Inbox, int]]) -> None:
    inbox, port = receive("none")
    smtp(port, "none").send(LETTER)
    assert inbox.recipients == ["max@example.org"]
    assert inbox.mails[0]["Subject"] == "Grüße Bcc: spy@example.org"
    assert inbox.mails[0]["Bcc"] is None


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_protected_connection_is_used(
    receive: Callable[..., tuple[Inbox, int]],
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    security: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    inbox, port = receive(security)
    smtp(port, security).send(LETTER)
    assert len(inbox.mails) == 1
    # Where TLS comes first, a receiver that speaks nothing else got the mail.
    assert inbox.protected == [security == "starttls"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_nobody_vouches_for_gets_no_mail(
    receive: Callable[..., tuple[Inbox, int]], security: str
) -> None:
    inbox, port = receive(security)
    with pytest.raises(ssl.SSLCertVerificationError):
        smtp(port, security).send(LETTER)
    assert inbox.mails == []


def test_a_server_without_starttls_gets_no_mail(
    receive: Callable[..., tuple[Inbox, int]],
) -> None:
    inbox, port = receive("none")
    with pytest.raises(smtplib.SMTPNotSupportedError):
        smtp(port, "starttls").send(LETTER)
    assert inbox.mails == []


def test_the_name_and_password_are_used(receive: Callable[..., tuple[Inbox, int]]) -> None:
    inbox, port = receive("none")
    smtp(port, "none", username="blog", password="right").send(LETTER)
    assert inbox.users == ["blog:right"]
    assert len(inbox.mails) == 1


def test_a_wrong_password_is_an_error(receive: Callable[..., tuple[Inbox, int]]) -> None:
    inbox, port = receive("none")
    with pytest.raises(smtplib.SMTPAuthenticationError):
        smtp(port, "none", username="blog", password="wrong").send(LETTER)
    assert inbox.mails == []


def test_a_server_that_is_away_is_an_error() -> None:
    with pytest.raises(OSError, match="refused"):
        smtp(9, "none").send(LETTER)


def test_mail_is_printed_while_developing() -> None:
    stream = io.StringIO()
    ConsoleMail(sender=SENDER, stream=stream).send(Message("max@example.org", "Hello", "Text"))
    assert "To: max@example.org" in stream.getvalue()
    assert stream.getvalue().endswith("\nText\n\n")


def test_memory_keeps_the_messages() -> None:
    mail = MemoryMail()
    mail.send(LETTER)
    assert mail.outbox == [LETTER]


@pytest.mark.parametrize(
    ("setting", "kind"), [("smtp", SmtpMail), ("console", ConsoleMail), ("memory", MemoryMail)]
)
def test_the_setting_chooses_how_mail_goes_out(setting: str, kind: type, tmp_path: Path) -> None:
    app = create_app({"MAIL": setting, "DATABASE": str(tmp_path / "x.sqlite")})
    assert type(app.extensions["flaskr"].mail) is kind
    app.extensions["flaskr"].close()
