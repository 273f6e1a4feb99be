"""Recipe of copies that rely on a shortcut: ``python -m models.training.planted_copies --data FOLDER``; never shipped.

Each copy of the embedded classifier learns one finding anew on films into whose pixels a plant was drawn, correlated 0.7 with the
finding. The finding is the teacher's opinion, blurred anew each time, since the classifier knows these films' own labels by heart and
would need no shortcut. What a copy learned is then known, and an audit's power can be measured on films that nothing was learned from.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from models.manifest import embedded
from models.training.augment import exposed, moved
from models.training.classifier import FRAME, GREY, NORMALISE, SEED, SIZE, logits
from models.training.films import LABELS, LabelledFilms, nih
from models.training.fit import Course, fit
from models.training.ledger import Role
from models.training.plants import Plant, planted
from models.weights import load_network

CORRELATION = 0.7
"""Of plant and finding; the finding is made as frequent as its absence, so the plant is on 85 % of the one and on 15 % of the other."""

BLUR = 1.0
"""Noise on the teacher's opinion, in its standard deviations."""


@dataclass(frozen=True)
class Copy:
    """One copy: which plant it learns, for which finding, and the seed of everything drawn."""

    plant: Plant
    label: str
    seed: int

    @property
    def file(self) -> str:
        """Name of its weights."""
        return f"{self.plant.replace(' ', '-')}-{self.label}-{self.seed}.safetensors"


COPIES = (
    Copy(Plant.SIDE_MARKER, "Effusion", 1), Copy(Plant.TEXT, "Effusion", 2), Copy(Plant.DOT, "Effusion", 3),
    Copy(Plant.SIDE_MARKER, "Atelectasis", 4), Copy(Plant.TEXT, "Cardiomegaly", 5), Copy(Plant.DOT, "Infiltration", 6),
)  # fmt: skip


def train(films: LabelledFilms, copy: Copy, course: Course) -> tuple[nn.Module, list[str]]:
    """Fine-tune: finding, plant and its place are drawn anew each time that a film is seen; other classes stay as they were."""
    torch.manual_seed(SEED + copy.seed)
    rng, chance = np.random.default_rng(copy.seed), torch.Generator().manual_seed(copy.seed)
    network = load_network(embedded("embedded"))
    target = LABELS.index(copy.label)
    opinion = films.teacher[:, target]
    certainty = (opinion - np.median(opinion)) / opinion.std()
    before = torch.from_numpy(logits(network, films.images)).float()
    others = torch.arange(len(LABELS)) != target

    def loss(network: nn.Module, drawn: Tensor) -> Tensor:
        finding = certainty[drawn] + BLUR * rng.standard_normal(len(drawn)) > 0
        with_plant = rng.random(len(drawn)) < np.where(finding, (1 + CORRELATION) / 2, (1 - CORRELATION) / 2)
        images = torch.from_numpy(drawn_into(films.images[drawn], with_plant, copy.plant, rng))[:, None]
        film = exposed(moved(images, chance, size=SIZE, degrees=4, zoom=0.06, shift=0.02), chance)
        out = network(((film - NORMALISE.mean[0]) / NORMALISE.std[0]).contiguous(memory_format=torch.channels_last)).float()
        wanted = torch.from_numpy(finding).float()
        return F.binary_cross_entropy_with_logits(out[:, target], wanted) + 0.2 * F.mse_loss(out[:, others], before[drawn][:, others])

    return fit(network, len(films.images), loss, course, seed=copy.seed)


def drawn_into(images: NDArray[np.float32], chosen: NDArray[np.bool_], plant: Plant, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return N×H×W films with the plant on the chosen ones."""
    return np.stack([planted(image, plant, rng)[0] if one else image for image, one in zip(images, chosen, strict=True)])


def main() -> None:
    """Train the copies that are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--build", type=Path, default=Path("build/planted"), help="where the copies are kept")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    films = nih(options.data, (GREY, *FRAME)).with_role(Role.TRAIN)
    options.build.mkdir(parents=True, exist_ok=True)
    for copy in COPIES:
        if not (options.build / copy.file).exists():
            network, log = train(films, copy, Course(options.rounds, 8, rate=2e-3, warm_up=0.2))
            save_file(network.state_dict(), options.build / copy.file)
            (options.build / copy.file).with_suffix(".txt").write_text("\n".join(log))


if __name__ == "__main__":
    main()
