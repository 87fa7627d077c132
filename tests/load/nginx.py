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
_CONFIGURATION = """
daemon off;
{user}
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    types {{ text/html html; application/atom+xml atom; }}
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    gzip_static on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {root};
        {rest}
    }}
}}
"""
_PAGE_FILES = """
        location / {{ try_files $uri/index.html @site; }}
        location @site {{ proxy_pass http://127.0.0.1:{behind}; proxy_set_header Host $http_host; }}
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
def nginx_serving(root: Path, folder: Path, *, behind: int | None = None) -> Iterator[Server]:
    """Serve the files below `root`; what is not there comes from the site on port `behind`."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    rest = "" if behind is None else _PAGE_FILES.format(behind=behind)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            # Its workers would else be somebody who may not look into our folders.
            user="user root root;" if os.geteuid() == 0 else "",
            workers=WORKERS, folder=folder, root=root, port=port, rest=rest,
        )
    )  # fmt: skip
    command: list[str | Path] = [
        debian.program("nginx"),
        "-e",
        folder / "error.log",
        "-c",
        configuration,
    ]
    with served(command, port=port, folder=folder) as server:
        yield server
