"""Which entries of a log are of a classifier."""

from __future__ import annotations

from dataclasses import dataclass

from audit.log.store import EntryKind, Log
from audit.records.events import CertificateRecord, ClassifierAddedRecord
from audit.records.film import FilmRecord
from models.networks.manifest import Manifest
from models.values.method import Role

_KINDS = (EntryKind.SCREENED, EntryKind.CERTIFICATE, EntryKind.CLASSIFIER_ADDED)


@dataclass(frozen=True)
class Uses:
    """What a log holds of a classifier.

    Attributes:
        screened: Films that it screened, by its weights and what its manifest says at any of its operating points.
        otherwise: Films that were screened with its weights and another manifest.
        first, last: When the first and the last of ``screened`` were, in UTC as the log writes it; None where there are none.
        certified: Certificates of its weights.
        added: When its weights were last added.
    """

    screened: int = 0
    otherwise: int = 0
    first: str | None = None
    last: str | None = None
    certified: int = 0
    added: str | None = None


def uses_of(manifest: Manifest, log: Log) -> Uses:
    """Count the entries of a classifier.

    Raises:
        LogError: The log cannot be read, or an entry is damaged.
    """
    times, otherwise, certified, added = list[str](), 0, 0, None
    computations = manifest.computations
    for entry in log.entries(kinds=_KINDS):
        match entry.record:
            case FilmRecord(classifier=used, method=method) if used and used.weights_sha256 == manifest.weights_sha256:
                # Entries of an earlier schema need not tell the manifest.
                is_it = method.manifests.get(Role.CLASSIFIER, manifest.computation_sha256) in computations
                times += [entry.time_utc] if is_it else []
                otherwise += not is_it
            case CertificateRecord(classifier=used) if used.weights_sha256 == manifest.weights_sha256:
                certified += 1
            case ClassifierAddedRecord(weights_sha256=weights) if weights == manifest.weights_sha256:
                added = entry.time_utc
            case _:
                continue
    return Uses(len(times), otherwise, times[0] if times else None, times[-1] if times else None, certified, added)
