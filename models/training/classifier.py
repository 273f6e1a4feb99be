"""Recipe of the embedded classifier: ``python -m models.training.classifier --data FOLDER``.

Two small networks learn the 14 findings of NIH ChestX-ray14 from the labels and from the logits that CheXNet gave for the same films
(distillation, Hinton 2015), beyond what source and view tell (``targets``); where the lungs are, as the embedded segmenter draws them, is a
side task that speeds it up. They learn on small films first and on films of full size in the end. The first begins with nothing and learns
from the films of which CheXNet's logits are known. The second begins with weights for ImageNet and learns from all films; where CheXNet's
logits are not known they are guessed, half by the first, half from features that weights for ImageNet bring along (``frozen``). They err
differently, and stand side by side as one.

The patients stand in three folds; the network of a fold learns from the other two. Fold 0 is what no shipped weight learns from, so its
network is the shipped one. Thresholds and calibration come from the films of ``nih/``, each scored by the network that never saw it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F

from models.anatomy.segmenter import Segmenter
from models.film.canonical import CanonicalFilm
from models.grids.geometry import Geometry
from models.networks.architectures import GridEnsemble, ResidualGrid
from models.networks.library import embedded
from models.networks.lite import LiteGrid
from models.networks.steps import Normalise, PadSquare, Resize, Scale
from models.training import frozen, out_of_fold, pretrained
from models.training.augment import chosen, exposed, hidden, moved, resampled
from models.training.export import export
from models.training.facts import LABELS, FilmFacts, nih_facts
from models.training.figures import ranking
from models.training.films import LabelledFilms, with_images
from models.training.fit import Course, fit
from models.training.ledger import FOLDS
from models.training.operating_points import calibrated_on, fitted
from models.training.targets import Targets

SIZE = 320
FROM = 384
"""Longer side that the films of both sources are brought to first."""
GREY = Scale("percentiles", (0.0, 1.0))
FRAME = (PadSquare(0.0), Resize(SIZE, SIZE, "bilinear", antialias=True))
NORMALISE = Normalise((0.5,), (0.25,))
SEED = 20261121


@dataclass(frozen=True)
class Stage:
    """A part of the training at one size of the films."""

    size: int
    course: Course


@dataclass(frozen=True)
class Member:
    """One network of the ensemble: how it begins and learns, its share in the mean of the logits, how many films are mirrored, and how
    much the labels weigh in the loss beside what CheXNet says, or is guessed to say.
    """

    begun: Callable[[], ResidualGrid | LiteGrid]
    stages: tuple[Stage, ...]
    share: float
    mirrored: float
    labels: float


def _lite() -> LiteGrid:
    network = LiteGrid(len(LABELS), dropped=0.1)
    pretrained.into(network.trunk)
    return network


MEMBERS = (
    Member(
        lambda: ResidualGrid(len(LABELS)),
        (Stage(192, Course(150, 16, rate=5e-3)), Stage(SIZE, Course(40, 16, rate=2e-3, warm_up=0.1))),
        share=0.3,
        mirrored=0.0,
        labels=0.5,
    ),
    Member(
        _lite,
        (Stage(224, Course(14, 16, rate=1.5e-3)), Stage(SIZE, Course(10, 16, rate=5e-4, warm_up=0.1))),
        share=0.7,
        mirrored=0.5,
        labels=3.0,
    ),
)


class _WithLungs(nn.Module):
    """A classifier with the side task, the share of each lung in every cell of the grid, and with features hidden by chance (dropout)."""

    def __init__(self, classifier: ResidualGrid | LiteGrid) -> None:
        super().__init__()
        self.classifier = classifier
        self.hidden = nn.Dropout(0.1)
        self.lungs = nn.Conv2d(classifier.head.in_features, 2, 1)

    def forward(self, batch: Tensor) -> tuple[Tensor, Tensor]:
        features = self.classifier.features(batch)
        return self.classifier.head(self.hidden(features.mean(dim=(2, 3)))), self.lungs(features)


def train(
    films: LabelledFilms, lungs: NDArray[np.bool_], targets: Targets, member: Member, seed: int
) -> tuple[ResidualGrid | LiteGrid, list[str]]:
    """Train one member on films, on their lungs (N×2×H×W) and on what is told of them; returns averaged weights and the log."""
    torch.manual_seed(seed)
    network, log = _WithLungs(member.begun()), list[str]()
    for stage in member.stages:
        loss = _loss_at(stage.size, films, lungs, targets, member, seed)
        network, lines = fit(network, len(films.names), loss, stage.course, seed=seed)
        log += [f"{stage.size} pixels", *lines]
    return network.classifier, log


def _loss_at(
    size: int, films: LabelledFilms, lungs: NDArray[np.bool_], targets: Targets, member: Member, seed: int
) -> Callable[[nn.Module, Tensor], Tensor]:
    chance = torch.Generator().manual_seed(seed + size)
    together = torch.cat([torch.from_numpy(films.images).half()[:, None], torch.from_numpy(lungs).half()], dim=1)
    room = min(SIZE, size * 4 // 3)
    if room < SIZE:
        parts = (part.float() for part in together.split(64))
        together = torch.cat([F.interpolate(part, size=(room, room), mode="bilinear", antialias=True).half() for part in parts])

    def loss(network: nn.Module, drawn: Tensor) -> Tensor:
        film = together[drawn].float()
        film = torch.where(chosen(len(film), member.mirrored, chance), film.flip(-1)[:, [0, 2, 1]], film)
        film = moved(film, chance, size=size, degrees=10, zoom=0.15, shift=0.06)
        grey = hidden(exposed(resampled(film[:, :1], chance, share=0.5), chance), chance, share=0.25)
        out, where = network(((grey - NORMALISE.mean[0]) / NORMALISE.std[0]).contiguous(memory_format=torch.channels_last))
        wanted = F.adaptive_avg_pool2d(film[:, 1:], where.shape[-1])
        return targets.loss(out.float(), drawn, member.labels) + 0.5 * F.binary_cross_entropy_with_logits(where.float(), wanted)

    return loss


@torch.inference_mode()
def logits(network: nn.Module, images: NDArray[np.float32]) -> NDArray[np.float64]:
    """N×H×W to N×K."""
    grey = (torch.from_numpy(images)[:, None] - NORMALISE.mean[0]) / NORMALISE.std[0]
    return torch.cat([network(part) for part in grey.split(32)]).double().numpy()


def drawn_lungs(images: NDArray[np.float32], cache: Path) -> NDArray[np.bool_]:
    """N×H×W films, square, to N×2×H×W lungs by the embedded segmenter, drawn once."""
    if cache.exists():
        return np.asarray(np.load(cache))
    segmenter = Segmenter.load(embedded("lungs"), torch.device("cpu"))
    found = [segmenter.organs([CanonicalFilm.of(image)])[0].lungs(Geometry.identity(*image.shape)) for image in images]
    lungs = np.stack([[mask == 1, mask == 2] for mask in found])
    np.save(cache, lungs)
    return lungs


def main() -> None:
    """Train what is missing of the folds' networks; when all are there, set thresholds, measure, write weights and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("resources/weights"))
    parser.add_argument("--build", type=Path, default=Path("build/classifier"), help="where the folds' networks are kept")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--fold", type=int, nargs="*", default=FOLDS, help="train only these")
    parser.add_argument("--member", type=int, nargs="*", default=range(len(MEMBERS)), help="and of their networks only these")
    options = parser.parse_args()
    facts = nih_facts(options.data)
    options.build.mkdir(parents=True, exist_ok=True)
    missing = [one for one in product(options.fold, options.member) if not _weights(options.build, *one).exists()]
    if missing:
        films = with_images(facts, options.data, (GREY, *FRAME), side=FROM)
        lungs = drawn_lungs(films.images, options.build / "lungs.npy")
    for fold, member in missing:
        seen = facts.folds != fold
        network, log = _trained(films.subset(seen), lungs[seen], fold, member, options)
        _weights(options.build, fold, member).with_suffix(".txt").write_text("\n".join(log))
        save_file(network.state_dict(), _weights(options.build, fold, member))
    if all(_weights(options.build, fold, member).exists() for fold, member in product(FOLDS, range(len(MEMBERS)))):
        _finish(facts, options.data, options.build, options.out)


