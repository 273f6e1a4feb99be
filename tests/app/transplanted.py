"""A screening by hand whose first region has a total effect and transplants, as the engine makes them."""

from __future__ import annotations

from dataclasses import replace

from models.values.challenge import Carried, Filler, Transplant
from models.values.screening import Screening

FEW = "Not run: fewer than 5 films show this place."
SPOT, TWIN = Carried(3.5, 0.625, 6), Carried(-0.125, -0.03125, 0)


def with_total(screening: Screening, *, times: float) -> Screening:
    """Return the screening with the total effect of the first region's first filler, in multiples of the direct one."""

    def total(delta: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(times * one for one in delta)

    challenges = tuple(
        replace(one, total_delta_logit=total(one.delta_logit)) if (one.region, one.filler) == (0, Filler.NOISY_LINEAR) else one
        for one in screening.challenges
    )
    return replace(screening, challenges=challenges)


def transplanted(screening: Screening) -> Screening:
    """Return the screening with a transplant of its first region for its first finding, which is positive, and one that was not run."""
    label = screening.classifier.labels[0]
    first, *others = screening.findings
    made = (Transplant(0, label, 7, SPOT, TWIN), Transplant(0, screening.classifier.labels[2], 0, None, None, FEW))
    third = replace(others[1], positive=True)
    return replace(screening, findings=(replace(first, positive=True), others[0], third, *others[2:]), transplants=made)
