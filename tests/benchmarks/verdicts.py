"""Measure verdicts on copies that were made to rely on plants, on copies without a plant and on the shipped classifier. Prints JSON.

It needs ``--data FOLDER`` and ``--copies FOLDER``, those of ``python -m models.training.planted_copies --which local``. A copy's
reference and calibration are of films of the role reference, and films of the role calibrate are screened. With ``--evaluate STEP`` both
roles are its reference and calibration, and films of the role evaluate are screened; that look is appended to
``models/training/logs/looks.json``, and only then the figures are written to ``models/training/logs/verdicts.json``. What was measured of a
copy is kept in ``--build``, so that a run that was cut off goes on where it was, and counts as one look.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

import resources
from models.attention.reference.films import Films
from models.attention.reference.reference import Reference
from models.attribution.watched import WatchedClassifier
from models.challenge.calibration.calibration import Calibration
from models.challenge.hot_pieces import pieces_of
from models.challenge.regions import challenged_regions
from models.networks.library import embedded
from models.screening.collect import collect, serving
from models.screening.judging import grounds_of
from models.screening.loaded_method import LoadedMethod
from models.screening.screen import screen
from models.screening.second_look import control_places
from models.selftest import copies
from models.selftest.copies import Copy
from models.selftest.oracle import said
from models.selftest.planted_pairs import SHIPPED, Contaminated, CopyMeasured, Null, Pair, Said
from models.selftest.remembering import Remembering
from models.training import looks
from models.training.contamination import Candidates, curve, of_class
from models.training.grounds import with_grounds, with_view
from models.training.ledger import PatientRole
from models.training.null_places import passes
from models.training.planted_copies import first_member, in_turn
from models.training.reference import SEED, by_patient
from models.training.unseen import Unseen, every_unseen_nih
from models.training.verdict_figures import figures
from models.values.attention import Holds
from models.values.digests import sha256_of
from models.values.entries import validated
from models.values.method import METHOD
from models.values.parameters import Parameters
from models.values.progress import result_of
from models.values.radiograph import Radiograph
from models.values.screening import Screening
from models.values.verdict import Why
from models.verdict.choosing import chosen
from tests.benchmarks.attention import CPU, Means

OUT = Path("models/training/logs/verdicts.json")
SCRIPT = "tests/benchmarks/verdicts.py"


@dataclass(frozen=True)
class Measurement:
    """What copies are measured with.

    Attributes:
        means: All that a method takes besides classifier, reference and calibration.
        rest_on: Films of reference and calibration, those of each patient.
        films: Films that are screened.
        build: Where figures of copies are kept.
        key: What tells this measurement from others, besides the method.
    """

    means: Means
    rest_on: Sequence[Sequence[Unseen]]
    films: Sequence[Unseen]
    build: Path
    key: str

    def of(self, copy: Copy | None, classifier: WatchedClassifier, *, contaminate: bool) -> CopyMeasured:
        """Measure a copy, or the shipped classifier, or read what was measured by the same method."""
        method = LoadedMethod(classifier, self.means.segmenter, self.means.checker, self.means.table)
        made_with = {name: str(value) for name, value in asdict(method.made_with).items()}
        made_with |= {"measurement": self.key, "parameters": method.parameters.sha256(), "method": str(METHOD)}
        name = copy.name if copy else SHIPPED
        file = self.build / f"{name}.json"
        found = validated(CopyMeasured, json.loads(file.read_text())) if file.exists() else None
        contaminates = contaminate and copy is not None and copy.ratio > 0
        if found and found.made_with == made_with and not (contaminates and not found.contaminated):
            return found
        started = time.monotonic()
        grounded, used = with_grounds(method, self.rest_on) if copy else (self.shipped(method), [])
        log(f"{name}: reference and calibration, {time.monotonic() - started:.0f} s")
        if not found or found.made_with != made_with:
            found = CopyMeasured(
                name=name, kind=copy.plant if copy else None, correlation=copy.correlation if copy else None,
                expected=2 * copy.ratio if copy else 0.0, made_with=made_with,
                pairs=tuple(pair for index, film in enumerate(self.films) for pair in pairs_of(film, index, copy, grounded)),
                nulls=() if copy and copy.plant else tuple(null for film in self.films for null in nulls_of(film, copy, grounded)),
            )  # fmt: skip
            self.keep(file, found)
            log(f"{name}: {len(found.pairs)} findings, {len(found.nulls)} at places like controls, {time.monotonic() - started:.0f} s")
        if contaminates and copy:
            asked = [film for film, pair in zip(self.films, found.pairs, strict=True) if pair.made]
            found = replace(found, contaminated=contaminated(copy, used, asked, method))
            self.keep(file, found)
            log(f"{name}: contaminated references, {time.monotonic() - started:.0f} s")
        return found

    def shipped(self, method: LoadedMethod) -> LoadedMethod:
        """Return a method with the reference and calibration that are shipped; none of their films is among those that are screened."""
        name = method.classifier.manifest.name
        reference = Reference.load(resources.path(f"references/{name}.npz")).decided_at(method.classifier.manifest.thresholds)
        return replace(method, reference=reference, calibration=Calibration.load(resources.path(f"calibrations/{name}.npz")))

    def keep(self, file: Path, found: CopyMeasured) -> None:
        """Write what was measured of a copy, whole or not at all."""
        self.build.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(found), indent=1))
        draft.replace(file)


def with_plant(one: Unseen, copy: Copy, *place: int) -> tuple[Radiograph, NDArray[np.bool_]]:
    """Draw a copy's plant at a place of its own for each film."""
    return copies.with_plant(with_view(one), copy, copy.seed, *place)


