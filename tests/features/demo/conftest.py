"""A site that the sample content has filled, once for all tests: making its pictures takes long."""

from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask

from flaskr.core.runtime import Core
from flaskr.core.storage import MemoryStorage
from flaskr.features.demo import sample
from tests.client import CheckedClient


@pytest.fixture(scope="module")
def filled(shared_app: Flask) -> Iterator[Flask]:
    """Give an application whose site was filled by the command; no test may change it."""
    core: Core = shared_app.extensions["flaskr"]
    core.storage = MemoryStorage()
    core.cache.clear()
    with core.db.pinned():
        result = run_demo(shared_app)
        assert result.exit_code == 0, result.output
        yield shared_app


@pytest.fixture
def reader(filled: Flask) -> CheckedClient:
    """Somebody who reads the filled site."""
    return CheckedClient(filled)


@pytest.fixture
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let texts show no pictures, for tests that fill a site of their own."""
    monkeypatch.setattr(sample, "PICTURES", {})


def run_demo(app: Flask, *options: str) -> Result:
    """Run `flaskr demo`."""
    return app.test_cli_runner().invoke(args=["demo", *options])
