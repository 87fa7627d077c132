"""Users, roles, invitations, sessions and the set-up link."""

import html
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.errors import Conflict, Denied, Invalid, NotFound
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.features.accounts import claiming, logging_in, people, profile, registering
from flaskr.features.accounts.models import User, UserSession
from flaskr.features.accounts.views import COOKIE
from flaskr.features.site.identity import change_site, site_values
from flaskr.lib import passwords
from tests.client import CheckedClient
from tests.conftest import PASSWORD
from tests.pictures import png

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CLAIM = {
    "title": "Field notes",
    "name": "Olga Owner",
    "email": "olga@example.org",
    "timezone": "Europe/Berlin",
}


def test_the_set_up_link_makes_its_first_user_the_owner_and_works_once(
    client: CheckedClient, core: Core
) -> None:
    with core.db.transaction() as db:
        token = claiming.new_claim_token(db)
    link = f"/auth/setup/{token}"
    assert "Set up your blog" in client.get(link).text
    answer = client.post(link, data={**CLAIM, "password": PASSWORD})
    assert answer.headers["Location"] == "/studio/"
    assert client.get("/studio/posts/").status_code == 200
    assert client.get("/studio/people/").status_code == 200
    with core.db.reading() as db:
        assert site_values(db).title == "Field notes"
        assert site_values(db).timezone == "Europe/Berlin"
    stranger = CheckedClient(client.application)
    assert stranger.get(link).status_code == 404
    assert stranger.post(link, data={**CLAIM, "password": PASSWORD}).status_code == 404
    with core.db.transaction() as db:
        assert db.scalar(select(func.count(User.id))) == 1
        assert claiming.new_claim_token(db) is None


def test_a_set_up_that_is_not_right_keeps_what_was_typed_and_the_link(
    client: CheckedClient, core: Core
) -> None:
    with core.db.transaction() as db:
        link = f"/auth/setup/{claiming.new_claim_token(db)}"
    weak = client.post(link, data={**CLAIM, "password": "short"})
    assert weak.status_code == 422
    assert "Field notes" in weak.text
    assert "short" not in weak.text.replace("too short", "")
    assert client.post(link, data={**CLAIM, "password": ""}).status_code == 422
    assert client.post(link, data={**CLAIM, "password": PASSWORD}).status_code == 302


def test_a_new_link_ends_the_one_before_and_each_ends_by_itself(db: Session) -> None:
    with clock.frozen(NOON):
        first, second = claiming.new_claim_token(db), claiming.new_claim_token(db)
        assert first is not None
        assert second is not None
        with pytest.raises(NotFound, match="setup-link"):
            claiming.check_claim_token(db, first)
        claiming.check_claim_token(db, second)
    with clock.frozen(NOON + timedelta(days=8)), pytest.raises(NotFound):
        claiming.check_claim_token(db, second)


@pytest.mark.parametrize("token", ["", "x", "ü" * 50])
def test_a_guessed_link_is_not_found(client: CheckedClient, core: Core, token: str) -> None:
    with core.db.transaction() as db:
        claiming.new_claim_token(db)
    assert client.get(f"/auth/setup/{token}").status_code == 404


def test_registration_closed_invited_and_open(
    client: CheckedClient, core: Core, olga: User
) -> None:
    who = {"username": "nina", "password": PASSWORD}
    assert "Registration is closed" in client.get("/auth/register").text
    assert client.post("/auth/register", data=who).status_code == 403
    with core.db.transaction() as db:
        change_site(db, by=olga.actor, registration="invited")
        token = registering.invite(db, by=olga.actor, role=Role.EDITOR)
    assert "needs an invitation" in client.get("/auth/register").text
    assert client.post("/auth/register", data=who).status_code == 403
    link = f"/auth/register?invitation={token}"
    assert client.post(link, data=who).status_code == 302
    assert _role(core, "nina") is Role.EDITOR
    used = client.post(link, data={**who, "username": "other"})
    assert used.status_code == 403
    assert "was used" in used.text
    with core.db.transaction() as db:
        change_site(db, by=olga.actor, registration="open", registration_role="reader")
    client.post("/auth/register", data={**who, "username": "rita"})
    assert _role(core, "rita") is Role.READER


@pytest.mark.parametrize(
    ("username", "password", "reason"),
    [
        ("", PASSWORD, "Username is required"),
        ("has space", PASSWORD, "without spaces"),
        ("a/b", PASSWORD, "none of"),
        ("OLGA", PASSWORD, "already registered"),
        ("nina", "1234567", "8"),
        ("nina", "password", "common"),
        ("nina", "", "Password is required"),
    ],
)
def test_a_registration_that_cannot_be_is_told_why(
    client: CheckedClient, core: Core, olga: User, username: str, password: str, reason: str
) -> None:
    core.settings.update(REGISTRATION="open")
    answer = client.post("/auth/register", data={"username": username, "password": password})
    assert answer.status_code == 422
    assert reason in answer.text


