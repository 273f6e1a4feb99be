"""Does the gate catch poor drawings of lungs? ``python tests/benchmarks/lung_quality.py [--data DATA] [--out FILE]``.

On films that nothing was learned from, as they are and spoiled, as JSON; ``models/training/logs/quality.json`` feeds docs/validation.md.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import stats

from models.anatomy.quality import gate
from models.manifest import embedded
from models.training import segmenter as recipe
from models.training.films import MaskedFilms, lungs
from models.training.intervals import bootstrap, wilson
from models.training.ledger import Role
from models.training.quality import Judged, judge_drawings, judge_films, learned, truth_of
from models.training.spoiled import FILMS, SEEN, UNSEEN
from models.weights import load_network

STEPS = recipe.STEPS
POOR = 0.85


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, help="where to keep the figures")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(json.dumps({"quality": f"no films in {options.data}"}))  # noqa: T201
        return
    training, films = (lungs(options.data, STEPS, role=role) for role in (Role.TRAIN, Role.EVALUATE))
    figures = quality(films, training, load_network(embedded("lungs")))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures, indent=1))  # noqa: T201


def quality(films: MaskedFilms, training: MaskedFilms, network: torch.nn.Module) -> dict[str, Any]:
    """Predicted and true Dice; what the gate catches of kinds it never saw; kinds of spoiled films each left out of learning in turn."""
    truth = truth_of(films)
    as_is = judge_films(network, films.images, truth, None)
    spoiled = Judged.joined(*(judge_films(network, films.images, truth, spoil) for spoil in FILMS))
    unseen = judge_drawings(network, films.images, truth, UNSEEN)
    natural, images, drawings = (each.scores(gate()) for each in (as_is, spoiled, unseen))
    good = as_is.dice >= POOR
    at_five = float(np.quantile(natural[good], 0.05))
    people = films.patients[as_is.films]
    pooled = np.concatenate([natural, images])
    worth = np.concatenate([as_is.dice, spoiled.dice])
    who = np.concatenate([people, films.patients[spoiled.films]])
    left_out = _left_out(training, network, spoiled, as_is)
    refused = [
        {
            "film": int(index),
            "view": str(films.views[index]),
            "score": round(float(natural[index]), 3),
            "dice": round(float(as_is.dice[index]), 3),
        }
        for index in np.flatnonzero((natural < gate().least) | (as_is.dice < POOR))
    ]
    poor_drawings, poor_images = unseen.dice < POOR, spoiled.dice < POOR
    return {
        "least_score": gate().least,
        "spearman": {
            "films_as_they_are": [len(natural), *_rank(natural, as_is.dice, people)],
            "films_as_they_are_and_spoiled": [len(pooled), *_rank(pooled, worth, who)],
            "spoiled_drawings": [len(drawings), *_rank(drawings, unseen.dice, films.patients[unseen.films])],
        },
        "predicted_less_true_dice": round(float(np.mean(natural - as_is.dice)), 3),
        "good_refused": _share(natural[good] < gate().least),
        "caught": {
            "spoiled_drawings": _share(drawings[poor_drawings] < gate().least),
            "spoiled_films": _share(images[poor_images] < gate().least),
        },
        "caught_when_one_in_twenty_good_is_refused": {
            "least_score": round(at_five, 3),
            "spoiled_drawings": _share(drawings[poor_drawings] < at_five),
            "spoiled_films": _share(images[poor_images] < at_five),
            "spoiled_films_of_kinds_left_out": left_out,
        },
        "by_kind_when_one_in_twenty_good_is_refused": {
            **{kind: _share(drawings[(unseen.kinds == kind) & poor_drawings] < at_five) for kind in np.unique(unseen.kinds)},
            **{kind: _share(images[(spoiled.kinds == kind) & poor_images] < at_five) for kind in np.unique(spoiled.kinds)},
        },
        "natural_failures": refused,
    }


def _left_out(training: MaskedFilms, network: torch.nn.Module, spoiled: Judged, as_is: Judged) -> dict[str, Any]:
    """Learn the gate without one kind of spoiled film in turn, and test it on that kind."""
    truth = truth_of(training)
    known = {spoil.__name__: judge_films(network, training.images, truth, spoil) for spoil in FILMS}
    always = Judged.joined(judge_films(network, training.images, truth, None), judge_drawings(network, training.images, truth, SEEN))
    caught = []
    for kind in known:
        fitted = learned(Judged.joined(always, *(judged for name, judged in known.items() if name != kind)))
        natural = as_is.scores(fitted)
        least = np.quantile(natural[as_is.dice >= POOR], 0.05)
        poor = (spoiled.kinds == kind) & (spoiled.dice < POOR)
        caught.append(spoiled.scores(fitted)[poor] < least)
    return _share(np.concatenate(caught))


def _rank(scores: NDArray[np.float64], worth: NDArray[np.float64], patients: NDArray[np.str_]) -> list[float]:
    people = [np.flatnonzero(patients == person) for person in np.unique(patients)]

    def of(drawn: NDArray[np.int_]) -> float:
        films = np.concatenate([people[i] for i in drawn])
        return float(stats.spearmanr(scores[films], worth[films])[0])

    return [round(float(stats.spearmanr(scores, worth)[0]), 3), *(round(end, 3) for end in bootstrap(of, len(people), draws=300))]


def _share(hits: NDArray[np.bool_]) -> dict[str, float | int]:
    low, high = wilson(int(hits.sum()), len(hits))
    return {"n": len(hits), "share": round(float(hits.mean()), 3) if len(hits) else 0.0, "low": round(low, 3), "high": round(high, 3)}


if __name__ == "__main__":
    main()
