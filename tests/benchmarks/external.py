"""Audit classifiers that can only be called. Prints JSON: scores and verdicts of a called network beside its own, toy rules, and deaths.

``--part network``: a program around the embedded network; its scores and verdicts are held against the network's. ``--part rules``: one
program with two rules, of which one looks for a side marker in an upper corner, drawn anew for each film, and its twin at the texture of
the lungs. ``--part deaths``: a program that is killed 20 times while films are scored. Real films need ``--data FOLDER``: the role
reference is rested on, the role calibrate screened.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch

import resources
from models.attention.reference.films import Films
from models.attention.reference.reference import Reference
from models.challenge.calibration.bank import bank, without_controls
from models.challenge.calibration.calibration import Calibration
from models.challenge.occlusion.called_classifier import CalledClassifier
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.networks.manifest import Manifest, read_manifest
from models.networks.manifest_writing import write_manifest
from models.reading.window import automatic_window
from models.regions.table import shipped_table
from models.screening.audited_classifier import AuditedClassifier, load_classifier
from models.screening.collect import collected
from models.screening.loaded_method import LoadedMethod
from models.screening.review import SecondLook, completed
from models.screening.screen import screen
from models.screening.second_look import second_look
from models.selftest.plants import Plant, planted
from models.selftest.remembering import Remembering
from models.training.grounds import with_view
from models.training.ledger import PatientRole
from models.training.reference import by_patient
from models.training.unseen import every_unseen_nih
from models.values.digests import pixel_hash, sha256_of
from models.values.progress import result_of
from models.values.radiograph import Header, Radiograph
from models.values.screening import Screening
from tests.benchmarks.agreement import agreement

CPU = torch.device("cpu")
SEEN = 40
"""Films of the role calibrate on some of which the corner rule was set; it is measured on those after them."""
RULES = ("Mass", "Nodule")
_ROOT = Path(__file__).resolve().parents[2]

_NETWORK = f"""
import json, sys
sys.path.insert(0, {str(_ROOT)!r})
import numpy as np, torch
torch.set_num_threads(1)
from models.networks.classifier import Classifier
from models.networks.library import embedded
network = Classifier.load(embedded("embedded"), torch.device("cpu"))
for line in sys.stdin:
    film = line.strip()
    if film:
        scores = network.logits(torch.from_numpy(np.load(film))[None])[0].tolist()
        print(json.dumps({{"id": film, "scores": dict(zip(network.manifest.labels, scores))}}), flush=True)
"""

_TWO_RULES = """
import json, sys
import numpy as np
def mean_of(image, side):
    sums = np.pad(image, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    return (sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]) / side**2
def corner(image):
    rough = np.abs(image[:, 4:] - image[:, :-4])
    return 3 * (sum(mean_of(zone, 16).max() for zone in (rough[:88, :88], rough[:88, -88:])) - 1)
def lungs(image):
    both = [image[110:200, 70:120], image[110:200, 200:250]]
    return 0.5 + 40 * np.mean([np.abs(np.diff(one, axis=1)).mean() for one in both])
for line in sys.stdin:
    film = line.strip()
    if film:
        image = np.load(film)[0].astype(float)
        odds = {"Mass": corner(image), "Nodule": lungs(image)}
        print(json.dumps({"id": film, "scores": {name: float(1 / (1 + np.exp(-value))) for name, value in odds.items()}}), flush=True)
