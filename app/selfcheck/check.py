"""The self-check: does this installation still read and compute what it did when it was made? For commissioning and constancy.

Every decoder reads a sample whose pixels are known in closed form; every embedded network looks at two phantoms, and its numbers are
compared with those kept in ``resources/selfcheck.json``, within the tolerances that stand there. All goes the way of a film: reader, then
engine.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from typing import Any

import numpy as np
from numpy.typing import NDArray

import resources
from app import __version__
from app.site.recorded import recorded_method
from app.workers.job import Workers
from app.workers.messages import Failed, Outcome, Refused, Result, Task
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.read import ReadFilm
from app.workers.tasks.screen import ScreenFilms
from audit.records.events import ItemRecord, SelfCheckRecord
from models.networks.library import NETWORKS, embedded
from models.networks.manifest import ManifestError
from models.reading.archive import inside
from models.values.digests import sha256_of
from models.values.input_check import NotScreened
from models.values.parameters import Parameters
from models.values.radiograph import Radiograph
from models.values.screening import Screening

_NO_CONTROLS = Parameters(controls=0)
PHANTOMS = ("marked", "plain")
_LIBRARIES = ("torch", "numpy", "scipy", "pydicom", "pillow", "pylibjpeg-openjpeg", "pyjpegls", "python-gdcm")
Kept = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """One thing that was checked.

    Attributes:
        name: What it is.
        passed: Whether it is as it was.
        deviation: The largest from what is kept, where something was measured.
        tolerance: The largest allowed.
        sentence: Why it failed, where that is more than a deviation.
        device: Where a network ran.
    """

    name: str
    passed: bool
    deviation: float | None = None
    tolerance: float | None = None
    sentence: str | None = None
    device: str | None = None


def kept_numbers() -> Kept:
    """Read what every installation must find."""
    kept: Kept = json.loads(resources.path("selfcheck.json").read_text("utf-8"))
    return kept


def self_check(pool: Workers, kept: Kept) -> Iterator[Item]:
    """Check the weights' files, the decoders and the networks, an Item each.

    Args:
        pool: Whose reader and engine are tried.
        kept: As ``kept_numbers`` returns it.
    """
    yield from map(_weights, NETWORKS)
    for syntax, sample in kept["syntaxes"].items():
        yield _decoded(read(pool, f"{syntax}.dcm"), sample)
    for classifier, phantoms in kept["networks"].items():
        for name, networks in phantoms.items():
            ending = screened(pool, name, classifier)
            for network, numbers in networks.items():
                yield _compared(f"{network}, phantom {name}", ending, network, numbers, kept["tolerances"][network])


def read(pool: Workers, name: str) -> Outcome:
    """Have the reader read one sample."""
    return pool.submit(Task.READ, ReadFilm(inside(resources.path("selfcheck.zip"), name))).result()


def screened(pool: Workers, phantom: str, classifier: str) -> Outcome:
    """Have a phantom read and screened; the payload is a Screening or a NotScreened."""
    ending = read(pool, f"phantom-{phantom}.png")
    if not isinstance(ending, Result):
        return ending
    load = LoadMethod(classifier, _NO_CONTROLS)
    loaded = pool.submit(Task.LOAD_METHOD, load).result()
    if not isinstance(loaded, Result):
        return loaded
    fingerprint = recorded_method(loaded.payload).fingerprint
    assert fingerprint is not None, "a loaded method is known wholly"
    ending = pool.submit(Task.SCREEN, ScreenFilms((ending.payload,), fingerprint, load)).result()
    return Result(ending.id, ending.payload[0]) if isinstance(ending, Result) else ending


def numbers_of(screening: Screening, network: str) -> list[float]:
    """Return what is kept of one network: logits, the share of each lung and of the heart, or the probabilities of the input check."""
    match network:
        case "lungs":
            shares = [float((screening.lungs == side).mean()) for side in (1, 2)]
            return [*shares, 0.0 if screening.heart is None else float(screening.heart.mean())]
        case "film-check":
            check = screening.check
            return [check.upright, check.mirrored, check.inverted, check.chest]
    return [finding.logit for finding in screening.findings]


def picture(bits: int) -> NDArray[np.float64]:
    """Return what every sample of a decoder shows, in [0, 1]: a slope; as 8 bits, its upper ones of 12."""
    slope = np.add.outer(np.arange(160) * 13, np.arange(136) * 7)
    return (slope >> (12 - bits)) / float(2**bits - 1)


def self_check_record(items: list[Item]) -> SelfCheckRecord:
    """Return the body of the log's entry."""
    failed = [item.name for item in items if not item.passed]
    sentence = f"{len(failed)} of {len(items)} checks failed: {', '.join(failed)}." if failed else f"All {len(items)} checks passed."
    return SelfCheckRecord(
        sentence=sentence, code_version=__version__, passed=not failed, items=tuple(ItemRecord(**asdict(item)) for item in items),
        weights={name: _file_hash(name) for name in NETWORKS}, device=next((item.device for item in items if item.device), None),
        kept_sha256=sha256_of(resources.path("selfcheck.json")), python=platform.python_version(),
        libraries={name: metadata.version(name) for name in _LIBRARIES},
    )  # fmt: skip


def _weights(network: str) -> Item:
    try:
        passed = _file_hash(network) == embedded(network).weights_sha256
    except ManifestError as error:
        return Item(f"weights of {network}", passed=False, sentence=str(error))
    return Item(f"weights of {network}", passed, sentence=None if passed else "The file differs from the one its card names; install anew.")


def _file_hash(network: str) -> str | None:
    try:
        return sha256_of(embedded(network).weights)
    except (ManifestError, OSError):
        return None


def _decoded(ending: Outcome, sample: dict[str, Any]) -> Item:
    match ending:
        case Result(payload=Radiograph(pixels=pixels)):
            return _measured(sample["name"], pixels, picture(sample["bits"]), sample["tolerance"])
    return Item(sample["name"], passed=False, sentence=_reason(ending))


def _compared(name: str, ending: Outcome, network: str, numbers: list[float], tolerance: float) -> Item:
    match ending:
        case Result(payload=Screening() as screening):
            found = _measured(name, numbers_of(screening, network), numbers, tolerance)
            return replace(found, device=screening.classifier.device)
    return Item(name, passed=False, sentence=_reason(ending))


def _measured(name: str, found: Any, kept: Any, tolerance: float) -> Item:
    if np.shape(found) != np.shape(kept):
        return Item(name, passed=False, sentence="What is kept of it has another size.")
    deviation = float(np.abs(np.asarray(found, np.float64) - kept).max())
    if not np.isfinite(deviation):
        return Item(name, passed=False, sentence="The result is no number.")
    return Item(name, deviation <= tolerance, deviation, tolerance)


def _reason(ending: Outcome) -> str:
    match ending:
        case Refused(sentence=sentence) | Failed(sentence=sentence) | Result(payload=NotScreened(sentence=sentence)):
            return sentence
    return "It was stopped."