def test_logging_in_is_throttled_by_name_and_address(
    client: CheckedClient, core: Core, ana: User
) -> None:
    core.settings.update(LOGIN_LIMIT="3 per minute")
    wrong = {"username": "ana", "password": "wrong"}
    with clock.frozen(NOON):
        codes = [client.post("/auth/login", data=wrong).status_code for _ in range(4)]
        right = client.post("/auth/login", data={**wrong, "password": PASSWORD})
        assert [*codes, right.status_code] == [422, 422, 422, 429, 429]
        assert "Wait a few minutes" in right.text
        elsewhere = client.post(
            "/auth/login",
            data={**wrong, "password": PASSWORD},
            environ_base={"REMOTE_ADDR": "127.0.0.9"},
        )
        assert elsewhere.status_code == 302
    with clock.frozen(NOON + timedelta(minutes=2)):
        again = client.post("/auth/login", data={**wrong, "password": PASSWORD})
        assert again.status_code == 302


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/studio/posts/", "/studio/posts/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("studio", "/"),
        ("", "/"),
    ],
)
def test_logging_in_leads_back_to_this_site_alone(
    client: CheckedClient, ana: User, wanted: str, target: str
) -> None:
    answer = client.post(
        "/auth/login",
        query_string={"next": wanted},
        data={"username": "ana@example.org", "password": PASSWORD},
    )
    assert answer.headers["Location"] == target
    assert client.get("/auth/login").headers["Location"] == "/"


def test_a_session_is_a_row_that_ends(core: Core, ana: User) -> None:
    with clock.frozen(NOON), core.db.transaction() as db:
        token = logging_in.start_session(db, db.merge(ana), user_agent="x" * 900)
        row = db.scalars(select(UserSession)).one()
        assert token not in (row.digest, row.user_agent)
        assert logging_in.user_of_session(db, token) is not None
    with clock.frozen(NOON + timedelta(days=31)), core.db.transaction() as db:
        assert logging_in.user_of_session(db, token) is None
        logging_in.start_session(db, db.merge(ana))
        assert db.scalar(select(func.count(UserSession.id))) == 1


def test_a_new_password_logs_out_every_other_browser(client: CheckedClient, ana: User) -> None:
    other = CheckedClient(client.application).log_in(ana)
    client.log_in(ana)
    wrong = {"current": "not it", "password": "another good one"}
    assert "not your current password" in client.post("/studio/profile/password", data=wrong).text
    weak = {"current": PASSWORD, "password": "short"}
    assert client.post("/studio/profile/password", data=weak).status_code == 422
    data = {"current": PASSWORD, "password": "another good one"}
    assert client.post("/studio/profile/password", data=data).status_code == 302
    assert client.get("/studio/profile").status_code == 200
    assert other.get("/studio/profile").status_code == 302


def test_the_profile_is_shown_and_cleaned(client: CheckedClient, ana: User, core: Core) -> None:
    client.log_in(ana)
    data = {
        "name": "Ana A.",
        "email": "new@example.org",
        "website": "https://ana.example",
        "bio": "I *walk* <script>alert(1)</script>",
        "avatar": (BytesIO(png()), "me.png"),
    }
    assert client.post("/studio/profile", data=data).status_code == 302
    client.post("/create", data={"title": "Mine", "body": "x"})
    page = client.get("/author/ana/").text
    assert "Ana A." in page
    assert "<em>walk</em>" in page
    assert "<script>" not in page
    assert "/media/avatars/" in page
    client.post("/studio/profile/avatar/removal")
    assert "/media/avatars/" not in client.get("/author/ana/").text


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("name", " ", "required"),
        ("email", "nonsense", "no e-mail address"),
        ("email", "OLGA@example.org", "already used"),
        ("website", "javascript:alert(1)", "https://"),
    ],
)
def test_a_profile_that_cannot_be_is_told_why(
    client: CheckedClient, ana: User, olga: User, field: str, value: str, reason: str
) -> None:
    data = {"name": "Ana", "email": "", "website": "", "bio": "", field: value}
    answer = client.log_in(ana).post("/studio/profile", data=data)
    assert answer.status_code == 422
    assert reason in answer.text


def test_an_avatar_that_is_no_picture_is_refused(client: CheckedClient, ana: User) -> None:
    data = {"name": "Ana", "avatar": (BytesIO(b"<svg/>"), "me.svg")}
    answer = client.log_in(ana).post("/studio/profile", data=data)
    assert answer.status_code == 422
    assert "JPEG" in answer.text


