"""What a person should look at before believing a record."""

from __future__ import annotations

from audit.log.store import Record
from models.networks.library import embedded
from models.values.radiograph import Polarity


def questions(record: Record) -> list[str]:
    """Return what a person should look at before believing a record: a film that is or may be inverted, or may be mirrored."""
    check = record["film_check"]
    if check is None:
        return []
    manifest = embedded("film-check")
    limits = dict(zip(manifest.labels, manifest.thresholds, strict=True))
    asked = []
    if record["radiograph"]["polarity"] == Polarity.TURNED_OVER:
        asked.append("White and black were exchanged, since the pixels contradict the header; compare the air around the patient.")
    elif check["inverted"] > 1 - limits["Inverted"]:
        asked.append("White and black may be exchanged; compare the air around the patient.")
    if record["findings"] and check["mirrored"] > limits["Mirrored"]:
        asked.append("The film may be mirrored; compare the side marker.")
    return asked
