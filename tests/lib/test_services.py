"""What services are called."""

import pytest

from flaskr.lib.services import service_of


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/ana", "GitHub"),
        ("https://www.youtube.com/@ana", "YouTube"),
        ("https://example.social/@ana", "Mastodon"),
        ("https://notgithub.com/ana", "notgithub.com"),
        ("https://www.example.org/", "example.org"),
    ],
)
def test_a_profile_is_called_by_its_service(url: str, name: str) -> None:
    assert service_of(url) == name
