import re
from hashlib import sha256

from flaskr.lib import tokens


def test_a_token_has_256_bits_and_needs_no_escaping_in_a_url():
    token = tokens.new_token()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)


def test_no_two_tokens_are_the_same():
    assert len({tokens.new_token() for _ in range(1000)}) == 1000


def test_a_digest_is_the_sha_256_of_the_token():
    assert tokens.digest("abc") == sha256(b"abc").hexdigest()


def test_a_token_that_is_no_text_has_a_digest_too():
    assert len(tokens.digest("\ud800é")) == 64


def test_only_equal_secrets_are_the_same():
    assert tokens.same("abc", "abc")
    assert not tokens.same("abc", "abd")
    assert not tokens.same("abc", "ab")
    assert not tokens.same("", "abc")


def test_secrets_outside_ascii_can_be_compared():
    assert tokens.same("schlüssel\ud800", "schlüssel\ud800")
    assert not tokens.same("schlüssel", "schlussel")
