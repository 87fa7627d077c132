"""Sending mail: by SMTP, to the terminal while developing, to memory in tests."""

import smtplib
import ssl
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol, TextIO

from flaskr.core import clock
from flaskr.lib.letters import Letter


@dataclass(frozen=True)
class Message:
    """One mail to one person, with further headers such as `List-Unsubscribe`.

    `html` says the same as `text`, in the language of the tag `language` (BCP 47).
    """

    to: str
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    html: str = ""
    language: str = ""


def mail_of(letter: Letter, to: str, headers: Mapping[str, str] | None = None) -> Message:
    """Return a letter as a mail to one person."""
    language = letter.language.tag
    return Message(to, letter.subject, letter.text, headers or {}, letter.html, language)


class Mail(Protocol):
    """Sends messages; raises OSError or smtplib.SMTPException where that fails."""

    def send(self, message: Message) -> None:
        """Hand `message` over."""


@dataclass(frozen=True)
class SmtpMail:
    """Sends through an SMTP server (RFC 5321); `security` is `starttls`, `tls` or `none`."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: str = ""
    security: str = "starttls"
    timeout: float = 20.0

    def send(self, message: Message) -> None:
        """Open a connection, hand the message over and close it again."""
        context = ssl.create_default_context()
        connection: smtplib.SMTP
        if self.security == "tls":
            connection = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=context
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        with connection:
            if self.security == "starttls":
                connection.starttls(context=context)
            if self.username:
                connection.login(self.username, self.password)
            connection.send_message(_email(message, self.sender))


@dataclass(frozen=True)
class ConsoleMail:
    """Prints each message, for development."""

    sender: str
    stream: TextIO | None = None

    def send(self, message: Message) -> None:
        """Print the message as it would go out."""
        print(_email(message, self.sender).as_string(), file=self.stream or sys.stderr)


@dataclass
class MemoryMail:
    """Keeps each message in `outbox`, for tests."""

    outbox: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        """Keep the message."""
        self.outbox.append(message)


def _email(message: Message, sender: str) -> EmailMessage:
    email = EmailMessage()
    email["From"] = sender
    email["To"] = message.to
    email["Subject"] = " ".join(message.subject.split())
    email["Date"] = formatdate(clock.now().timestamp())
    email["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> ") or "localhost")
    email["Auto-Submitted"] = "auto-generated"
    for name, value in message.headers.items():
        email[name] = value
    email.set_content(message.text)
    if message.html:
        email.add_alternative(message.html, subtype="html")
    if message.language:
        # RFC 3282. It comes last: a second part takes what is said of the content with it.
        email["Content-Language"] = message.language
    return email