def test_the_owner_manages_people(client: CheckedClient, core: Core, olga: User, ana: User) -> None:
    client.log_in(olga)
    assert "Ana" in client.get("/studio/people/?q=ana").text
    client.post(f"/studio/people/{ana.id}/role", data={"role": "editor"})
    assert _role(core, "ana") is Role.EDITOR
    assert client.post(f"/studio/people/{ana.id}/role", data={"role": "king"}).status_code == 422
    anas = CheckedClient(client.application).log_in(ana)
    client.post(f"/studio/people/{ana.id}/suspension")
    assert anas.get("/studio/profile").status_code == 302
    assert (
        anas.post("/auth/login", data={"username": "ana", "password": PASSWORD}).status_code == 422
    )
    client.post(f"/studio/people/{ana.id}/suspension/removal")
    assert (
        anas.post("/auth/login", data={"username": "ana", "password": PASSWORD}).status_code == 302
    )


def test_invitations_are_made_shown_once_and_withdrawn(
    client: CheckedClient, core: Core, olga: User
) -> None:
    client.log_in(olga)
    made = client.post(
        "/studio/people/invitations", data={"role": "author", "email": "n@example.org"}
    )
    link = "/auth/register?invitation=" + made.text.split("invitation=")[1].split("<")[0]
    assert client.get(link).status_code == 200
    assert link.split("=")[1] not in client.get("/studio/people/").text
    bad = client.post("/studio/people/invitations", data={"role": "author", "email": "no"})
    assert bad.status_code == 422
    with core.db.reading() as db:
        row = registering.open_invitations(db)[0]
    client.post(f"/studio/people/invitations/{row.id}/removal")
    assert "was used or has ended" in client.get(link).text
    assert client.post(f"/studio/people/invitations/{row.id}/removal").status_code == 404


def test_nobody_is_invited_above_their_inviter_or_as_owner(
    db: Session, olga: User, ana: User
) -> None:
    with pytest.raises(Denied):
        registering.invite(db, by=ana.actor, role=Role.READER)
    with pytest.raises(Invalid, match="editor first"):
        registering.invite(db, by=olga.actor, role=Role.OWNER)


def test_there_is_always_an_owner(db: Session, olga: User, ana: User) -> None:
    owner = db.merge(olga)
    with pytest.raises(Conflict, match="needs an owner"):
        profile.set_role(owner, Role.READER, by=SYSTEM)
    with pytest.raises(Conflict, match="needs an owner"):
        profile.disable(owner, by=SYSTEM)
    with pytest.raises(Denied, match="your own account"):
        profile.disable(owner, by=olga.actor)
    profile.set_role(db.merge(ana), Role.OWNER, by=olga.actor)
    profile.set_role(owner, Role.READER, by=SYSTEM)
    assert owner.role is Role.READER


def test_only_owners_manage_people(db: Session, eddy: User, ana: User) -> None:
    for change in (
        lambda: profile.set_role(db.merge(ana), Role.OWNER, by=eddy.actor),
        lambda: profile.disable(db.merge(ana), by=eddy.actor),
        lambda: profile.enable(db.merge(ana), by=eddy.actor),
        lambda: registering.withdraw_invitation(db, 1, by=eddy.actor),
        lambda: profile.set_avatar(db.merge(ana), None, by=eddy.actor),
    ):
        with pytest.raises(Denied):
            change()


def test_a_user_without_a_password_cannot_log_in(core: Core, client: CheckedClient) -> None:
    with core.db.transaction() as db:
        people.make_user(db, username="imported", role=Role.AUTHOR)
    answer = client.post("/auth/login", data={"username": "imported", "password": ""})
    assert answer.status_code == 422
    answer = client.post("/auth/login", data={"username": "imported", "password": "None"})
    assert answer.status_code == 422


def test_a_free_username_is_like_the_name(db: Session, ana: User) -> None:
    assert people.free_username(db, "Ana") == "ana-2"
    assert people.free_username(db, "Zoë Müller") == "zoe-muller"
    assert people.free_username(db, "???") == "user"


def test_the_command_line_makes_lists_and_changes_users(core: Core, app: object) -> None:
    runner = app.test_cli_runner()  # type: ignore[attr-defined]
    made = runner.invoke(args=["user", "create", "nina", "--role", "owner"], input=f"{PASSWORD}\n")
    assert made.output == "Made nina (owner).\n"
    weak = runner.invoke(args=["user", "create", "otto", "--password", "short"])
    assert weak.exit_code == 1
    assert "8" in weak.output
    assert "nina\towner" in runner.invoke(args=["user", "list"]).output
    runner.invoke(args=["user", "set-password", "nina", "--password", "another good one"])
    with core.db.reading() as db:
        nina = people.existing_user(db, "nina")
        assert passwords.verify(nina.password_hash or "", "another good one")
    last = runner.invoke(args=["user", "set-role", "nina", "author"])
    assert (last.exit_code, "needs an owner" in last.output) == (1, True)
    missing = runner.invoke(args=["user", "set-role", "nobody", "author"])
    assert (missing.exit_code, "no user named nobody" in missing.output) == (1, True)
    assert "has an owner already" in runner.invoke(args=["setup-link"]).output


