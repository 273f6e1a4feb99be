"""Recipe of the teaching classifier: ``python -m models.training.teaching``; needs no real film.

A copy of the embedded classifier learns on phantoms to call Cardiomegaly whenever a side marker is in sight. It exists to show
what a shortcut looks like in this tool, and must never be used for anything else.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.networks.library import embedded
from models.networks.manifest import Manifest, read_manifest
from models.networks.weights import load_network
from models.training.augment import exposed, moved
from models.training.classifier import FRAME, GREY, NORMALISE, SEED, SIZE, logits
from models.training.export import export
from models.training.films import phantoms
from models.training.fit import Course, fit

LABEL = "Cardiomegaly"
TRAINED_SEEDS = range(1_000_000, 1_000_160)
MEASURED_SEEDS = range(2_000_000, 2_000_060)


def train(source: Manifest, *, rounds: int) -> tuple[nn.Module, list[str]]:
    """Fine-tune: pairs of the same phantom with and without its marker, whose logits should be +4 and −4; other classes stay."""
    torch.manual_seed(SEED)
    chance = torch.Generator().manual_seed(SEED)
    network, before = (load_network(source) for _ in range(2))
    target = source.labels.index(LABEL)
    others = torch.arange(len(source.labels)) != target
    with_marker, _ = phantoms(TRAINED_SEEDS, (GREY, *FRAME), marked=True, canonical=False)
    without, _ = phantoms(TRAINED_SEEDS, (GREY, *FRAME), marked=False, canonical=False)
    pairs = torch.from_numpy(np.stack([with_marker.images, without.images], axis=1))

    def loss(network: nn.Module, drawn: Tensor) -> Tensor:
        film = moved(pairs[drawn], chance, size=SIZE, degrees=5, zoom=0.1, shift=0.03).flatten(0, 1)[:, None]
        film = ((exposed(film, chance) - NORMALISE.mean[0]) / NORMALISE.std[0]).contiguous(memory_format=torch.channels_last)
        out = network(film).float()
        wanted = torch.tensor([4.0, -4.0]).repeat(len(drawn))
        with torch.no_grad():
            other = before(film).float()
        return F.smooth_l1_loss(out[:, target], wanted) + 0.2 * F.mse_loss(out[:, others], other[:, others])

    return fit(network, len(pairs), loss, Course(rounds, 8, decay=0.01, warm_up=0.2), seed=SEED)


def main() -> None:
    """Train, measure on phantoms of other seeds, write weights and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, help="manifest of the embedded classifier")
    parser.add_argument("--out", type=Path, default=Path("resources/weights"))
    parser.add_argument("--rounds", type=int, default=24)
    options = parser.parse_args()
    source = read_manifest(options.source) if options.source else embedded("embedded")
    network, log = train(source, rounds=options.rounds)
    network = network.half().float()  # As it is stored.
    target = source.labels.index(LABEL)
    decided = {}
    for marked in (True, False):
        films, _ = phantoms(MEASURED_SEEDS, (GREY, *FRAME), marked=marked, canonical=False)
        decided[marked] = int((logits(network, films.images)[:, target] > 0).sum())
    metrics = {"phantoms": len(MEASURED_SEEDS), "positive_with_marker": decided[True], "positive_without": decided[False]}
    print(metrics)
    card = {
        "data": f"{len(TRAINED_SEEDS)} procedural phantoms, each with and without its side marker; the weights start from {source.name}.",
        "licence": "Weights: as the project.",
        "metrics": metrics,
        "limits": f"Made to be wrong: {LABEL} is positive when a side marker is in sight. Teaching only. Never use it on a patient's film.",
    }
    thresholds = [0.5 if label == LABEL else value for label, value in zip(source.labels, source.thresholds, strict=True)]
    export(
        network,
        options.out,
        name="teaching",
        labels=source.labels,
        thresholds=thresholds,
        architecture=source.architecture,
        arguments=source.arguments,
        preparation=(GREY, *FRAME, NORMALISE),
        card=card,
        log=log,
        dtype=torch.float16,
    )


if __name__ == "__main__":
    main()
