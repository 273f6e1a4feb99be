"""Self-tests as entries of the log: made, and found again so that none is made twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from app import __version__
from app.site.recorded import recorded_classifier
from app.site.references import made_with_here
from audit.records.selftest import FilmsUsedRecord, SawRecord, SelfTestRecord
from audit.selftest.power import found
from models.selftest.copies import Copy
from models.selftest.films import SelfTestFilms
from models.selftest.planted_pairs import AuditedCopy, CopyMeasured
from models.selftest.plants import OUTSIDE
from models.values.method import METHOD
from models.values.parameters import Parameters
from models.values.regions import RegionTable
from models.values.verdict import Verdict


def fingerprint_here(weights_sha256: str, table: RegionTable | None) -> str:
    """Return what a self-test rests on here besides its films: networks, region table, quality check, parameters and method.

    Raises:
        ManifestError: The segmenter's manifest cannot be read.
    """
    rests_on = made_with_here(weights_sha256, table).by_part | {"parameters": Parameters().sha256(), "method": METHOD}
    return hashlib.sha256(json.dumps(rests_on, sort_keys=True).encode()).hexdigest()


def of_films(tests: Sequence[SelfTestRecord], fingerprint: str, films: SelfTestFilms) -> list[SelfTestRecord]:
    """Return the self-tests that rest on the same, and on these films."""
    return [test for test in tests if test.fingerprint == fingerprint and test.films.sha256 == films.sha256]


def missing(copies: Sequence[Copy], tests: Sequence[SelfTestRecord]) -> list[Copy]:
    """Return the copies of which there is no test."""
    known = {(test.plant, test.correlation, test.label, test.seed) for test in tests}
    return [copy for copy in copies if (copy.plant and str(copy.plant), copy.correlation, copy.label, copy.seed) not in known]


def self_test_record(copy: Copy, audited: AuditedCopy, films: SelfTestFilms, fingerprint: str, seconds: float) -> SelfTestRecord:
    """Return the body of the entry of one copy."""
    audit, blind, full = _saw(audited.full), _saw(audited.without_detectors), audited.full
    counts = full.learned if copy.plant else True
    made_to = f"rely on {copy.plant} at correlation {copy.correlation:g}" if copy.plant else "rely on nothing that was planted"
    seen = f"dependence outside on {audit.outside} of {audit.made} decisions" if counts else "it did not learn, so it does not count"
    said = "found" if found(audit) else "not found"
    learned, rested_on, asked = films.counts
    return SelfTestRecord(
        sentence=f"Self-test: a copy made to {made_to}, for {copy.label}: {seen}{f'; {said}' if counts else ''}.",
        code_version=__version__, classifier=recorded_classifier(audited.classifier), fingerprint=fingerprint,
        films=FilmsUsedRecord(
            learned=learned, rested_on=rested_on, asked=asked, phantoms=films.phantoms, sha256=films.sha256,
        ),
        plant=str(copy.plant) if copy.plant else None, local=copy.plant in OUTSIDE, label=copy.label, seed=copy.seed,
        correlation=copy.correlation, expected_shift=full.expected, shift=full.shift, counts=counts, audit=audit,
        without_detectors=blind, seconds=round(seconds, 1),
    )  # fmt: skip


def _saw(copy: CopyMeasured) -> SawRecord:
    said = [pair.counted for pair in copy.pairs if pair.counted]
    verdicts = [one.verdict for one in said]
    return SawRecord(
        made=len(said), outside=verdicts.count(Verdict.DEPENDENT_ON_OUTSIDE),
        context=verdicts.count(Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT), named=sum(one.named for one in said),
        undetermined=verdicts.count(Verdict.UNDETERMINED),
    )  # fmt: skip