"""


def program(folder: Path, text: str, described: Manifest, **arguments: Any) -> Manifest:
    """Write a program with its manifest; it prepares films as another classifier does."""
    folder.mkdir(parents=True, exist_ok=True)
    (file := folder / "program.py").write_text(text)
    said = {"command": [sys.executable, "{program}"], "version": "benchmark", "batch": 16} | arguments
    about = {"name": folder.name, "family": "external", "architecture": "program", "arguments": said}
    write_manifest(replace(described, **about, weights=file, weights_sha256=sha256_of(file)), folder / "manifest.toml")
    return read_manifest(folder / "manifest.toml")


def rules(folder: Path, calls: int) -> Manifest:
    """Return the manifest of the two rules; both decide at 0.5."""
    described = replace(embedded("embedded"), labels=RULES, thresholds=(0.5, 0.5), points={}, operating_point=None, prevalence=None)
    return program(folder, _TWO_RULES, described, calls=calls)


def with_marker(film: Radiograph, seed: int) -> Radiograph:
    """Return a film with a side marker on a dark plate in an upper corner, drawn by chance."""
    letter, where = planted(np.zeros_like(film.pixels), Plant.SIDE_MARKER, np.random.default_rng(seed))
    pixels = np.where(where, np.maximum(letter, np.float32(0.05)), film.pixels)
    return Radiograph(pixels, film.window, replace(film.header, pixel_sha256=pixel_hash(pixels)))


def drawn(seed: int) -> Radiograph:
    """Return a phantom without a marker."""
    pixels = phantom(seed, marked=False).pixels
    return Radiograph(pixels, automatic_window(pixels), Header("0" * 64, pixel_hash(pixels), *pixels.shape))


def real(folder: Path, role: PatientRole, most: int, after: int = 0) -> list[Radiograph]:
    """Return a film of each of so many patients of a role, after the first so many."""
    first = islice((films[0] for films in by_patient(every_unseen_nih(folder, role))), after, after + most)
    return [with_view(one) for one in first]


class Pipeline:
    """All that a method takes besides a classifier."""

    def __init__(self) -> None:
        self._segmenter = Remembering.load(embedded("lungs"), CPU)
        self._checker, self._table = InputChecker.load(embedded("film-check"), CPU), shipped_table()

    def grounded(self, classifier: AuditedClassifier, films: Sequence[Radiograph]) -> LoadedMethod:
        """Return a method that rests on films, those that serve."""
        method, started = LoadedMethod(classifier, self._segmenter, self._checker, self._table), time.monotonic()
        kept = [collected([film], method) for film in films]
        log(f"{classifier.manifest.name}: first look at {len(films)} films, {time.monotonic() - started:.0f} s")
        films_kept = Films.joined([one.films for one in kept])
        begun = without_controls(method.made_with, bank(donor for one in kept for donor in one.donors), films_kept.logits)
        method = replace(method, reference=Reference.build(method.made_with, films_kept), calibration=begun)
        looks: list[SecondLook] = [second_look([film], method) for film, one in zip(films, kept, strict=True) if one.donors]
        log(f"{classifier.manifest.name}: second look, {time.monotonic() - started:.0f} s")
        return replace(method, calibration=completed(begun, looks))

    def shipped(self, classifier: AuditedClassifier) -> LoadedMethod:
        """Return a method with the embedded network's reference and calibration."""
        reference = Reference.load(resources.path("references/embedded.npz")).decided_at(classifier.manifest.thresholds)
        calibration = Calibration.load(resources.path("calibrations/embedded.npz"))
        return LoadedMethod(classifier, self._segmenter, self._checker, self._table, reference=reference, calibration=calibration)

    def screened(self, films: Sequence[Radiograph], method: LoadedMethod) -> list[Screening]:
        """Screen films, one at a time; those that are refused are left out."""
        started = time.monotonic()
        found = [one for film in films for one in result_of(screen([film], method)) if isinstance(one, Screening)]
        log(f"{method.classifier.manifest.name}: {len(films)} films screened, {time.monotonic() - started:.0f} s")
        return found


def verdicts_of(found: Sequence[Screening], k: int) -> dict[str, int]:
    """Count the verdicts of a finding."""
    return dict(Counter(str(one.findings[k].verdict.verdict) for one in found if one.findings[k].verdict))


def why_undetermined(found: Sequence[Screening], k: int) -> Counter[str]:
    """Count the first reasons for which a finding is undetermined."""
    verdicts = [one.findings[k].verdict for one in found]
    return Counter(str(verdict.reasons[0]) for verdict in verdicts if verdict and verdict.reasons)


def of_rules(pipeline: Pipeline, folder: Path, data: Path | None, options: argparse.Namespace) -> dict[str, Any]:
    """Screen films with a pattern in a corner, by both rules at once."""
    told: dict[str, Any] = {}
    kinds: dict[str, Callable[[], tuple[list[Radiograph], list[Radiograph]]]] = {
        "phantoms": lambda: ([drawn(4_100_000 + seed) for seed in range(options.rest_on)], [drawn(4_200_000 + seed) for seed in range(20)])
    }
    if data:
        kinds["real films"] = lambda: (
            real(data, PatientRole.REFERENCE, options.rest_on + 12), real(data, PatientRole.CALIBRATE, 40, after=SEEN)
        )  # fmt: skip
    for kind, films in kinds.items():
        rest_on, asked = films()
        classifier = load_classifier(rules(folder / "rules", options.calls), CPU)
        method = pipeline.grounded(classifier, rest_on)
        found = pipeline.screened([with_marker(film, seed) for seed, film in enumerate(asked)], method)
        told[kind] = {
            "rested on": len(method.reference.films.logits) if method.reference else 0,
            "screened": len(found),
            "corner rule": verdicts_of(found, 0),
            "lung rule": verdicts_of(found, 1),
            "undetermined, why": [dict(why_undetermined(found, k)) for k in (0, 1)],
            "positive by the corner rule": sum(one.findings[0].positive for one in found),
            "calls for score and map, at most": max(one.classifier.called.calls for one in found if one.classifier.called),
            "seconds a film": round(float(np.mean([one.seconds for one in found])), 2),
        }
        log(json.dumps(told[kind]))
        classifier.close() if isinstance(classifier, CalledClassifier) else None
    return told