def test_a_set_up_link_is_printed_for_a_site_without_owner(app: object) -> None:
    runner = app.test_cli_runner()  # type: ignore[attr-defined]
    link = runner.invoke(args=["setup-link", "--address", "https://blog.example/"]).output
    assert link.startswith("https://blog.example/auth/setup/")


def _role(core: Core, username: str) -> Role:
    with core.db.reading() as db:
        return people.existing_user(db, username).role


def test_nothing_of_a_form_is_lost_when_the_session_has_ended(
    client: CheckedClient, ana: User
) -> None:
    data = {"title": "Mine", "body": "\nEvery <word> of it", "tags": "a, b", "password": "secret"}
    browser = {"Sec-Fetch-Site": "same-origin"}
    asked = client.post("/studio/posts/?kind=post", data=data, headers=browser)
    assert asked.status_code == 401
    assert "Every &lt;word&gt; of it" in asked.text
    assert "secret" not in asked.text
    action = html.unescape(asked.text.split('action="')[1].split('"')[0])
    carried = {f"carried.{name}": value for name, value in data.items() if name != "password"}
    wrong = client.post(action, data={"username": "ana", "password": "x", **carried})
    assert wrong.status_code == 422
    assert "Every &lt;word&gt; of it" in wrong.text
    right = client.post(action, data={"username": "ana", "password": PASSWORD, **carried})
    assert right.status_code == 200
    assert 'action="/studio/posts/?kind=post"' in right.text
    assert "Every &lt;word&gt; of it" in right.text
    assert client.post("/studio/posts/", data=data).status_code == 302


def test_a_session_that_writes_lasts(client: CheckedClient, core: Core, ana: User) -> None:
    with clock.frozen(NOON):
        client.log_in(ana)
        client.post("/create", data={"title": "First", "body": ""})
    with clock.frozen(NOON + timedelta(days=20)):
        assert COOKIE not in client.get("/studio/posts/").headers.get("Set-Cookie", "")
        answer = client.post("/create", data={"title": "Second", "body": ""})
        assert COOKIE in answer.headers["Set-Cookie"]
    with clock.frozen(NOON + timedelta(days=40)):
        assert client.get("/studio/posts/").status_code == 200
    with clock.frozen(NOON + timedelta(days=60)):
        assert client.get("/studio/posts/").status_code == 302


def test_logging_in_does_not_undo_what_happened_meanwhile(
    client: CheckedClient, core: Core, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = logging_in.password_matches

    def slowly(user: User | None, password: str) -> bool:
        with core.db.transaction() as db:
            found = db.get_one(User, ana.id)
            profile.set_role(found, Role.READER, by=SYSTEM)
            profile.disable(found, by=SYSTEM)
        return compare(user, password)

    monkeypatch.setattr(logging_in, "password_matches", slowly)
    answer = client.post("/auth/login", data={"username": "ana", "password": PASSWORD})
    assert answer.status_code == 403
    with core.db.reading() as db:
        found = db.get_one(User, ana.id)
        assert (found.role, found.disabled_at is None) == (Role.READER, False)


@pytest.mark.parametrize("name", ["Ünal", "ßeta", "Ὀδυσσεύς", "İrem"])
def test_names_with_any_letters_log_in_in_any_case(
    client: CheckedClient, core: Core, name: str
) -> None:
    core.settings.update(REGISTRATION="open", REGISTRATION_ROLE="author")
    who = {"username": name, "password": PASSWORD}
    assert client.post("/auth/register", data=who).status_code == 302
    again = client.post("/auth/register", data={**who, "username": name.upper()})
    assert "already registered" in again.text
    assert client.post("/auth/login", data={**who, "username": name.lower()}).status_code == 302
    client.post("/create", data={"title": "Mine", "body": ""})
    assert client.get(f"/author/{name}/").status_code == 200


def test_trying_many_names_from_one_address_is_stopped(client: CheckedClient, core: Core) -> None:
    with clock.frozen(NOON):
        for _ in range(100):
            core.limits.hit("100 per 5 minutes", "log-in-from", "127.0.0.1", message="")
        answer = client.post("/auth/login", data={"username": "another", "password": "x"})
    assert answer.status_code == 429
