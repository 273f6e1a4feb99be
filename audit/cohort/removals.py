"""What a log tells of removals: by how much filling in a side of a label's allowed region changes its score, film by film."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Removal
from audit.log.store import EntryKind, Log
from audit.records.removals import RemovalsRecord

Deltas = Mapping[Removal, NDArray[np.float64]]
"""y(film) − y(changed film) by what was done, of each label, shape (labels,); NaN where it was not done for a label."""


def read_removals(log: Log, *, as_of: int, fingerprint: str, labels: Sequence[str]) -> dict[str, Deltas]:
    """Return what is known of each file by its SHA-256; the last entry of a file counts.

    Args:
        log: Of the cohort.
        as_of: The last entry that counts.
        fingerprint: Of the method by which the films were screened.
        labels: Of the classifier.

    Raises:
        LogError: An entry is not what its hash says, or the log cannot be read.
    """
    found = dict[str, Deltas]()
    for stored in log.entries(kinds=[EntryKind.REMOVALS], until=as_of):
        record = stored.record
        assert isinstance(record, RemovalsRecord), "a body is of its kind of entry"
        if record.fingerprint == fingerprint:
            found[record.file_sha256] = _deltas(record, labels)
    return found


def _deltas(record: RemovalsRecord, labels: Sequence[str]) -> Deltas:
    place, regions = {label: at for at, label in enumerate(labels)}, {region.id: region for region in record.regions}
    found = dict[Removal, NDArray[np.float64]]()
    for challenge in record.challenges:
        region = regions[challenge.region]
        assert region.removed, "the regions of removals are sides of allowed regions"
        row = found.setdefault(Removal(region.removed, challenge.filler), np.full(len(labels), np.nan))
        for label in region.of:
            row[place[label]] = challenge.delta_logit[label]
    return found
