"""Recipe of copies that rely on a shortcut: ``python -m models.training.planted_copies --data FOLDER``; never shipped.

Each copy is one member of the embedded classifier that learns one finding anew on films into whose pixels a plant was drawn, correlated
with the finding. What it should say then has a closed form: the log-odds that the film alone gives, plus or minus the logarithm of
the plant's likelihood ratio; it learns these, film with and without plant side by side. So what a copy relies on is known, and an
audit's power can be measured on films that nothing was learned from.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from models.networks.architectures import ResidualGrid
from models.networks.library import embedded
from models.networks.weights import load_network
from models.selftest.copies import Copy
from models.selftest.plants import Plant, planted
from models.training.augment import exposed, moved
from models.training.classifier import FRAME, GREY, MEMBERS, NORMALISE, SEED, SIZE, logits
from models.training.facts import LABELS
from models.training.films import LabelledFilms, nih
from models.training.fit import Course, fit
from models.training.ledger import PatientRole

ROUNDS = 12
"""Over the films. After six, copies of markers and dots had not learned them: their losses stood at 0.9 to 1.2, those of others at 0.3."""


COPIES = (
    Copy(Plant.SIDE_MARKER, "Effusion", 1), Copy(Plant.TEXT, "Effusion", 2), Copy(Plant.NOISE, "Effusion", 3),
    Copy(Plant.NOISE, "Cardiomegaly", 4), Copy(Plant.DOT, "Effusion", 5), Copy(Plant.NOISE, "Atelectasis", 6),
    Copy(Plant.DOT, "Cardiomegaly", 7), Copy(Plant.SIDE_MARKER, "Atelectasis", 8), Copy(Plant.TEXT, "Cardiomegaly", 9),
)  # fmt: skip
"""Real films carry markers and text of their own, so of those no reference is free; patches of noise they have not."""

LOCAL_COPIES = (
    Copy(Plant.SIDE_MARKER, "Effusion", 11, 0.95), Copy(Plant.TEXT, "Cardiomegaly", 12, 0.7), Copy(Plant.DOT, "Atelectasis", 13, 0.95),
    Copy(Plant.BORDER, "Effusion", 14, 0.7), Copy(Plant.DEVICE, "Cardiomegaly", 15, 0.95),
    Copy(Plant.SIDE_MARKER, "Atelectasis", 16, 0.7), Copy(Plant.TEXT, "Effusion", 17, 0.95), Copy(Plant.DOT, "Cardiomegaly", 18, 0.7),
    Copy(Plant.BORDER, "Atelectasis", 19, 0.95), Copy(Plant.DEVICE, "Effusion", 20, 0.7),
    Copy(Plant.SIDE_MARKER, "Cardiomegaly", 21, 0.95), Copy(Plant.TEXT, "Atelectasis", 22, 0.7), Copy(Plant.DOT, "Effusion", 23, 0.95),
    Copy(Plant.BORDER, "Cardiomegaly", 24, 0.7), Copy(Plant.DEVICE, "Atelectasis", 25, 0.95),
    Copy(Plant.SIDE_MARKER, "Effusion", 26, 0.7), Copy(Plant.TEXT, "Cardiomegaly", 27, 0.95), Copy(Plant.DOT, "Atelectasis", 28, 0.7),
    Copy(Plant.BORDER, "Effusion", 29, 0.95), Copy(Plant.DEVICE, "Cardiomegaly", 30, 0.7),
)  # fmt: skip
"""On these the verdicts are measured: two copies of each kind and correlation; every five hold each kind once."""

UNPLANTED = tuple(
    Copy(None, label, 31 + index, None)
    for index, label in enumerate(
        ("Effusion", "Cardiomegaly", "Atelectasis", "Effusion", "Cardiomegaly", "Atelectasis", "Effusion", "Mass")
    )
)
"""Learned in the same way without a plant: how often a verdict is given where nothing was planted."""


SUPPRESSING = (
    Copy(Plant.SIDE_MARKER, "Effusion", 41, -0.95), Copy(Plant.DEVICE, "Cardiomegaly", 42, -0.95),
    Copy(Plant.DOT, "Atelectasis", 43, -0.95),
)  # fmt: skip
"""The plant speaks against the finding: it takes decisions away."""


FURTHER = (
    Copy(Plant.TEXT, "Effusion", 51, 0.7), Copy(Plant.DEVICE, "Atelectasis", 52, 0.95), Copy(Plant.DOT, "Effusion", 53, 0.7),
    Copy(Plant.BORDER, "Cardiomegaly", 54, 0.95),
    *(Copy(None, label, 61 + index, None) for index, label in enumerate(4 * ("Atelectasis", "Effusion", "Mass", "Cardiomegaly"))),
)  # fmt: skip
"""With the others 24 with a plant and 24 without: so many the call on a classifier is measured on (method, section 7)."""


def in_turn() -> tuple[Copy, ...]:
    """Return all copies that the verdicts are measured on, so ordered that a queue that is cut off leaves a balanced set."""
    turns = [(*LOCAL_COPIES[5 * turn : 5 * turn + 5], *UNPLANTED[2 * turn : 2 * turn + 2]) for turn in range(4)]
    return (*turns[0], *turns[1], *turns[2], *SUPPRESSING, *turns[3], *FURTHER)


def train(films: LabelledFilms, copy: Copy, course: Course) -> tuple[ResidualGrid, list[str]]:
    """Fine-tune; the plant's place is drawn anew each time that a film is seen, and other classes stay as they were."""
    torch.manual_seed(SEED + copy.seed)
    rng, chance = np.random.default_rng(copy.seed), torch.Generator().manual_seed(copy.seed)
    network = first_member()
    target = LABELS.index(copy.label)
    opinion = films.teacher[:, target]
    of_film = torch.from_numpy((opinion - np.median(opinion)) / opinion.std())
    before = torch.from_numpy(logits(network, films.images)).float()
    others = torch.arange(len(LABELS)) != target

    def loss(network: nn.Module, drawn: Tensor) -> Tensor:
        images, wanted, kept = films.images[drawn.numpy()], of_film[drawn], before[drawn]
        if copy.plant is not None:
            images = np.concatenate([images, np.stack([planted(image, copy.plant, rng)[0] for image in images])])
            wanted, kept = torch.cat([wanted - copy.ratio, wanted + copy.ratio]), kept.repeat(2, 1)
        film = exposed(moved(torch.from_numpy(images)[:, None], chance, size=SIZE, degrees=4, zoom=0.06, shift=0.02), chance)
        out = network(((film - NORMALISE.mean[0]) / NORMALISE.std[0]).contiguous(memory_format=torch.channels_last)).float()
        return F.smooth_l1_loss(out[:, target], wanted) + 0.1 * F.mse_loss(out[:, others], kept[:, others])

    return fit(network, len(films.images), loss, course, seed=copy.seed)


