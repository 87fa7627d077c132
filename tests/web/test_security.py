"""Odd requests are answered, not stumbled over."""

import pytest
from flask import Flask

from flaskr.features.accounts.models import User
from flaskr.web.current import client_address
from tests.client import CheckedClient

_LARGE = 10**30


@pytest.mark.parametrize(
    "path",
    [
        "/a%00b",
        "/a%00b/",
        "/tag/%00/",
        "/author/%00/",
        "/search?q=%00",
        f"/{_LARGE}/update",
        f"/studio/posts/{_LARGE}",
        f"/studio/media/{_LARGE}",
        "/%ff%fe/",
        "/" + "x" * 5000 + "/",
        "/..%2f..%2fetc%2fpasswd",
        "/?before=%F0%9F%92%A9",
    ],
)
def test_no_address_is_an_error_of_the_server(client: CheckedClient, olga: User, path: str) -> None:
    client.log_in(olga)
    assert client.get(path).status_code < 500


@pytest.mark.parametrize(
    "data",
    [
        {"title": "a\0b", "body": "c\0d", "cover_id": str(_LARGE)},
        {"title": "x", "body": "y", "authors": [str(_LARGE), "0", "-5"]},
        {"title": "x", "body": "y", "based_on": "9" * 40, "publish_at": "0001-01-01T00:00"},
        {"title": "x", "body": "y", "publish_at": "9999-12-31T23:59", "then": "publish"},
        {"title": "x", "body": "y", "visibility": "nobody"},
        {"title": "x", "body": "y", "slug": "😀"},
    ],
)
def test_no_form_is_an_error_of_the_server(
    client: CheckedClient, olga: User, data: dict[str, str]
) -> None:
    client.log_in(olga)
    assert client.post("/studio/posts/", data=data).status_code < 500


def test_a_cookie_nobody_was_given_is_a_visitors(client: CheckedClient) -> None:
    client.set_cookie("flaskr_session", "x" * 3000)
    assert client.get("/studio/profile").status_code == 302


def test_errors_are_problems_for_those_who_ask_for_json(client: CheckedClient) -> None:
    answer = client.get("/nothing/", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["status"] == 404
    assert answer.json["detail"] == "There is nothing at this address."
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_an_unsafe_request_by_json_without_a_session_is_told_to_log_in(
    client: CheckedClient,
) -> None:
    answer = client.post("/create", headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_an_origin_that_is_no_address_is_another_site(client: CheckedClient, olga: User) -> None:
    client.log_in(olga)
    answer = client.post("/create", data={"title": "x"}, headers={"Origin": "http://["})
    assert answer.status_code == 403


def test_what_is_made_for_one_person_is_kept_by_nobody(client: CheckedClient, olga: User) -> None:
    client.log_in(olga)
    for path in ("/studio/posts/", "/studio/people/", "/create", "/auth/login"):
        assert client.get(path).headers["Cache-Control"] == "no-store", path
    for path in ("/", "/tags/", "/archive/"):
        assert "no-store" not in client.get(path).headers.get("Cache-Control", ""), path


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
    ],
)
def test_limits_count_the_networks_of_ipv6(app: Flask, first: str, second: str, same: bool) -> None:
    def counted(address: str) -> str:
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            return client_address()

    assert (counted(first) == counted(second)) is same
