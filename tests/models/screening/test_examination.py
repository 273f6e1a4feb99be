"""A film's lungs are found before it is scored, so that the classifier is told a spacing that is believed, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.film.phantom import phantom
from models.screening.examination import examine
from models.values.progress import Progress
from tests.models.screening.conftest import Seen, film_of

PIXELS = phantom(5_500_002, size=384).pixels


@pytest.mark.parametrize(("mm", "believed"), [(0.95, True), (0.2, False), (None, False)])
def test_the_spacing_of_what_is_prepared_is_the_film_s_where_it_is_believed(seen: Seen, mm: float | None, believed: bool) -> None:
    method = replace(seen.method, reference=None, calibration=None)
    steps, labels = examine(method.checker.looked_at([film_of(PIXELS, mm)]), method), list[str]()
    while True:
        try:
            step = next(steps)
        except StopIteration as ended:
            (film,) = ended.value
            break
        labels += [step.label] if isinstance(step, Progress) else []
    assert labels == ["finding the lungs", "classifying"]
    across, down = film.prepared.geometry.scale
    assert across == down
    assert film.prepared.mm == (pytest.approx((mm or 0) / across) if believed else None)
