"""What a manifest says of a classifier that can only be called: the family ``external`` (contract, sections 5 and 6)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.networks import steps
from models.networks.families.refusal import NotBuilt, checked
from models.networks.manifest import Manifest, ManifestError
from models.values.entries import entry

FAMILY = "external"
PROGRAM = "{program}"
"""Stands in a command line for the program's file."""
LIMITS = frozenset({"batch", "seconds", "starting_seconds", "memory_gib"})
"""Arguments that change no answer."""

Word = Annotated[str, Field(min_length=1, max_length=4096, pattern=r"^[^\x00\n]+$")]


class HandOver(StrEnum):
    """As what a prepared film is handed over: numpy's C×H×W float32, or H×W grey of 8 or 16 bits, which takes films in [0, 1]."""

    NPY = "npy"
    PNG = "png"
    DICOM = "dicom"

    @property
    def ending(self) -> str:
        """Of the file's name."""
        return ".dcm" if self is HandOver.DICOM else f".{self}"


class Scale(StrEnum):
    """What a program's scores are."""

    PROBABILITY = "probability"
    PERCENT = "percent"
    LOG_ODDS = "log-odds"


@entry
class Arguments:
    """How the program is called.

    Attributes:
        command: Program and arguments, as they are, never through a shell; ``{program}`` is the file that the manifest's weights name.
        version: Of the classifier, as its vendor gives it; it stands in every record.
        films: As what films are handed over.
        batch: Films that are named at once.
        seconds: That it may take for a film; a batch has as many times that.
        starting_seconds: That it may take besides, before its first answer.
        memory_gib: That it may take, where the system can hold it to that.
        scores: What its scores are.
        step: Smallest difference of two scores, in their own unit, where it gives steps; 1 for whole percents, 1 for low and high.
        calls: For score and map of one film, at most; tests of regions come on top.
    """

    command: Annotated[tuple[Word, ...], Field(min_length=1)]
    version: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[ -~]+$")]
    films: HandOver = HandOver.NPY
    batch: Annotated[int, Field(ge=1, le=256)] = 8
    seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    starting_seconds: Annotated[float, Field(ge=0, le=600)] = 120.0
    memory_gib: Annotated[float, Field(ge=0.25, le=1024)] = 16.0
    scores: Scale = Scale.PROBABILITY
    step: Annotated[float, Field(gt=0, le=100)] | None = None
    calls: Annotated[int, Field(ge=20, le=4000)] = 150


def arguments_of(manifest: Manifest) -> Arguments:
    """Return the arguments of an external classifier's manifest.

    Raises:
        ManifestError: One is missing, unknown or has a value that it may not have.
    """
    try:
        found = checked(Arguments, manifest.family, manifest.architecture, manifest.arguments)
    except NotBuilt as reason:
        raise ManifestError(f"{manifest.name}: {reason}") from None
    if found.films is not HandOver.NPY and any(map(_leaves_grey, manifest.preparation)):
        raise ManifestError(f"{manifest.name}: as {found.films}, films are handed over from 0 to 1; its preparation scales them otherwise.")
    return found


def _leaves_grey(step: steps.PreparationStep) -> bool:
    """Tell whether a step takes intensities out of [0, 1]."""
    return isinstance(step, steps.Normalise) or (isinstance(step, steps.Scale) and not 0 <= min(step.to) <= max(step.to) <= 1)
