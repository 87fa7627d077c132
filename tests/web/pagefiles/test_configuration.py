"""The configurations as they are printed, and as the documentation tells of them."""

import re
from pathlib import Path

import pytest
from flask import Flask

from flaskr.core.errors import SettingsError
from flaskr.features.ops.front import in_quotes
from tests.serving import ROOT

PAGE = ROOT / "docs" / "how-to" / "front-server.md"


def printed(app: Flask, server: str, *options: str) -> str:
    ended = app.test_cli_runner().invoke(args=["page-files", server, *options])
    assert ended.exit_code == 0, ended.output
    return str(ended.stdout)


@pytest.fixture
def with_files(app: Flask) -> Flask:
    settings = {"PAGE_FILES": True, "SITE_URL": "https://example.org", "PROXIES": 1}
    app.extensions["flaskr"].settings.update(settings)
    return app


@pytest.mark.parametrize(("server", "language"), [("nginx", "nginx"), ("caddy", "text")])
def test_the_documentation_shows_lines_of_the_configuration(
    with_files: Flask, server: str, language: str
) -> None:
    lines = printed(with_files, server).splitlines()
    text = PAGE.read_text(encoding="utf-8")
    shown = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert len(shown) >= 2
    for line in "".join(shown).splitlines():
        assert line in lines, f"{server}: {line}"


def test_a_site_with_https_leads_there(with_files: Flask) -> None:
    nginx = printed(with_files, "nginx", "--port", "9000")
    assert "return 301 https://example.org$request_uri;" in nginx
    assert "listen 443 ssl http2;" in nginx
    assert nginx.count('add_header Strict-Transport-Security "max-age=31536000";') == 6
    assert "server 127.0.0.1:9000;" in nginx
    assert "\nhttps://example.org {" in printed(with_files, "caddy")


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_every_kind_of_page_and_every_cookie_of_ours_is_in_it(
    with_files: Flask, server: str
) -> None:
    text = printed(with_files, server)
    for part in ("atom", "rss", "json", "xml", "txt", "flaskr_session", "flaskr_notes"):
        assert part in text


def test_who_has_not_set_proxies_is_told(with_files: Flask) -> None:
    with_files.extensions["flaskr"].settings["PROXIES"] = 0
    ended = with_files.test_cli_runner().invoke(args=["page-files", "nginx"])
    assert "Set PROXIES=1" in ended.stderr
    assert "Set PROXIES=1" not in ended.stdout


def test_without_page_files_there_is_nothing_to_configure(app: Flask) -> None:
    ended = app.test_cli_runner().invoke(args=["page-files", "caddy"])
    assert ended.exit_code == 1
    assert "PAGE_FILES is off" in ended.output


@pytest.mark.parametrize("path", ['/a"b', "/a$b", "/a{b}", "/a\\b", "/a\nb"])
def test_a_folder_that_would_change_the_configuration_is_refused(path: str) -> None:
    with pytest.raises(SettingsError, match="choose another folder"):
        in_quotes(Path(path))
    assert in_quotes(Path("/srv/my blog/größe")) == "/srv/my blog/größe"
