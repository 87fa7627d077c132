"""The cookie that carries notes to the next page."""

from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from tests.client import CheckedClient
from tests.features.media import samples


def _cookie(client: CheckedClient, core: Core, ana: User, scheme: str) -> str:
    media = samples.uploaded(core, samples.drawing(), "dot.png", by=ana.actor)
    client.log_in(ana)
    form = {"alt": "A dot", "caption": ""}
    answer = client.post(f"/studio/media/{media.id}", data=form, base_url=f"{scheme}://localhost")
    assert answer.status_code == 302
    [cookie] = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("flaskr_notes=")]
    return cookie


def test_notes_are_not_sent_unprotected_once_the_site_is(
    client: CheckedClient, core: Core, ana: User
) -> None:
    cookie = _cookie(client, core, ana, "https")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


def test_notes_work_without_https(client: CheckedClient, core: Core, ana: User) -> None:
    assert "Secure" not in _cookie(client, core, ana, "http")
