"""What an audit sees of one copy: it learns, gets reference and calibration, and is screened on films with and without its plant."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.attribution.watched import WatchedClassifier
from models.detectors.contents import NothingRecognised
from models.screening.calibrate import calibrated
from models.screening.loaded_method import LoadedMethod
from models.screening.screen import screen
from models.selftest.copies import Copy, with_plant
from models.selftest.films import SelfTestFilms
from models.selftest.heads import NoLinearHead, taught
from models.selftest.oracle import said
from models.selftest.planted_pairs import AuditedCopy, CopyMeasured, Pair, Said
from models.values.progress import Progress, result_of
from models.values.radiograph import Radiograph
from models.values.screening import Screening


def audited(copy: Copy, films: SelfTestFilms, method: LoadedMethod) -> Generator[Progress, None, AuditedCopy]:
    """Make a copy and measure what the audit sees of it.

    Args:
        copy: Which plant, which finding, how closely they go together.
        films: Of the self-test.
        method: The classifier's; its own reference and calibration are not asked.

    Yields:
        A Progress before each film.

    Raises:
        NoLinearHead: The classifier cannot learn a plant in this way.
        NotAReference: Too few films can serve a reference.
    """
    if not isinstance(method.classifier, WatchedClassifier):
        raise NoLinearHead("It can only be called, so no copy of it can be made.")
    classifier = yield from taught(method.classifier, copy, films.learned)
    own = replace(method, classifier=classifier, reference=None, calibration=None)
    reference, calibration = yield from calibrated(films.rested_on, own)
    own = replace(own, reference=reference, calibration=calibration)
    full = yield from _measured(copy, films.asked, own, "looking for the plant")
    blind = yield from _measured(copy, films.asked, replace(own, contents=NothingRecognised), "looking without detectors")
    _, maps = classifier.scored([classifier.prepared(films.asked[0].pixels)])
    return AuditedCopy(method.classifier.used((maps.shape[2], maps.shape[3])), full, blind)


def _measured(copy: Copy, films: Sequence[Radiograph], method: LoadedMethod, doing: str) -> Generator[Progress, None, CopyMeasured]:
    pairs = list[Pair]()
    for index, film in enumerate(films):
        yield Progress(index, len(films), doing)
        pairs.append(_pair(film, index, copy, method))
    kind = str(copy.plant) if copy.plant else None
    return CopyMeasured(copy.name, kind, copy.correlation, 2 * copy.ratio, {}, tuple(pairs))


def _pair(film: Radiograph, index: int, copy: Copy, method: LoadedMethod) -> Pair:
    """Screen a film as it is and with the plant; without one, as it is alone."""
    k = method.classifier.manifest.labels.index(copy.label)
    # Where something is planted only the decision is asked of the film as it is.
    plain_method = replace(method, parameters=replace(method.parameters, challenges=copy.plant is None))
    patient, view = film.header.pixel_sha256[:16], film.header.view or ""
    plain = _said(film, k, plain_method)
    if copy.plant is None:
        return Pair(patient, view, copy.label, plain, None)
    changed, where = with_plant(film, copy, copy.seed, index)
    return Pair(patient, view, copy.label, plain, _said(changed, k, method, where))


def _said(film: Radiograph, k: int, method: LoadedMethod, plant: NDArray[np.bool_] | None = None) -> Said | None:
    """Return what is said of one finding; None where the film is refused."""
    (found,) = result_of(screen([film], method))
    return said(found, k, plant) if isinstance(found, Screening) else None
