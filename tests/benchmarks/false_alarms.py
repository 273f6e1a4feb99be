"""Measure how often focal excess is flagged on real films that the classifier never learned from. Prints JSON.

With ``--data FOLDER``, on NIH films of the roles reference and calibrate. With ``--evaluate STEP`` also on those of the role evaluate, on
``lungs/`` and on ``hearts/``; that look is appended to ``models/training/logs/looks.json``, and only then the figures are written to
``models/training/logs/false_alarms.json``. Films are gone through once and their maps kept in ``--build``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

import resources
from models.attention.reference.films import FIELDS, Films
from models.attention.reference.reference import Reference
from models.attribution.watched import WatchedClassifier
from models.networks.library import embedded
from models.screening.collect import collect
from models.screening.loaded_method import LoadedMethod
from models.training import looks
from models.training.false_alarms import Alarms, flags, redrawn
from models.training.ledger import PatientRole
from models.training.unseen import Unseen, every_unseen_nih, unseen_hearts, unseen_lungs
from tests.benchmarks.attention import CPU, Means

OUT = Path("models/training/logs/false_alarms.json")
SCRIPT = "tests/benchmarks/false_alarms.py"

OPAQUE = ("Atelectasis", "Consolidation", "COVID-19", "Edema", "Effusion", "Infiltration", "Pneumonia")
"""Where aerated lung is missing, so that true evidence may lie outside it (method, section 4)."""

FEWEST = 10
"""Films that a disease needs to be told."""


@dataclass(frozen=True)
class Gathered:
    """Films with what is known of them, in one order; all but the films are N texts, and diseases are separated by |."""

    films: Films
    patients: NDArray[np.str_]
    views: NDArray[np.str_]
    roles: NDArray[np.str_]
    diseases: NDArray[np.str_]

    @classmethod
    def of(cls, unseen: Iterable[Unseen], method: LoadedMethod) -> Gathered:
        """Go through films; those that are refused, or on which a finding could not be assessed, are left out."""
        kept = [(found, one) for one in unseen if len((found := collect([one.film], method)).logits)]
        known = [(one.patient, one.view, one.role, "|".join(sorted(one.diseases))) for _, one in kept]
        nobody = Films.none(len(method.classifier.manifest.labels))
        return cls(Films.joined([nobody, *(films for films, _ in kept)]), *np.array(known, np.str_).reshape(-1, 4).T)

    @classmethod
    def kept(cls, file: Path, unseen: Iterable[Unseen], method: LoadedMethod) -> Gathered:
        """Read what was gathered by the same method, or gather and keep it."""
        by = np.array([*astuple(method.made_with), method.checker.manifest.weights_sha256])
        if file.exists():
            with np.load(file) as arrays:
                if np.array_equal(arrays["by"], by):
                    return cls(Films(*(arrays[name] for name in FIELDS)), *(arrays[f"of_{name}"] for name in TEXTS))
        found = cls.of(unseen, method)
        file.parent.mkdir(parents=True, exist_ok=True)
        texts = {f"of_{name}": getattr(found, name) for name in TEXTS}
        np.savez(file, by=by, **{name: getattr(found.films, name) for name in FIELDS}, **texts)
        return found

    @classmethod
    def joined(cls, parts: list[Gathered]) -> Gathered:
        """Put films together."""
        return cls(
            Films.joined([part.films for part in parts]), *(np.concatenate([getattr(part, name) for part in parts]) for name in TEXTS)
        )


TEXTS = ("patients", "views", "roles", "diseases")


def measured(nih: Gathered, other: dict[str, Gathered], thresholds: Sequence[float], redrawings: int, labels: tuple[str, ...]) -> Any:
    """Count flags at these thresholds: of all NIH films, by view, role, finding and disease, and of other collections apart."""
    films = nih.films.decided_at(thresholds)
    rest = Gathered.joined(list(other.values())) if other else None
    foreign = rest.films.decided_at(thresholds) if rest else Films.none(len(labels))
    own: list[NDArray[np.bool_]] = []
    others: list[NDArray[np.bool_]] = []
    for flagged, elsewhere in redrawn(films, nih.patients, foreign, redrawings):
        own.append(flagged)
        others.append(elsewhere)
        print(f"redrawing {len(own)} of {redrawings}", file=sys.stderr, flush=True)  # noqa: T201
    alarms = Alarms.of(films, nih.patients, own)
    groups = {"nih": np.ones(len(nih.patients), bool)}
    groups |= {f"nih, {view}": nih.views == view for view in ("PA", "AP")}
    groups |= {"nih, evaluate": nih.roles == PatientRole.EVALUATE}
    told: dict[str, Any] = {
        "redrawings": redrawings, "thresholds": [round(value, 6) for value in thresholds],
        "groups": {name: alarms.subset(inside).counted() for name, inside in groups.items() if inside.any()},
        "findings": {label: alarms.counted(k) for k, label in enumerate(labels)},
        "strata": {name: alarms.subset(inside).counted() for name, inside in diseases(nih).items() if inside.sum() >= FEWEST},
    }  # fmt: skip
    high = films.logits >= np.quantile(films.logits, 0.9, axis=0)
    told["strata"]["highest tenth of scores"] = replace(alarms, read=alarms.read & high).counted()
    if rest:
        elsewhere_alarms = Alarms.of(foreign, rest.patients, others)
        which = np.repeat(list(other), [len(part.patients) for part in other.values()])
        told["groups"] |= {name: elsewhere_alarms.subset(which == name).counted() for name in other}
    return told


def diseases(gathered: Gathered) -> dict[str, NDArray[np.bool_]]:
    """Tell the films of each disease, and those where a lung is opaque."""
    of = [set(names.split("|")) for names in gathered.diseases]
    found = {name: np.array([name in one for one in of]) for name in sorted(set().union(*of))}
    return found | {"any opaque lung": np.array([bool(one & set(OPAQUE)) for one in of])}


def by_shipped(groups: dict[str, Gathered], thresholds: Sequence[float], method: LoadedMethod) -> dict[str, Any]:
    """Count flags by the shipped reference, its films decided at these thresholds; nothing where it is of another method."""
    shipped = Reference.load(resources.path("references/embedded.npz"))
    if shipped.made_with != method.made_with:
        return {}
    reference = shipped.decided_at(thresholds)
    told = {}
    for name, one in groups.items():
        films = one.films.decided_at(thresholds)
        told[name] = Alarms.of(films, one.patients, [flags(reference, films, np.arange(len(films.logits)))]).counted()
    return told


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--evaluate", metavar="STEP", help='look at the evaluation films, once a step, as "step 10"')
    parser.add_argument("--thresholds", type=float, nargs="*", help="probabilities, one a finding; else the manifest's")
    parser.add_argument("--redrawings", type=int, default=20)
    parser.add_argument("--films", type=int, help="no more than so many of each kind, to try it out")
    parser.add_argument("--build", type=Path, default=Path("build/false_alarms"), help="where maps are kept")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    if not options.data:
        print(json.dumps({"false_alarms": "no films: name their folder with --data"}))  # noqa: T201
        return
    torch.set_num_threads(1)
    classifier, means = WatchedClassifier.load(embedded("embedded"), CPU), Means()
    method = LoadedMethod(classifier, means.segmenter, means.checker, means.table)
    thresholds = options.thresholds or classifier.manifest.thresholds

    def gathered(name: str, unseen: Iterable[Unseen]) -> Gathered:
        return Gathered.kept(options.build / f"{name}-{options.films or 'all'}.npz", islice(unseen, options.films), method)

    roles = [PatientRole.REFERENCE, PatientRole.CALIBRATE]
    other: dict[str, Gathered] = {}
    if options.evaluate:
        looks.add(looks.Look.now(options.evaluate, ("nih", "nih_more", "lungs", "hearts"), "false alarms of focal excess", SCRIPT))
        roles.append(PatientRole.EVALUATE)
        other = {"lungs": gathered("lungs", unseen_lungs(options.data)), "hearts": gathered("hearts", unseen_hearts(options.data))}
    parts = {role: gathered(f"nih-{role}", every_unseen_nih(options.data, role)) for role in roles}
    told = measured(Gathered.joined(list(parts.values())), other, thresholds, options.redrawings, classifier.manifest.labels)
    if options.evaluate:
        told["by_shipped"] = by_shipped({"nih, evaluate": parts[PatientRole.EVALUATE], **other}, thresholds, method)
        options.out.write_text(json.dumps(told, indent=1) + "\n")
    print(json.dumps(told, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
