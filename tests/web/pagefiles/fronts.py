"""The real nginx and Caddy, each with the configuration that Flaskr writes for it."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.load.nginx import nginx_including
from tests.load.servers import Server, served
from tests.provision import debian

_CADDY = "{{\n\tadmin off\n\tauto_https off\n}}\nimport {site}\n"


@contextmanager
def caddy(configuration: str, port: int, folder: Path) -> Iterator[Server]:
    """Serve with Caddy."""
    folder.mkdir(parents=True, exist_ok=True)
    site, main = folder / "site", folder / "Caddyfile"
    site.write_text(configuration, encoding="utf-8")
    main.write_text(_CADDY.format(site=site))
    command = [debian.provide("caddy"), "run", "--config", main, "--adapter", "caddyfile"]
    homes = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with served(command, port=port, folder=folder, environment=os.environ | homes) as server:
        yield server


Front = Callable[[str, int, Path], AbstractContextManager[Server]]
FRONTS: dict[str, Front] = {"nginx": nginx_including, "caddy": caddy}
