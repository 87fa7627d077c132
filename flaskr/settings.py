"""Every setting of the installation, once: name, type, default, what it is for."""

from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from flaskr.core.db import CONNECTIONS
from flaskr.core.limits import check_limit
from flaskr.core.settings import Setting


def check_key(value: str) -> None:
    """Refuse a key that is empty: everybody could sign with it."""
    if not value.strip():
        raise ValueError(
            "is empty; give it 32 random characters or more, or leave it out for one that is "
            "made on the first start."
        )


def check_database(value: str) -> None:
    """Refuse what is meant as an address and cannot be read as one."""
    if "://" not in value:
        return
    try:
        make_url(value)
    except (ArgumentError, ValueError):
        # The address may hold a password, so it is not repeated.
        raise ValueError(
            "cannot be read as an address; write a path (SQLite) or "
            "postgresql://user:password@host/name, special characters in the password as %40."
        ) from None


def check_server(value: str) -> None:
    """Refuse what is no address of a PostgreSQL server; empty is allowed."""
    if not value:
        return
    check_database(value)
    if not value.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        raise ValueError("must be an address such as postgresql://user:password@host/name.")


def check_site_url(value: str) -> None:
    """Refuse what is no `https://host` or `http://host:port`; empty is allowed."""
    if not value:
        return
    try:
        url = urlsplit(value)
        is_good = (
            url.scheme in {"http", "https"}
            and bool(url.hostname)
            and url.port != 0
            and "@" not in url.netloc
            and url.path in {"", "/"}
            and not (url.query or url.fragment)
            and not any(c.isspace() for c in value)
        )
    except ValueError:
        is_good = False
    if not is_good:
        raise ValueError(
            f"must be an address without a path, such as https://example.org, not {value!r}."
        )


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "SECRET_KEY",
        str,
        "dev",
        "Signs cookies. `dev` is for development; `flaskr serve` makes a random key in "
        "`<instance>/secret_key` on its first start and uses that.",
        secret=True,
        check=check_key,
    ),
    Setting(
        "DATABASE",
        str,
        "{instance}/flaskr.sqlite",
        "A path (SQLite) or an address such as `postgresql://user:password@host/name`.",
        secret=True,
        check=check_database,
    ),
    Setting(
        "DATABASE_DIRECT",
        str,
        "",
        "The address of the PostgreSQL server itself, where DATABASE leads to a connection "
        "pooler such as PgBouncer: through one nobody can listen to what others change. Empty: "
        "DATABASE.",
        secret=True,
        check=check_server,
    ),
    Setting(
        "DATABASE_REPLICA",
        str,
        "",
        "The address of a PostgreSQL server that follows that of DATABASE (streaming "
        "replication). What visitors read comes from there as long as it keeps up and answers; "
        "half as many connections as DATABASE_CONNECTIONS says are opened to it. Empty: none.",
        secret=True,
        check=check_server,
    ),
    Setting(
        "DATABASE_CONNECTIONS",
        int,
        CONNECTIONS,
        "How many connections to PostgreSQL one process opens at most, half of them for reading; "
        "one more listens to what others change. All processes together (`flaskr serve --workers`, "
        "`flaskr worker`) must stay under the server’s `max_connections`. Threads that find none "
        "free wait, which costs less than more connections would.",
        least=2,
        most=500,
    ),
    Setting("MEDIA", str, "{instance}/media", "The folder that uploaded files are kept in."),
    Setting(
        "THEME",
        str,
        "default",
        "`default`, the name of a folder in the instance's `themes`, or the path of one.",
    ),
    Setting(
        "SITE_URL",
        str,
        "",
        "The site's public address, such as `https://example.org`, used in feeds, canonical "
        "links and mails. Empty: the address of the request.",
        check=check_site_url,
    ),
    Setting(
        "REGISTRATION",
        str,
        "",
        "Presets who may register: `open` (everybody), `invited` (by an invitation link) or "
        "`closed`. Empty: what Studio's settings say, at first `closed`.",
        choices=("", "open", "invited", "closed"),
    ),
    Setting(
        "REGISTRATION_ROLE",
        str,
        "",
        "Presets the role a new registration gets. Empty: what Studio's settings say, at first "
        "`reader`.",
        choices=("", "reader", "author", "editor"),
    ),
    Setting(
        "PASSWORD_MIN_LENGTH",
        int,
        8,
        "The fewest characters a new password may have (NIST SP 800-63B asks for 8).",
        least=1,
        most=128,
    ),
    Setting(
        "LOGIN_LIMIT",
        str,
        "10 per 5 minutes",
        "How often logging in may fail for one name from one address before it is refused.",
        check=check_limit,
    ),
    Setting(
        "PAGE_CACHE",
        int,
        24,
        "How many MiB of finished pages each process keeps, compressed; 0 keeps none.",
        least=0,
        most=65536,
    ),
    Setting(
        "CDN_SECONDS",
        int,
        0,
        "How many seconds a CDN in front may keep pages (`CDN-Cache-Control`, `Surrogate-Key`); "
        "browsers still ask each time. 0: there is none.",
        least=0,
        most=31536000,
    ),
    Setting(
        "PAGE_FILES",
        bool,
        False,
        "Whether pages are also written to `{instance}/pages` for nginx or Caddy in front, which "
        "`flaskr page-files` writes the configuration for. Needs SITE_URL and PAGE_CACHE.",
    ),
    Setting(
        "UPLOAD_LIMIT",
        int,
        25,
        "The largest upload, in MiB.",
        least=1,
        most=2048,
    ),
    Setting(
        "IMPORT_LIMIT",
        int,
        512,
        "The largest export that may be uploaded for import, in MiB.",
        least=1,
        most=16384,
    ),
    Setting(
        "FETCH_PRIVATE",
        bool,
        False,
        "Whether imports may fetch attachments from private addresses, such as an old blog on "
        "the same network, and pings may go there. Leave it off where strangers may import.",
    ),
    Setting(
        "PROXIES",
        int,
        0,
        "How many reverse proxies stand in front and set X-Forwarded-For and -Proto.",
        least=0,
        most=8,
    ),
    Setting(
        "JOBS_IN_SERVER",
        bool,
        True,
        "Whether `flaskr serve` also works on jobs; turn it off where `flaskr worker` runs.",
    ),
    Setting(
        "JOB_LEASE",
        int,
        60,
        "Seconds after which a job whose worker vanished is given to another one.",
        least=1,
        most=3600,
    ),
    Setting(
        "MAIL",
        str,
        "console",
        "How mail goes out: `smtp`, `console` (printed) or `memory` (kept, for tests).",
        choices=("smtp", "console", "memory"),
    ),
    Setting("MAIL_FROM", str, "Flaskr <noreply@localhost>", "The sender of mails."),
    Setting("SMTP_HOST", str, "localhost", "The mail server."),
    Setting("SMTP_PORT", int, 587, "Its port.", least=1, most=65535),
    Setting("SMTP_USERNAME", str, "", "The name to log in with; empty: without logging in."),
    Setting("SMTP_PASSWORD", str, "", "The password to log in with.", secret=True),
    Setting(
        "SMTP_SECURITY",
        str,
        "starttls",
        "How the connection is protected.",
        choices=("starttls", "tls", "none"),
    ),
    Setting(
        "LOG_LEVEL",
        str,
        "info",
        "The least level that is logged.",
        choices=("debug", "info", "warning", "error"),
    ),
    Setting(
        "LOG_FORMAT",
        str,
        "auto",
        "`text` for people, `json` for machines; `auto` is text while developing or in a "
        "terminal, else JSON.",
        choices=("auto", "text", "json"),
    ),
)
