"""What tests of media need."""

from typing import Any

import pytest

from flaskr.core.events import Events
from flaskr.core.runtime import Core
from flaskr.features.media.events import MediaAdded, MediaChanged, MediaRemoved


@pytest.fixture
def heard(core: Core, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Give the list of events of media that are announced during the test."""
    announced: list[Any] = []
    events = Events()
    for kind in (MediaAdded, MediaChanged, MediaRemoved):
        events.subscribe({kind: (lambda _db, event: announced.append(event),)})
    monkeypatch.setitem(core.db.session_info, "events", events)
    return announced
