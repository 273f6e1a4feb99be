"""Measure how well the embedded classifier ranks and decides within strata, beside an earlier one and beside source and view alone.

With ``--data FOLDER``, on the films of folds 1 and 2, scored by the networks that did not see them: what choices are made on. With
``--evaluate STEP`` also the films that nothing is chosen on; that look is appended to ``models/training/logs/looks.json``, and its figures
stay in the file of figures as long as the weights do. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.networks.library import embedded
from models.networks.manifest import Manifest, read_manifest
from models.networks.weights import load_network
from models.training import looks, out_of_fold
from models.training.decisions import by_group
from models.training.facts import FilmFacts, nih_facts
from models.training.films import with_images
from models.training.ledger import PatientRole
from models.training.operating_points import POINTS, crossed
from models.training.shortcuts import pooled_features, probed, source_and_view_alone
from models.training.strata import difference, pooled, ranked

SCRIPT = "tests/benchmarks/classifier.py"
OUT = Path("models/training/logs/classifier.json")
CHOSEN_ON = "folds 1 and 2"
LOOKED_AT = {"evaluate": (PatientRole.EVALUATE,), "fold 0": (PatientRole.EVALUATE, PatientRole.REFERENCE, PatientRole.CALIBRATE)}

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Network:
    """A classifier, and what its films are prepared by."""

    manifest: Manifest
    data: Path

    def seen(self, facts: FilmFacts) -> tuple[Scores, Scores]:
        """Return logits and pooled features of films."""
        network = load_network(self.manifest)
        found: list[tuple[Scores, Scores]] = []
        for part in np.array_split(np.arange(len(facts.names)), len(facts.names) // 64 + 1):
            inside = np.isin(np.arange(len(facts.names)), part)
            images = with_images(facts.subset(inside), self.data, self.manifest.preparation).images[:, None]
            with torch.inference_mode():
                logits = np.concatenate([network(some).double().numpy() for some in torch.from_numpy(images).split(32)])
            found.append((logits, pooled_features(network, images)))
        logits, features = (np.concatenate(side) for side in zip(*found, strict=True))
        return logits, features

    def points(self, logits: Scores) -> dict[str, NDArray[np.bool_]]:
        """Return the decisions at each of the manifest's operating points."""
        chances = 1 / (1 + np.exp(-logits))
        return {name: chances >= np.array(cuts) for name, cuts in (self.manifest.points or {"its own": self.manifest.thresholds}).items()}


def chosen_on(facts: FilmFacts, scores: Scores, now: Network, before: Network | None, draws: int) -> dict[str, Any]:
    """Measure logits out of fold on folds 1 and 2, decisions by the cuts of the other folds' films; the role evaluate is left out."""
    kept = np.array([line.role != PatientRole.EVALUATE for line in facts.lines])
    facts, scores = facts.subset(kept), scores[kept]
    trained = facts.folds > 0
    decided = {name: crossed(scores, facts.labels, facts.folds, cut)[trained] for name, cut in POINTS.items()}
    others = facts.subset(~trained)
    facts, scores = facts.subset(trained), scores[trained]
    old = before_out_of_fold(facts, before) if before else None
    return measured(facts, scores, old, decided, draws) | {"probe": probed(now.seen(others)[1], others, draws=draws)}


def before_out_of_fold(facts: FilmFacts, before: Network) -> Scores:
    """Return the earlier classifier's logits: of the first set out of fold, of other films, of which it learned nothing, its own."""
    known, own = out_of_fold.read(out_of_fold.BEFORE), before.seen(facts)[0]
    first = facts.sources == "nih"
    own[first] = [known[patient] for patient in facts.patients[first]]
    return own


def looked_at(facts: FilmFacts, now: Network, before: Network | None, draws: int) -> dict[str, Any]:
    """Measure the networks as they are shipped on films of patients whom they never saw."""
    logits, features = now.seen(facts)
    old = before.seen(facts)[0] if before else None
    told = measured(facts, logits, old, now.points(logits), draws) | {"probe": probed(features, facts, draws=draws)}
    if before and old is not None:
        told["points_before"] = {name: by_group(decided, facts, draws=draws) for name, decided in before.points(old).items()}
    return told


def measured(facts: FilmFacts, scores: Scores, before: Scores | None, points: dict[str, NDArray[np.bool_]], draws: int) -> dict[str, Any]:
    """Return all figures of some scores and decisions, and by how much they rank better than those of before."""
    alone = source_and_view_alone(facts)
    told: dict[str, Any] = {
        "films": len(scores), "patients": len(np.unique(facts.patients)), "ranked": ranked(scores, facts, draws=draws),
        "pooled": pooled(scores, facts, draws=draws),
        "alone": {"mean": round(float(np.mean(list(alone.values()))), 3) if alone else None, "classes": alone},
        "points": {name: by_group(decided, facts, draws=draws) for name, decided in points.items()},
    }  # fmt: skip
    if before is not None:
        told |= {"before": ranked(before, facts, draws=draws), "difference": difference(scores, before, facts, draws=draws)}
    return told


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--before", type=Path, metavar="MANIFEST", help="an earlier classifier's")
    parser.add_argument("--evaluate", metavar="STEP", help='look at the evaluation films, once a step, as "step 10"')
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--draws", type=int, default=1000)
    options = parser.parse_args()
    if not options.data:
        print(json.dumps({"classifier": "no films: name their folder with --data"}))  # noqa: T201
        return
    facts, now = nih_facts(options.data), Network(embedded("embedded"), options.data)
    before = Network(read_manifest(options.before), options.data) if options.before else None
    scored = facts.subset(np.isin(facts.names, list(out_of_fold.read())))
    told = kept(options.out, now.manifest.weights_sha256)
    told[CHOSEN_ON] = chosen_on(scored, out_of_fold.of(scored.names), now, before, options.draws)
    if options.evaluate:
        looks.add(looks.Look.now(options.evaluate, ("nih", "nih_more"), "the classifier within strata, and its decisions", SCRIPT))
        for name, roles in LOOKED_AT.items():
            told[name] = looked_at(facts.with_role(*roles), now, before, options.draws)
    print(json.dumps(told, indent=1))  # noqa: T201
    options.out.write_text(json.dumps(told, indent=1) + "\n")


def kept(out: Path, weights: str) -> dict[str, Any]:
    """Return the figures of earlier runs that are of the same weights."""
    told: dict[str, Any] = json.loads(out.read_text()) if out.exists() else {}
    return told if told.get("weights") == weights else {"weights": weights}


if __name__ == "__main__":
    main()
