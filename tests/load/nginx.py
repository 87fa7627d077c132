"""nginx with static files: the cost that a page is measured against."""

import gzip
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.load.servers import Server, served
from tests.load.visiting import Answer
from tests.provision import debian
from tests.serving import free_port

WORKERS = 2
_MAIN = """
daemon off;
{user}
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {site};
}}
"""
_STATIC = """
types {{ text/html html; application/atom+xml atom; }}
gzip_static on;
server {{
    listen 127.0.0.1:{port};
    root {root};
}}
"""


def keep_files(root: Path, answers: Mapping[str, Answer]) -> None:
    """Keep answers as files, plain and as the site compressed them, by their paths.

    The answers are those to `Accept-Encoding: gzip`.
    """
    for path, answer in answers.items():
        file = root / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))
        file.parent.mkdir(parents=True, exist_ok=True)
        is_compressed = answer.headers.get("content-encoding") == "gzip"
        plain = gzip.decompress(answer.body) if is_compressed else answer.body
        packed = answer.body if is_compressed else gzip.compress(answer.body, 6)
        file.write_bytes(plain)
        file.with_name(file.name + ".gz").write_bytes(packed)


@contextmanager
def nginx_serving(root: Path, folder: Path) -> Iterator[Server]:
    """Serve the files below `root`."""
    port = free_port()
    with nginx_including(_STATIC.format(port=port, root=root), port, folder) as server:
        yield server


@contextmanager
def nginx_including(site: str, port: int, folder: Path) -> Iterator[Server]:
    """Serve a site, whose configuration listens on the port, as Debian's nginx includes it."""
    folder.mkdir(parents=True, exist_ok=True)
    included, main = folder / "site.conf", folder / "nginx.conf"
    included.write_text(site, encoding="utf-8")
    # Its workers would else be somebody who may not look into our folders.
    user = "user root root;" if os.geteuid() == 0 else ""
    main.write_text(_MAIN.format(user=user, workers=WORKERS, folder=folder, site=included))
    command = [debian.provide("nginx"), "-e", folder / "error.log", "-c", main]
    with served(command, port=port, folder=folder) as server:
        yield server