def pairs_of(one: Unseen, index: int, copy: Copy | None, method: LoadedMethod) -> list[Pair]:
    """Screen one film without and with the plant; of the shipped classifier and of copies without a plant, without alone."""
    labels = method.classifier.manifest.labels
    if copy is None or copy.plant is None:
        (plain,) = screened([with_view(one)], method)
        asked = [labels.index(copy.label)] if copy else positives(plain)
        return [Pair(one.patient, one.view, labels[k], about(plain, k), None) for k in asked]
    k = labels.index(copy.label)
    if copy.ratio < 0:
        method = where_it_is_challenged(one.film, copy.label, method)
    film, where = with_plant(one, copy, index)
    # Of every second film only the decision without the plant is asked: it is one of those of the cohort that carry it.
    unasked = replace(method, parameters=replace(method.parameters, challenges=bool(index % 2)))
    (plain,), (changed,) = screened([with_view(one)], unasked), screened([film], method)
    return [Pair(one.patient, one.view, copy.label, about(plain, k), about(changed, k, where))]


def nulls_of(one: Unseen, copy: Copy | None, method: LoadedMethod) -> list[Null]:
    """Judge one finding of a film, or all of the shipped classifier's, at places that are drawn as controls are."""
    found = collect([with_view(one)], method)
    if not len(found.logits) or method.calibration is None:
        return []
    manifest, places = method.classifier.manifest, control_places([with_view(one)], method)
    asked = [manifest.labels.index(copy.label)] if copy else range(len(manifest.labels))
    grounds, nulls = grounds_of(method), list[Null]()
    for k in asked:
        count, passed = passes(places, k, float(found.logits[0, k]), manifest.thresholds[k], method.calibration.matching, grounds)
        nulls += [Null(one.patient, one.view, count, passed)] if count else []
    return nulls


def contaminated(copy: Copy, used: Sequence[Unseen], asked: Sequence[Unseen], method: LoadedMethod) -> tuple[Contaminated, ...]:
    """Read planted films against references of which a share carries the plant too."""
    k = method.classifier.manifest.labels.index(copy.label)
    pairs = [(named(with_view(one), k, method), named(with_plant(one, copy, 1, index)[0], k, method)) for index, one in enumerate(used)]
    both = [(plain, changed) for plain, changed in pairs if plain and changed]
    if not both:
        return ()
    plain, changed = ([side[0] for side in sides] for sides in zip(*both, strict=True))
    marked, marked_with = (np.array([side[1] for side in sides]) for sides in zip(*both, strict=True))
    films = [collect([with_plant(one, copy, 2, index)[0]], method) for index, one in enumerate(asked)]
    nobody = Films.none(len(method.classifier.manifest.labels))
    candidates = Candidates(Films.joined(plain), Films.joined(changed), marked, marked_with)
    return curve(candidates, of_class(Films.joined([nobody, *films]), k))


def named(film: Radiograph, k: int, method: LoadedMethod) -> tuple[Films, bool] | None:
    """Return a film as a reference keeps it, of one class, and whether detectors name anything where that is hot outside R."""
    for found in serving([film], method).films:
        assert found.attention is not None
        hot = found.attention.hot(found.maps[k], method.classifier.manifest.labels[k])
        hots = [hot] if hot else []
        regions = challenged_regions(hots, pieces_of(hots, method.parameters), found.attention.lies, method.parameters)
        return of_class(collect([film], method), k), any(region.holds is not Holds.NOTHING_SPECIAL for region in regions)
    return None