def _trained(
    films: LabelledFilms, lungs: NDArray[np.bool_], fold: int, index: int, options: argparse.Namespace
) -> tuple[ResidualGrid | LiteGrid, list[str]]:
    """Train a member on the films of the other folds; the first sees those of which CheXNet's opinion is known."""
    member, seed, known = MEMBERS[index], options.seed + index, films.known
    if index == 0:
        return train(films.subset(known), lungs[known], Targets.of(films.subset(known)), member, seed)
    targets = Targets.of(films)
    first = torch.from_numpy(logits(_member(options.build, fold, 0), films.images)).float()
    guessed = (first + frozen.guessed(films.images, lungs, targets.opinion, torch.from_numpy(known))) / 2
    return train(films, lungs, targets.completed(guessed, films), member, seed)


def _member(build: Path, fold: int, index: int) -> ResidualGrid | LiteGrid:
    member = MEMBERS[index].begun()
    member.load_state_dict(load_file(_weights(build, fold, index)))
    return member.eval()


def _weights(build: Path, fold: int, member: int) -> Path:
    return build / f"fold{fold}-{member}.safetensors"


def ensemble(build: Path, fold: int) -> GridEnsemble:
    """Put the members of a fold side by side, as they are stored."""
    members = [_member(build, fold, index) for index in range(len(MEMBERS))]
    return GridEnsemble.of(members, [member.share for member in MEMBERS]).half().float().eval()


