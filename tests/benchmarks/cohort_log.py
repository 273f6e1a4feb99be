"""A log of many films of one screened phantom: each has patient, tags, scores, landmarks and maps of its own; and a table of its truths."""

from __future__ import annotations

import csv
import random
import tempfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from audit.log.store import Draft, Log
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from audit.records.verdicts import worst
from tests.benchmarks.log import real_films

_TOGETHER, _FILMS_A_PATIENT, _MAKERS, _MONTHS = 250, 2, 3, 14


def cohort_log(file: Path, table: Path, films: int) -> None:
    """Write both; of three makers one's films have the first label twice as often."""
    with tempfile.TemporaryDirectory() as folder:
        made = real_films(Path(folder), 1024)
    template, rng, chance = made.draft(made.screening), np.random.default_rng(0), random.Random(0)
    assert isinstance(template.record, FilmRecord)
    findings = template.record.findings or ()
    with Log(file, writing=True) as log, table.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["SOPInstanceUID", *(one.label for one in findings)])
        for start in range(0, films, _TOGETHER):
            drafts = []
            for number in range(start, min(start + _TOGETHER, films)):
                maker = rng.integers(_MAKERS)
                truth = rng.random(len(findings)) < np.where((np.arange(len(findings)) == 0) & (maker == 0), 0.4, 0.2)
                draft, uid = _film(template, template.record, number, films, int(maker), truth, rng, chance)
                drafts.append(draft)
                writer.writerow([uid, *truth.astype(int).tolist()])
            log.append_new(drafts)


def _film(
    template: Draft,
    record: FilmRecord,
    number: int,
    films: int,
    maker: int,
    truth: np.ndarray,
    rng: np.random.Generator,
    chance: random.Random,
) -> tuple[Draft, str]:
    film, anatomy, kept, findings = record.radiograph, record.anatomy, record.blobs, record.findings
    assert film
    assert film.tags
    assert anatomy
    assert anatomy.frame
    assert kept
    assert findings
    maps = rng.normal(0, 0.01, (len(findings), 5, 5)).astype(np.float16).repeat(4, axis=1).repeat(4, axis=2).tobytes()
    name, uid = sha256(maps).hexdigest(), f"1.2.826.0.1.{chance.getrandbits(120)}"
    blobs = {key: data for key, data in template.blobs.items() if number == 0 and key != kept.signed_maps.sha256} | {name: maps}
    month = number * _MONTHS // films
    tags = replace(
        film.tags, manufacturer=f"Maker {maker}", sex=chance.choice("FM"), acquisition_month=f"2025-{month + 1:02}" if month < 12 else None
    )
    own = replace(
        film, pixel_sha256=chance.randbytes(32).hex(), file_sha256=chance.randbytes(32).hex(), sop_instance_uid=uid, tags=tags,
        study_instance_uid=f"1.2.826.0.1.{chance.getrandbits(120)}", view=chance.choice(("PA", "AP")),
        patient_digest=f"{number // _FILMS_A_PATIENT:064x}",
    )  # fmt: skip
    moved = np.array(anatomy.frame.landmarks) + rng.normal(0, 4, (len(anatomy.frame.landmarks), 2))
    frame = replace(anatomy.frame, landmarks=tuple((float(x), float(y)) for x, y in moved))
    tested = next(one for one in findings if one.tests)
    logits = rng.normal(-0.8, 1.0, len(findings)) + 1.2 * truth
    scored = tuple(_finding(one, tested, float(logit), chance) for one, logit in zip(findings, logits, strict=True))
    made = replace(
        record, radiograph=own, anatomy=replace(anatomy, frame=frame), findings=scored,
        verdict=worst((one.verdict, one.positive) for one in scored),
        blobs=replace(kept, signed_maps=replace(kept.signed_maps, sha256=name)),
    )  # fmt: skip
    return replace(template, subject=own.file_sha256, record=made, blobs=blobs), uid


def _finding(own: FindingRecord, tested: FindingRecord, logit: float, chance: random.Random) -> FindingRecord:
    """Return a finding with a score, which is tested where it is positive."""
    probability = 1 / (1 + np.exp(-logit))
    scores = {"label": own.label, "logit": logit, "probability": float(probability), "threshold": 0.5, "positive": logit > 0}
    if logit <= 0:
        return replace(
            own, **scores, attention=None, allowed_region=None, challenged="not_challenged", tests=(), verdict="not_challenged",
            deciding_region=None, scope=None, sentence=None, reasons={"attention": "Below threshold."},
        )  # type: ignore[arg-type]  # fmt: skip
    region = tested.tests[0].region
    dependent = chance.random() < 0.05
    return replace(
        tested, **scores, verdict="dependent_on_outside" if dependent else "undetermined", deciding_region=region if dependent else None
    )  # type: ignore[arg-type]