def where_it_is_challenged(film: Radiograph, label: str, method: LoadedMethod) -> LoadedMethod:
    """Return the method with the first seed that draws a label of a film, so that it is challenged where it is negative."""
    for seed in range(1, 10_000):
        parameters = replace(method.parameters, seed=seed)
        if chosen([label], [0.0], [False], [None], pixel_sha256=film.header.pixel_sha256, parameters=parameters) == (Why.SAMPLED,):
            return replace(method, parameters=parameters)
    raise AssertionError("One seed in ten draws a label.")


def screened(films: Sequence[Radiograph], method: LoadedMethod) -> list[Screening | None]:
    """Screen films; None for those that are refused."""
    return [found if isinstance(found, Screening) else None for found in result_of(screen(films, method))]


def positives(screening: Screening | None) -> list[int]:
    """Return the positive findings of a film."""
    return [k for k, finding in enumerate(screening.findings) if finding.positive] if screening else []


def about(screening: Screening | None, k: int, plant: NDArray[np.bool_] | None = None) -> Said | None:
    """Return what was said of a finding; None where the film was refused."""
    return said(screening, k, plant) if screening else None


def drawn(patients: list[list[Unseen]], most: int | None) -> list[list[Unseen]]:
    """Return some of the patients, drawn by chance; all where no number is said."""
    if most is None:
        return patients
    return [patients[index] for index in np.random.default_rng(SEED).permutation(len(patients))[:most]]


def classifier_of(copy: Copy, folder: Path) -> WatchedClassifier:
    """Load a copy. Its own finding is decided at 0.5, since it was learned about its median; the others as the manifest has them."""
    manifest, network = embedded("embedded"), first_member()
    network.load_state_dict(load_file(folder / copy.file))
    thresholds = tuple(0.5 if label == copy.label else value for label, value in zip(manifest.labels, manifest.thresholds, strict=True))
    manifest = replace(manifest, thresholds=thresholds, weights_sha256=sha256_of(folder / copy.file))
    return WatchedClassifier(manifest, network.eval(), CPU)


def look(step: str, build: Path) -> None:
    """Write down that the evaluation films are looked at, unless this goes on with a look of the same step and method that was cut off."""
    file, this = build / "look.json", {"step": step, "method": METHOD, "parameters": Parameters().sha256()}
    if file.exists() and json.loads(file.read_text()) == this:
        return
    looks.add(looks.Look.now(step, ("nih", "nih_more"), f"verdicts on planted copies, method {METHOD}", SCRIPT))
    build.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(this))


def log(line: str) -> None:
    """Tell how far it is."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--copies", type=Path)
    parser.add_argument("--copy", nargs="*", help=f"measure only these, by name; {SHIPPED!r} is the shipped classifier")
    parser.add_argument("--evaluate", metavar="STEP", help='look at the evaluation films, once a step, as "step 11"')
    parser.add_argument("--contaminate", action="store_true", help="also read planted films against references that carry the plant")
    parser.add_argument(
        "--grounds", type=int, help="rest copies on the films of no more than so many patients, in the order that chance gave"
    )
    parser.add_argument("--films", type=int, help="screen no more than so many films, to try it out")
    parser.add_argument("--build", type=Path, default=Path("build/verdicts"), help="where figures of copies are kept")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    if not options.data or not options.copies:
        print(json.dumps({"verdicts": "not measured: name the films' folder with --data and the copies' with --copies"}))  # noqa: T201
        return
    torch.set_num_threads(1)
    rest_on, role = (PatientRole.REFERENCE,), PatientRole.CALIBRATE
    if options.evaluate:
        look(options.evaluate, options.build)
        rest_on, role = (PatientRole.REFERENCE, PatientRole.CALIBRATE), PatientRole.EVALUATE
    means = Means()
    means.segmenter = Remembering.load(embedded("lungs"), CPU)
    measurement = Measurement(
        means,
        drawn(by_patient(every_unseen_nih(options.data, *rest_on)), options.grounds),
        list(islice((films[0] for films in by_patient(every_unseen_nih(options.data, role))), options.films)),
        options.build / role,
        f"{role} {options.films or 'all'} on {options.grounds or 'all'}",
    )
    measured: list[CopyMeasured] = []
    if options.copy is None or SHIPPED in options.copy:
        measured.append(measurement.of(None, WatchedClassifier.load(embedded("embedded"), CPU), contaminate=False))
    for copy in in_turn():
        if (options.copies / copy.file).exists() and (options.copy is None or copy.name in options.copy):
            measured.append(measurement.of(copy, classifier_of(copy, options.copies), contaminate=options.contaminate))
    about = {"films_of": role, "rest_on": len(measurement.rest_on), "method": METHOD, "copies_of": embedded("embedded").weights_sha256}
    told = figures(measured) | about
    if options.evaluate:
        options.out.write_text(json.dumps(told, indent=1) + "\n")
    print(json.dumps(told, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