def of_network(pipeline: Pipeline, folder: Path, data: Path | None, options: argparse.Namespace) -> dict[str, Any]:
    """Hold a program around the embedded network against the network itself, both with its shipped reference and calibration.

    Control places are scores of the same function, so they serve both. The reference's maps are the network's, so that what is said of
    unusual attention alone is not compared. The shipped reference and calibration hold some of the films of the role calibrate, for both.
    """
    asked = real(data, PatientRole.CALIBRATE, options.films) if data else [drawn(4_200_000 + n) for n in range(options.films)]
    manifest = program(folder / "called", _NETWORK, embedded("embedded"), scores="log-odds", calls=options.calls)
    both = [pipeline.screened(asked, pipeline.shipped(load_classifier(one, CPU))) for one in (manifest, embedded("embedded"))]
    findings = [pair for one, other in zip(*both, strict=True) for pair in zip(one.findings, other.findings, strict=True)]
    return {
        "films": len(both[0]),
        "largest difference of log-odds": max(abs(one.logit - other.logit) for one, other in findings),
        "verdicts of positive findings, called | network": agreement(*both),
        "calls for score and map, at most": max(one.classifier.called.calls for one in both[0] if one.classifier.called),
        "seconds a film": [round(float(np.mean([one.seconds for one in found])), 2) for found in both],
    }


def of_deaths(folder: Path, films: int = 40) -> dict[str, Any]:
    """Kill a program 20 times while films are scored and mapped."""
    classifier = CalledClassifier.load(rules(folder / "killed", 40), CPU)
    prepared = [classifier.prepared(drawn(4_300_000 + seed).pixels) for seed in range(films)]
    expected = [result_of(classifier.scoring([film]))[0][0] for film in prepared]
    again, killed, over = CalledClassifier.load(classifier.manifest, CPU), 0, threading.Event()
    ended: list[np.ndarray[Any, Any]] = []

    def kill() -> None:
        nonlocal killed
        rng, last = np.random.default_rng(1), None
        while killed < 20 and not over.is_set():
            time.sleep(float(rng.uniform(0.2, 0.8)))
            if (pid := again.calls.pid) and pid != last:
                os.kill(pid, signal.SIGKILL)
                killed, last = killed + 1, pid

    killer = threading.Thread(target=kill)
    killer.start()
    rounds = 0
    while killed < 20 and rounds < 20:
        again._known.clear()
        ended += [result_of(again.scoring([film]))[0][0] for film in prepared]
        rounds += 1
    over.set()
    killer.join()
    same = sum(bool(np.array_equal(one, other)) for one, other in zip(ended, expected * rounds, strict=True))
    for one in (classifier, again):
        one.close()
    return {"killed": killed, "films": films * rounds, "ended once": len(ended), "with the same scores": same}


def log(line: str) -> None:
    """Tell how far it is."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("network", "rules", "deaths"), action="append", help="all where none is said")
    parser.add_argument("--data", type=Path, help="folder of real films; without it phantoms alone")
    parser.add_argument("--films", type=int, default=60, help="that the network and the program around it screen")
    parser.add_argument("--rest-on", type=int, default=80, help="films of a reference; on some nothing is hot, so no control is placed")
    parser.add_argument("--calls", type=int, default=150, help="for score and map of a film")
    options = parser.parse_args()
    torch.set_num_threads(1)
    parts, told, pipeline = options.part or ["deaths", "rules", "network"], dict[str, Any](), Pipeline()
    with tempfile.TemporaryDirectory() as name:
        for part in parts:
            match part:
                case "deaths":
                    told[part] = of_deaths(Path(name))
                case "rules":
                    told[part] = of_rules(pipeline, Path(name), options.data, options)
                case "network":
                    told[part] = of_network(pipeline, Path(name), options.data, options)
    print(json.dumps(told, indent=1, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
