import threading
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.security import generate_password_hash

from flaskr.lib import passwords


def test_a_hash_is_argon2id_with_the_parameters_of_the_source():
    stored = passwords.hash_password("correct horse")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_only_the_password_of_a_hash_is_verified():
    stored = passwords.hash_password("correct horse")
    assert passwords.verify(stored, "correct horse")
    assert not passwords.verify(stored, "correct horsf")
    assert not passwords.verify(stored, "")


def test_the_same_password_has_another_hash_each_time():
    assert passwords.hash_password("correct horse") != passwords.hash_password("correct horse")


def test_a_password_is_the_same_in_every_unicode_form():
    composed, decomposed = "Schlüssel·ﬁ", unicodedata.normalize("NFD", "Schlüssel·fi")
    assert composed != decomposed
    assert passwords.verify(passwords.hash_password(composed), decomposed)


@pytest.mark.parametrize(
    "method", ["pbkdf2:sha256:1000", "pbkdf2:sha256", "scrypt", "scrypt:1024:8:2"]
)
def test_a_hash_that_werkzeug_made_is_verified(method):
    stored = generate_password_hash("old pässword", method=method)
    assert passwords.verify(stored, "old pässword")
    assert not passwords.verify(stored, "old password")
    assert passwords.needs_rehash(stored)


def test_a_werkzeug_hash_is_verified_as_typed_and_as_normalised():
    raw = unicodedata.normalize("NFD", "pässword")
    stored_raw = generate_password_hash(raw, method="pbkdf2:sha256:1000")
    assert passwords.verify(stored_raw, raw)
    stored_composed = generate_password_hash("pässword", method="pbkdf2:sha256:1000")
    assert passwords.verify(stored_composed, raw)


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "x",
        "$argon2id$",
        "$argon2id$v=19$m=19456,t=2,p=1$AAAA",
        "$argon2id$v=19$m=1,t=0,p=0$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "$argon2x$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "$argon2id$é",
        "plain$salt$password",
        "md5$salt$00",
        "pbkdf2:sha256:1000$salt",
        "pbkdf2:sha256:1000$salt$xyz",
        "pbkdf2:sha256:0$salt$00",
        "pbkdf2:sha256:many$salt$00",
        "pbkdf2:sha256:1:1$salt$00",
        "pbkdf2:sha256:99999999999999999999$salt$00",
        "pbkdf2:md5:1000$salt$00",
        "scrypt:3:8:1$salt$00",
        "scrypt:32768:8$salt$00",
        "scrypt:-2:8:1$salt$00",
        "scrypt:1073741824:8:1$salt$00",
        "scrypt:0:0:0$salt$00",
        "scrypt:1024:8:1$\ud800$00",
    ],
)
def test_a_malformed_hash_has_no_password_and_is_made_anew(stored):
    assert passwords.verify(stored, "password") is False
    assert passwords.needs_rehash(stored) is True


def test_a_stored_hash_can_not_ask_for_more_memory_or_time_than_there_is(monkeypatch):
    monkeypatch.setattr(passwords, "_MAX_MEMORY", 2**20)
    monkeypatch.setattr(passwords, "_MAX_ITERATIONS", 1000)
    for costly in ("scrypt:32768:8:1", "pbkdf2:sha256:1001"):
        assert not passwords.verify(generate_password_hash("password", costly), "password")
    assert passwords.verify(generate_password_hash("password", "pbkdf2:sha256:1000"), "password")


@given(st.text())
@settings(deadline=None)
def test_any_text_for_a_hash_verifies_nothing(text):
    assert passwords.verify(text, "password") is False


def test_a_password_that_is_no_text_is_never_verified():
    assert not passwords.verify(passwords.hash_password("password"), "\ud800")
    assert not passwords.verify(generate_password_hash("password"), "\ud800")


def test_a_new_hash_needs_no_rehash_and_a_weaker_one_does():
    assert not passwords.needs_rehash(passwords.hash_password("correct horse"))
    weaker = "$argon2id$v=19$m=1024,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + "A" * 43
    assert passwords.needs_rehash(weaker)


def test_time_is_wasted_on_a_hash_of_the_same_cost_as_a_real_one():
    nobodys = passwords._NOBODYS_HASH
    assert not passwords.needs_rehash(nobodys)
    assert len(nobodys) == len(passwords.hash_password("correct horse"))
    assert not passwords.verify(nobodys, "")
    passwords.waste_time("correct horse")
    passwords.waste_time("\ud800")


def test_many_threads_verify_at_once():
    stored = passwords.hash_password("correct horse")
    found: list[bool] = []
    threads = [
        threading.Thread(target=lambda: found.append(passwords.verify(stored, "correct horse")))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 16


@pytest.mark.parametrize(
    "password", ["correct horse battery", "vIolet-Trombone7", "пароль-не-для-всех", "x9#kQ2!v"]
)
def test_a_good_password_is_fine(password):
    assert passwords.weakness(password, user_inputs=["ana", "ana@blog.example"]) is None


def test_a_short_password_is_refused_with_the_length_that_is_asked_for():
    assert "at least 8 characters" in (passwords.weakness("x9#kQ2!") or "")
    assert "at least 12 characters" in (passwords.weakness("x9#kQ2!vb", min_length=12) or "")


def test_length_is_counted_in_characters_as_they_are_hashed():
    decomposed = unicodedata.normalize("NFD", "äöüéèàâ")
    assert len(decomposed) == 14
    assert "too short" in (passwords.weakness(decomposed) or "")


def test_the_longest_password_is_fine_and_one_more_is_refused():
    longest = "qx7-Vw" * 170 + "abcd"
    assert len(longest) == 1024
    assert passwords.weakness(longest) is None
    assert "at most 1024 characters" in (passwords.weakness(longest + "x") or "")


@pytest.mark.parametrize(
    "password", ["password", "12345678", "iloveyou", "aaaaaaaaaaaa", "Password1"]
)
def test_a_common_password_is_refused(password):
    assert "first that are tried" in (passwords.weakness(password) or "")


def test_a_listed_password_is_refused_however_well_it_scores():
    from zxcvbn import zxcvbn

    assert zxcvbn("sunshine1")["score"] > 0
    assert "first that are tried" in (passwords.weakness("sunshine1") or "")


@pytest.mark.parametrize("password", ["margaret1984", "Margaret!", "m.meyer@blog", "MeyerMeyer12"])
def test_a_password_that_is_mostly_the_users_name_or_address_is_refused(password):
    known = ["margaret", "m.meyer@blog.example"]
    assert "mostly your name" in (passwords.weakness(password, user_inputs=known) or "")


def test_a_password_with_the_users_name_in_a_longer_phrase_is_fine():
    assert passwords.weakness("margaret sleeps under violets", user_inputs=["margaret"]) is None


@pytest.mark.parametrize("password", ["longenough\0x", "longenough\ud800", "long\nenough!"])
def test_a_password_nobody_can_type_is_refused(password):
    assert "can not be typed" in (passwords.weakness(password) or "")


@given(st.text(max_size=1100), st.lists(st.text(max_size=20), max_size=3))
@settings(deadline=None, max_examples=60)
def test_any_text_is_weak_or_can_be_hashed(password, known):
    sentence = passwords.weakness(password, user_inputs=known)
    if sentence is None:
        assert passwords.verify(passwords.hash_password(password), password)
    else:
        assert sentence.startswith("The password ")
        assert sentence.endswith(".")
