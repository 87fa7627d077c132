"""The real nginx and Caddy, each with the configuration that Flaskr writes for it."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.load.servers import Server, served
from tests.provision import debian

_NGINX = """
daemon off;
{user}
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {site};
}}
"""
_CADDY = "{{\n\tadmin off\n\tauto_https off\n}}\nimport {site}\n"


@contextmanager
def nginx(configuration: str, port: int, folder: Path) -> Iterator[Server]:
    """Serve with nginx, as Debian's includes a site."""
    # Its workers would else be somebody who may not look into our folders.
    user = "user root root;" if os.geteuid() == 0 else ""
    main = _written(folder, configuration, _NGINX, user=user)
    command = [debian.provide("nginx"), "-e", folder / "error.log", "-c", main]
    with served(command, port=port, folder=folder) as server:
        yield server


@contextmanager
def caddy(configuration: str, port: int, folder: Path) -> Iterator[Server]:
    """Serve with Caddy."""
    main = _written(folder, configuration, _CADDY)
    command = [debian.provide("caddy"), "run", "--config", main, "--adapter", "caddyfile"]
    homes = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with served(command, port=port, folder=folder, environment=os.environ | homes) as server:
        yield server


Front = Callable[[str, int, Path], AbstractContextManager[Server]]
FRONTS: dict[str, Front] = {"nginx": nginx, "caddy": caddy}


def _written(folder: Path, configuration: str, main: str, **values: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    site, path = folder / "site", folder / "main"
    site.write_text(configuration, encoding="utf-8")
    path.write_text(main.format(folder=folder, site=site, **values))
    return path
