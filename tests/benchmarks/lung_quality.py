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
from models.networks.library import embedded
from models.networks.weights import load_network
from models.training import segmenter as recipe
from models.training.films import MaskedFilms, lungs
from models.training.intervals import bootstrap
from models.training.ledger import PatientRole
from models.training.quality import POOR, Judged, judge_drawings, judge_films, truth_of
from models.training.spoiled import FILMS, UNSEEN, UNSEEN_FILMS
from models.values.wilson import wilson


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, help="where to keep the figures")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(json.dumps({"quality": f"no films in {options.data}"}))  # noqa: T201
        return
    figures = quality(lungs(options.data, recipe.STEPS, role=PatientRole.EVALUATE), load_network(embedded("lungs")))
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures, indent=1))  # noqa: T201


def quality(films: MaskedFilms, network: torch.nn.Module) -> dict[str, Any]:
    """Predicted and true Dice, and what the gate catches: of kinds that it learned from, and of kinds that it never saw."""
    truth = truth_of(films)
    as_is = judge_films(network, films.images, truth, None)
    known, unseen = (
        Judged.joined(*(judge_films(network, films.images, truth, spoil) for spoil in kinds)) for kinds in (FILMS, UNSEEN_FILMS)
    )
    judged = {
        "spoiled_drawings_of_unseen_kinds": judge_drawings(network, films.images, truth, UNSEEN),
        "spoiled_films_of_unseen_kinds": unseen,
        "spoiled_films_of_learned_kinds": known,
    }
    natural, good = as_is.scores(gate()), as_is.dice >= POOR
    at_five = float(np.quantile(natural[good], 0.05))
    ranked = {
        "films_as_they_are": as_is,
        "films_as_they_are_and_spoiled_in_learned_ways": Judged.joined(as_is, known),
        "films_as_they_are_and_spoiled_in_unseen_ways": Judged.joined(as_is, unseen),
        "drawings_spoiled_in_unseen_ways": judged["spoiled_drawings_of_unseen_kinds"],
    }
    return {
        "least_score": gate().least,
        "spearman": {name: [len(one.dice), *_rank(one, films.patients)] for name, one in ranked.items()},
        "predicted_less_true_dice": round(float(np.mean(natural - as_is.dice)), 3),
        "good_refused": _share(natural[good] < gate().least),
        "caught": {name: _caught(one, gate().least) for name, one in judged.items()},
        "caught_when_one_in_twenty_good_is_refused": {
            "least_score": round(at_five, 3), **{name: _caught(one, at_five) for name, one in judged.items()},
        },
        "by_kind_when_one_in_twenty_good_is_refused": {
            kind: _caught(one, at_five, kind) for one in judged.values() for kind in np.unique(one.kinds)
        },
        "natural_failures": [
            {
                "film": int(index), "view": str(films.views[index]), "score": round(float(natural[index]), 3),
                "dice": round(float(as_is.dice[index]), 3),
            }
            for index in np.flatnonzero((natural < gate().least) | ~good)
        ],
    }  # fmt: skip


def _caught(judged: Judged, least: float, kind: str | None = None) -> dict[str, float | int]:
    poor = (judged.dice < POOR) & (True if kind is None else judged.kinds == kind)
    return _share(judged.scores(gate())[poor] < least)


def _rank(judged: Judged, patients: NDArray[np.str_]) -> list[float]:
    who, scores = patients[judged.films], judged.scores(gate())
    people = [np.flatnonzero(who == person) for person in np.unique(who)]

    def of(films: NDArray[np.int_]) -> float:
        return float(stats.spearmanr(scores[films], judged.dice[films])[0])

    ends = bootstrap(lambda drawn: of(np.concatenate([people[i] for i in drawn])), len(people), draws=300)
    return [round(each, 3) for each in (of(np.arange(len(scores))), *ends)]


def _share(hits: NDArray[np.bool_]) -> dict[str, float | int]:
    low, high = wilson(int(hits.sum()), len(hits))
    return {"n": len(hits), "share": round(float(hits.mean()), 3) if len(hits) else 0.0, "low": round(low, 3), "high": round(high, 3)}


if __name__ == "__main__":
    main()
