"""What a person should look at before believing a record."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from audit.records.film import FilmRecord
from models.networks.library import embedded
from models.networks.manifest import ManifestError
from models.values.cut_off import said_of
from models.values.radiograph import Polarity
from models.values.validated import OUTSIDE_VALIDATION


def questions(record: FilmRecord) -> list[str]:
    """Return what a person should know before believing a record.

    These are that a film is or may be inverted or mirrored, does not show the lungs whole, has a pixel spacing that is not believed, or
    is none of those that the figures of validation are of.
    """
    check = record.input_check
    if check is None:
        return []
    try:
        limits = _limits()
    except ManifestError as error:
        return [f"Whether the film is inverted or mirrored cannot be told here; look yourself. {error}"]
    asked = []
    if record.radiograph and record.radiograph.polarity == Polarity.INVERTED:
        asked.append("White and black were exchanged, since the pixels contradict the header; compare the air around the patient.")
    elif check.inverted > 1 - limits["Inverted"]:
        asked.append("White and black may be exchanged; compare the air around the patient.")
    if record.findings and check.mirrored > limits["Mirrored"]:
        asked.append("The film may be mirrored; compare the side marker.")
    asked += [f"{what[0].upper()}{what[1:]}." for what in said_of(record.anatomy.cut_off if record.anatomy else ())]
    if record.radiograph and record.radiograph.spacing_reason:
        asked.append(record.radiograph.spacing_reason)
    noted = record.radiograph.notes if record.radiograph and record.findings else ()
    return asked + [note.sentence for note in OUTSIDE_VALIDATION if note in noted]


@cache
def _limits() -> Mapping[str, float]:
    """Return the thresholds of the input check; they are asked for with every film."""
    manifest = embedded("film-check")
    return dict(zip(manifest.labels, manifest.thresholds, strict=True))