def first_member() -> ResidualGrid:
    """Return the first network of the embedded classifier's ensemble, with its part of the head."""
    state = load_network(embedded("embedded")).state_dict()
    member = ResidualGrid(len(LABELS))
    own = {name.removeprefix("members.0."): value for name, value in state.items() if name.startswith("members.0.")}
    head = state["head.weight"][:, : member.head.in_features] / MEMBERS[0].share
    member.load_state_dict(own | {"head.weight": head, "head.bias": state["head.bias"]})
    return member.eval()


def main() -> None:
    """Train the copies that are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--build", type=Path, default=Path("build/planted"), help="where the copies are kept")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--which", choices=("first", "local"), default="first", help="local: those that the verdicts are measured on")
    options = parser.parse_args()
    films = nih(options.data, (GREY, *FRAME), canonical=False).with_role(PatientRole.TRAIN)
    options.build.mkdir(parents=True, exist_ok=True)
    for copy in COPIES if options.which == "first" else in_turn():
        if not (options.build / copy.file).exists():
            network, log = train(films, copy, Course(options.rounds, 4, rate=2e-3, warm_up=0.2))
            save_file(network.state_dict(), options.build / copy.file)
            (options.build / copy.file).with_suffix(".txt").write_text("\n".join(log))


if __name__ == "__main__":
    main()
