"""What the input check says of a film, and why a readable film is not screened."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.values.radiograph import Header


@dataclass(frozen=True)
class InputCheck:
    """What the input check says of a film; probabilities in [0, 1].

    Attributes:
        weights_sha256: Of the check's network.
        rotate_clockwise: Degrees by which the film must be rotated clockwise to stand upright: 0, 90, 180 or 270.
        upright: Probability that this is 0.
        mirrored: That left and right are exchanged; a question for a person, never a decision.
        inverted: That white and black are exchanged in the film as its header spells it; what else is said is of the film as screened.
        chest: That it is a frontal chest film at all.
    """

    weights_sha256: str
    rotate_clockwise: int
    upright: float
    mirrored: float
    inverted: float
    chest: float


class NotScreenedCode(StrEnum):
    """Why the pixels of a readable film are not screened."""

    NO_CHEST_FILM = "no_chest_film"
    ROTATED = "rotated"


@dataclass(frozen=True)
class NotScreened:
    """A film that was looked at and not screened.

    Attributes:
        header: The film's identity.
        check: What was seen.
        code: The kind of reason.
        sentence: The reason and the remedy.
    """

    header: Header
    check: InputCheck
    code: NotScreenedCode
    sentence: str
