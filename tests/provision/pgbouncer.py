"""PgBouncer for the tests: the machine's own, before a server of the tests."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.provision import debian
from tests.provision.postgres import Cluster

_PATIENCE = 60  # seconds for it to answer
# Two server connections for everybody: whoever relies on having one to himself is found out.
_CONFIGURATION = """
[databases]
* = host={data} user=postgres

[pgbouncer]
pool_mode = transaction
default_pool_size = 2
auth_type = any
listen_addr =
unix_socket_dir = {folder}
listen_port = 6432
"""


@contextmanager
def pooled(cluster: Cluster) -> Iterator[str]:
    """Yield the address of the server through a PgBouncer that pools transactions."""
    folder = cluster.data.with_name("pooler")
    folder.mkdir(mode=0o700)
    configuration = folder / "pgbouncer.ini"
    text = _CONFIGURATION.format(data=cluster.data, folder=folder)
    configuration.write_text(text, encoding="utf-8")
    if cluster.who is not None:  # it refuses to run as root, as PostgreSQL does
        for path in (folder, configuration):
            os.chown(path, cluster.who.pw_uid, cluster.who.pw_gid)
    log = cluster.data.with_name("pooler.log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [debian.program("pgbouncer"), configuration],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **cluster.as_whom,
        )
    try:
        address = f"postgresql://postgres@/postgres?host={folder}&port=6432"
        _wait(process, address, log)
        yield address
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with suppress(psycopg.OperationalError):
            psycopg.connect(address).close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"PgBouncer did not start:\n{log.read_text(errors='replace')}")
