"""What changes a result besides film and weights; frozen, JSON-ready, copied into every record."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Self


@dataclass(frozen=True)
class Parameters:
    """The method's numbers.

    Attributes:
        hot_spot_share: A hot spot is where the map is at least this share of its maximum (0.15, Selvaraju 2017).
        hot_spots: Most hot spots that are kept of a finding.
        largest_challenge: Largest share of the field that one challenge may change.
        controls: Places of the film itself that are filled in, and shown, beside a region that the score depends on.
        filler_noise: Standard deviation of the filler's noise, as a share of the film's own range of grey (ROAD, Rong 2022).
        seed: Of everything drawn by chance, together with the film's pixels and the label.
        challenges: Whether scores are tested by perturbation.
        global_removals: Whether all of a film on either side of allowed regions is filled in, too, and regions are transplanted.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "strict": True, "allow_inf_nan": False}

    hot_spot_share: float = 0.15
    hot_spots: int = 5
    largest_challenge: float = 0.15
    controls: int = 19
    filler_noise: float = 0.01
    seed: int = 1
    challenges: bool = True
    global_removals: bool = False

    @classmethod
    def of_json(cls, values: dict[str, Any]) -> Self:
        """Return the parameters of a record; JSON writes 15.0 as 15, so each gets the type that it has here.

        Raises:
            ValueError: They are not those of this version; the sentence names the entry.
        """
        from models.values.entries import validated

        if missing := [field.name for field in fields(cls) if field.name not in values]:
            raise ValueError(f"the entry '{missing[0]}' is missing.")
        return validated(cls, values)

    def sha256(self) -> str:
        """Return the hash under which a film screened with these parameters is found again."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


CHEAPEST = Parameters(controls=2)
"""Only for tests: the same code, fewer forward passes."""
