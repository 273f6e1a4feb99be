"""The atlas of a cohort: time and memory of many generated films; false alarms and power on shuffles of a real log.

python -m tests.benchmarks.atlas --films 10000
python -m tests.benchmarks.atlas --log audit.db
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import cast

import numpy as np
from numpy.typing import NDArray

from audit.cohort.atlas.atlas import atlas
from audit.cohort.atlas.comparing import compared
from audit.cohort.atlas.frame import COARSE
from audit.cohort.atlas.kept_maps import KeptMaps
from audit.cohort.atlas.overview import Overview, overview
from audit.cohort.cohort import Attribute, Cohort
from audit.cohort.gathering import Wanted, gathered
from audit.cohort.statistics.permutation.contrasts import Contrast
from audit.log.store import Draft, EntryKind, Log
from audit.records.film import FilmRecord, FrameRecord, MapsBlob
from tests.audit.cohort.atlas.mapped import LUNGS, SIZE, cohort_of
from tests.audit.films import NO_BLOBS, of_patient, screened_film

_LABELS, _FEW = 14, 1000
_SHUFFLES, _PLANTED, _DRAWS = 200, 60, 199
_SIZES = (0.75, 1.0, 1.25)
_ONE = (Contrast(0, 0),)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, help="Films to generate.")
    parser.add_argument("--log", type=Path, help="Log of real films.")
    asked = parser.parse_args()
    if asked.films:
        _large(asked.films)
    if asked.log:
        _nulls(asked.log)


def _large(films: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for count in (_FEW // 2, 2 * _FEW):
            file = _generated(Path(folder) / f"{count}.db", count)
            cohort = cohort_of(file)
            tracemalloc.start()
            with Log(file, writing=False) as log:
                atlas(log, cohort)
            _say(f"{count} films: at most {tracemalloc.get_traced_memory()[1] / 2**20:.0f} MiB at once")
            tracemalloc.stop()
        file = _generated(Path(folder) / "many.db", films)
        cohort, start = cohort_of(file), perf_counter()
        with Log(file, writing=False) as log:
            found = atlas(log, cohort)
        took = perf_counter() - start
        _say(
            f"{films} films, {_LABELS} labels, {found.comparisons // _LABELS} pairs of groups: {took:.0f} s; the process at most "
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10:.0f} MiB; {len(found.hot_places)} hot places"
        )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _generated(file: Path, films: int) -> Path:
    """Write a log of 14 labels, films of two views and three manufacturers, two a patient."""
    rng = np.random.default_rng(0)
    with Log(file, writing=True) as log:
        for start in range(0, films, _FEW):
            log.append_new([_draft(number, rng) for number in range(start, min(start + _FEW, films))])
    return file


def _draft(number: int, rng: np.random.Generator) -> Draft:
    maps = rng.normal(0, 0.01, (_LABELS, 5, 5)).astype(np.float16).repeat(4, axis=1).repeat(4, axis=2).tobytes()
    name = sha256(maps).hexdigest()
    record = of_patient(screened_film(number, blobs={"lungs": NO_BLOBS["lungs"], "signed_maps": name}), f"{number // 2:064x}")
    return Draft(EntryKind.SCREENED, "reader", f"path {number}", _with_labels(record, number, rng), {name: maps}, None)


def _with_labels(record: FilmRecord, number: int, rng: np.random.Generator) -> FilmRecord:
    assert record.radiograph
    assert record.anatomy
    assert record.classifier
    assert record.findings
    assert record.blobs
    labels = tuple(f"Label {label:02}" for label in range(_LABELS))
    points = tuple((float(x), float(y)) for x, y in LUNGS + rng.normal(0, 4, LUNGS.shape))
    frame = FrameRecord(landmarks=points, source=(SIZE, SIZE), error=0.01, missing=(0.0, 0.0))
    box = MapsBlob(sha256=record.blobs.signed_maps.sha256, dtype="float16", shape=(_LABELS, 20, 20), film=(0.0, 0.0, 20.0, 20.0))
    return replace(
        record, radiograph=replace(record.radiograph, pixel_sha256=f"{number:064x}"),
        anatomy=replace(record.anatomy, frame=frame, reasons={"cardiothoracic_ratio": "Not measured."}),
        classifier=replace(record.classifier, labels=labels), regions=(), challenges=(), not_run=(), verdict="not_challenged",
        findings=tuple(replace(record.findings[1], label=label) for label in labels), blobs=replace(record.blobs, signed_maps=box),
    )  # fmt: skip


@dataclass(frozen=True)
class _PlantedMaps:
    """Maps of a film to which something is added."""

    of: KeptMaps
    plant: NDArray[np.float32]

    @property
    def row(self) -> int:
        return self.of.row

    def values(self, log: Log) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        read = self.of.values(log)
        assert read
        return read[0] + self.plant * read[1], read[1]


def _nulls(file: Path) -> None:
    """Deal the films of a real log into two groups by chance: how often any place stands out, and how often one that was planted."""
    rng = np.random.default_rng(0)
    with Log(file, writing=False) as log:
        cohort = gathered(log, Wanted()).cohort
        view = overview(log, cohort)
        alarms = sum(_smallest(log, one, view, rng)[0] <= 0.05 for one in _shuffled(cohort, rng, _SHUFFLES))
        _say(f"{len(view.films)} films, two groups by chance: {alarms} of {_SHUFFLES} have a significant place")
        maps = np.stack([read[0][0] for film in view.films if (read := film.values(log))])
        spread = maps.std(axis=0)
        for size in _SIZES:
            hit = 0
            for one in _shuffled(cohort, rng, _PLANTED):
                plant, places = _plant(view, spread, size, rng)
                group = one.attributes[0].code[view.rows] == 0
                films = tuple(
                    cast("KeptMaps", _PlantedMaps(film, plant)) if own else film for film, own in zip(view.films, group, strict=True)
                )
                p, label, place = _smallest(log, one, replace(view, films=films), rng)
                hit += p <= 0.05 and label == 0 and place in places
            _say(f"{size} standard deviations planted on 3×3 places of one label: found there in {hit} of {_PLANTED}")


def _shuffled(cohort: Cohort, rng: np.random.Generator, times: int) -> Iterator[Cohort]:
    """Yield a cohort with its patients in two groups of equal size."""
    patients = int(cohort.patient.max()) + 1
    for _ in range(times):
        code = rng.permutation(np.arange(patients) % 2)[cohort.patient]
        yield replace(cohort, attributes=(Attribute("chance", ("one", "other"), code),))


def _smallest(log: Log, cohort: Cohort, view: Overview, rng: np.random.Generator) -> tuple[float, int, int]:
    """Return the smallest p with its label and place."""
    found = compared(log, cohort, view, _ONE, int(rng.integers(2**31)), _DRAWS)
    label, place = divmod(int(np.abs(found.z[0]).argmax()), len(COARSE.points))
    return float(found.p.min()), label, place


def _plant(view: Overview, spread: NDArray[np.floating], size: float, rng: np.random.Generator) -> tuple[NDArray[np.float32], set[int]]:
    """Return what is added to the maps of all labels, and the places that it is added to."""
    compared_at = np.argwhere(view.compared.reshape(COARSE.shape)[1:-1, 1:-1])
    row, column = compared_at[rng.integers(len(compared_at))] + 1
    places = [(row + down) * COARSE.columns + column + across for down in (-1, 0, 1) for across in (-1, 0, 1)]
    plant = np.zeros((view.sums.shape[0], len(COARSE.points)), np.float32)
    plant[0, places] = size * spread[places]
    return plant, {int(place) for place in places}


if __name__ == "__main__":
    main()