def _finish(facts: FilmFacts, data: Path, build: Path, out: Path) -> None:
    """Score every film as it is by the network of its fold; points and calibration come from the films of ``nih/`` alone."""
    folds, scores = facts.folds, np.zeros(facts.labels.shape)
    for fold in reversed(FOLDS):
        network = ensemble(build, fold)
        for part in np.array_split(np.flatnonzero(folds == fold), 8):
            here = np.isin(np.arange(len(folds)), part)
            scores[here] = logits(network, with_images(facts.subset(here), data, (GREY, *FRAME)).images)
    out_of_fold.write(facts.names, folds, scores)
    scores = out_of_fold.of(facts.names)  # Rounded, as those find them who fit anew.
    first = facts.sources == "nih"
    found = fitted(scores[first], facts.labels[first], folds[first])
    calibration = found.calibration
    with torch.no_grad():
        network.head.weight.div_(calibration.temperature)
        network.head.bias.div_(calibration.temperature).add_(torch.from_numpy(calibration.shift))
    learned = folds != 0
    metrics: dict[str, Any] = {
        "films": len(folds), "films_learned_from": int(learned.sum()),
        "cross_validated": ranking(scores[first], facts.labels[first], facts.teacher[first]),
        "temperature": round(calibration.temperature, 4), **found.metrics,
    }  # fmt: skip
    print(metrics["cross_validated"]["auc_mean"], metrics["cross_validated"]["spearman_mean"])
    card = {
        "data": f"{int(learned.sum())} frontal films of {len(np.unique(facts.patients[learned]))} patients of NIH ChestX-ray14 (Wang et "
        "al. 2017), with their labels and, where it is known, the probabilities of a published CheXNet. What source and view tell by "
        "themselves was left out. One of its two networks began with EfficientNet-Lite0's weights for ImageNet.",
        "licence": "Weights: as the project; what began with EfficientNet-Lite0: Apache 2.0. NIH places no restriction on the use of the "
        "films and asks for attribution.",
        "calibrated_on": calibrated_on(int(first.sum())),
        "metrics": metrics,
        "limits": "Learned from some hundred films of one hospital. Probabilities are calibrated to the shares of the findings among films "
        "taken by chance from its archive, not to any clinic. Labels were mined from reports and are often wrong. It exists to be audited. "
        "Not for diagnosis.",
    }
    log = [line for member in range(len(MEMBERS)) for line in _weights(build, 0, member).with_suffix(".txt").read_text().splitlines()]
    export(network, out, name="embedded", labels=LABELS, thresholds=found.thresholds, points=found.points, architecture="grid-ensemble",
           arguments={"members": 1, "lite": 1}, preparation=(GREY, *FRAME, NORMALISE), card=card, log=log, dtype=torch.float16)  # fmt: skip


if __name__ == "__main__":
    main()
