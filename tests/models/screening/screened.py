"""Films, and what a screening of them gives."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.anatomy.segmenter import Segmenter
from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.regions.table import shipped_table
from models.screening.loaded_method import LoadedMethod
from models.screening.screen import screen
from models.values.finding import Finding
from models.values.parameters import CHEAPEST, Parameters
from models.values.progress import Progress
from models.values.radiograph import Radiograph
from models.values.screening import Scored, Screening
from tests.models.screening.conftest import film_of

LABEL = "Cardiomegaly"
MARKED, PLAIN = phantom(5_500_002, marked=True), phantom(5_500_002, marked=False)
NOISE = np.random.default_rng(0).random((300, 260), np.float32)
FILMS = [film_of(MARKED.pixels, 0.7), film_of(PLAIN.pixels, 0.7), film_of(np.ascontiguousarray(MARKED.pixels[:, 40:480]))]


def screened(
    films: Sequence[Radiograph], classifier: WatchedClassifier, segmenter: Segmenter, checker: InputChecker,
    parameters: Parameters = CHEAPEST, *, in_parts: bool = False,
) -> tuple[list[Progress | Scored], tuple[Screening, ...]]:  # fmt: skip
    """Screen films; return what was yielded, and the screenings."""
    method = LoadedMethod(classifier, segmenter, checker, shipped_table(), parameters)
    steps = list[Progress | Scored]()
    generator = screen(films, method, in_parts=in_parts)

    while True:
        try:
            steps.append(next(generator))
        except StopIteration as end:
            return steps, end.value


def finding_of(screening: Screening, label: str = LABEL) -> Finding:
    """Return the finding of a label."""
    return next(finding for finding in screening.findings if finding.label == label)
