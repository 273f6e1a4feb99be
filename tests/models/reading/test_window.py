"""The first window of a film that names none."""

from __future__ import annotations

import numpy as np

from models.reading.window import automatic_window


def test_the_automatic_window_shows_the_middle_99_percent() -> None:
    ramp = np.linspace(0.1, 0.9, 1_000_000, dtype=np.float32).reshape(1000, 1000)
    window = automatic_window(ramp)
    assert abs(window.centre - 0.5) < 2e-3
    assert abs(window.width - 0.8 * 0.99) < 2e-3
    assert window.origin == "automatic"


def test_the_automatic_window_is_never_closed() -> None:
    assert automatic_window(np.full((20, 20), 0.4, np.float32)).width >= 1e-3
