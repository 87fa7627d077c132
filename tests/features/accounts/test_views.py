"""Registering, logging in and out, over HTTP."""

import re

from flask import Flask

from flaskr.features.accounts.models import User
from tests.client import CheckedClient
from tests.conftest import PASSWORD


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    client: CheckedClient, ana: User
) -> None:
    wrong_name = client.post("/auth/login", data={"username": "nobody", "password": PASSWORD})
    wrong_password = client.post("/auth/login", data={"username": "ana", "password": "wrong"})
    assert wrong_name.status_code == wrong_password.status_code == 422
    nonce = re.compile('nonce="[^"]+"')
    assert nonce.sub("", wrong_name.text.replace("nobody", "ana")) == nonce.sub(
        "", wrong_password.text
    )


def test_logging_in_and_out(client: CheckedClient, ana: User) -> None:
    answer = client.post("/auth/login", data={"username": "ana", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/studio/profile").status_code == 200
    client.post("/auth/logout")
    assert client.get("/studio/profile").status_code == 302


def test_a_get_of_logout_only_shows_the_button(client: CheckedClient, ana: User) -> None:
    client.log_in(ana)
    assert "<button" in client.get("/auth/logout").text
    assert client.get("/studio/profile").status_code == 200


def test_hello(client: CheckedClient, app: Flask) -> None:
    assert client.get("/hello").text == "Hello, World!"
