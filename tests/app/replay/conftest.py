"""The entry that is replayed."""

from __future__ import annotations

from typing import Any

import pytest

from audit.log.store import Stored


@pytest.fixture
def entry(screened: Any) -> Stored:
    """The entry of the marked phantom."""
    (done,) = (done for done in screened.done if done.path.name == "marked.dcm")
    found: Stored = done.entry
    return found
