"""Recipe of the embedded classifier: ``python -m models.training.classifier --data FOLDER``.

A small network learns the 14 findings of NIH ChestX-ray14 from the labels and from the logits that CheXNet gave for the same
films (distillation, Hinton 2015); where the lungs are, as the embedded segmenter draws them, is a side task that speeds it up.
It learns on small films first and on films of full size in the end. Two such networks, of a long and a short course, stand side by
side as one.

The patients stand in three folds; the network of a fold learns from the other two. Fold 0 is what no shipped weight learns from, so
its network is the shipped one. Thresholds, calibration and figures come from all films, each scored by the network that never saw it.
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
from models.networks.steps import Normalise, PadSquare, Resize, Scale
from models.training import out_of_fold
from models.training.augment import exposed, hidden, moved
from models.training.export import export
from models.training.facts import LABELS
from models.training.figures import ranking
from models.training.films import LabelledFilms, nih
from models.training.fit import Course, fit
from models.training.ledger import FOLDS
from models.training.operating_points import calibrated_on, fitted

SIZE = 320
GREY = Scale("percentiles", (0.0, 1.0))
FRAME = (PadSquare(0.0), Resize(SIZE, SIZE, "bilinear", antialias=True))
NORMALISE = Normalise((0.5,), (0.25,))
SEED = 20261121


@dataclass(frozen=True)
class Stage:
    """A part of the training at one size of the films."""

    size: int
    course: Course


MEMBERS = (
    (Stage(192, Course(220, 16, rate=5e-3)), Stage(SIZE, Course(60, 16, rate=2e-3, warm_up=0.1))),
    (Stage(192, Course(100, 16, rate=5e-3)), Stage(SIZE, Course(30, 16, rate=2e-3, warm_up=0.1))),
)
"""The stages of each member of the ensemble, a long course and a short one."""

SHARES = (0.6, 0.4)
"""Of the members in the mean of their logits."""


class _WithLungs(nn.Module):
    """The classifier with the side task: the share of each lung in every cell of the grid."""

    def __init__(self) -> None:
        super().__init__()
        self.classifier = ResidualGrid(len(LABELS))
        self.lungs = nn.Conv2d(self.classifier.head.in_features, 2, 1)

    def forward(self, batch: Tensor) -> tuple[Tensor, Tensor]:
        features = self.classifier.features(batch)
        return self.classifier.pooled(features), self.lungs(features)


def train(films: LabelledFilms, lungs: NDArray[np.float32], stages: tuple[Stage, ...], seed: int) -> tuple[ResidualGrid, list[str]]:
    """Train on standardised teacher logits, labels and lungs (N×2×H×W in [0, 1]).

    Returns:
        Averaged weights that give logits on the teacher's scale, and the log.
    """
    torch.manual_seed(seed)
    network, log = _WithLungs(), list[str]()
    teacher = torch.from_numpy(films.teacher)
    mean, std = teacher.mean(dim=0), teacher.std(dim=0)
    for stage in stages:
        loss = _loss_at(stage.size, films, lungs, seed)
        network, lines = fit(network, len(films.patients), loss, stage.course, seed=seed)
        log += [f"{stage.size} pixels", *lines]
    classifier = network.classifier
    with torch.no_grad():
        classifier.head.weight.mul_(std[:, None])
        classifier.head.bias.mul_(std).add_(mean)
    return classifier, log


def _loss_at(size: int, films: LabelledFilms, lungs: NDArray[np.float32], seed: int) -> Callable[[nn.Module, Tensor], Tensor]:
    chance = torch.Generator().manual_seed(seed + size)
    labels, teacher = torch.from_numpy(films.labels), torch.from_numpy(films.teacher)
    wanted = (teacher - teacher.mean(dim=0)) / teacher.std(dim=0)
    prior = torch.logit(labels.mean(dim=0).clamp(0.01, 0.99))
    together = torch.cat([torch.from_numpy(films.images)[:, None], torch.from_numpy(lungs)], dim=1)
    room = min(SIZE, size * 4 // 3)
    together = F.interpolate(together, size=(room, room), mode="bilinear", antialias=True) if room < SIZE else together

    def loss(network: nn.Module, drawn: Tensor) -> Tensor:
        film = moved(together[drawn], chance, size=size, degrees=10, zoom=0.15, shift=0.06)
        grey = (hidden(exposed(film[:, :1], chance), chance, share=0.25) - NORMALISE.mean[0]) / NORMALISE.std[0]
        out, where = network(grey.contiguous(memory_format=torch.channels_last))
        # The same output serves both: a standardised teacher logit, and a label's log-odds around its prior.
        return (
            F.mse_loss(out.float(), wanted[drawn])
            + 0.5 * F.binary_cross_entropy_with_logits(out.float() + prior, labels[drawn])
            + 0.5 * F.binary_cross_entropy_with_logits(where.float(), F.adaptive_avg_pool2d(film[:, 1:], where.shape[-1]))
        )

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
    parser.add_argument("--fold", type=int, nargs="*", default=FOLDS, help="train only these")
    parser.add_argument("--member", type=int, nargs="*", default=range(len(MEMBERS)), help="and of their networks only these")
    options = parser.parse_args()
    films = nih(options.data, (GREY, *FRAME), canonical=False)
    folds = np.array([line.fold for line in films.lines])
    options.build.mkdir(parents=True, exist_ok=True)
    for fold, member in product(options.fold, options.member):
        if not _weights(options.build, fold, member).exists():
            lungs = drawn_lungs(films.images, options.build / "lungs.npy").astype(np.float32)
            network, log = train(films.subset(folds != fold), lungs[folds != fold], MEMBERS[member], SEED + member)
            _log(options.build, fold, member).write_text("\n".join(log))
            save_file(network.state_dict(), _weights(options.build, fold, member))
    if all(_weights(options.build, fold, member).exists() for fold, member in product(FOLDS, range(len(MEMBERS)))):
        _finish(films, folds, options.build, options.out)


def _weights(build: Path, fold: int, member: int) -> Path:
    return build / f"fold{fold}-{member}.safetensors"


def _log(build: Path, fold: int, member: int) -> Path:
    return build / f"fold{fold}-{member}.txt"


def _ensemble(build: Path, fold: int) -> GridEnsemble:
    members = [ResidualGrid(len(LABELS)) for _ in MEMBERS]
    for index, member in enumerate(members):
        member.load_state_dict(load_file(_weights(build, fold, index)))
    return GridEnsemble.of(members, SHARES).half().float().eval()  # As it is stored.


def _finish(films: LabelledFilms, folds: NDArray[np.int_], build: Path, out: Path) -> None:
    scores = np.zeros_like(films.teacher, dtype=np.float64)
    for fold in reversed(FOLDS):
        network = _ensemble(build, fold)
        scores[folds == fold] = logits(network, films.images[folds == fold])
    out_of_fold.write(films.names, folds, scores)
    found = fitted(scores, films.labels, folds)
    calibration = found.calibration
    with torch.no_grad():
        network.head.weight.div_(calibration.temperature)
        network.head.bias.div_(calibration.temperature).add_(torch.from_numpy(calibration.shift))
    held_out = folds == 0
    metrics: dict[str, Any] = {
        "films": len(folds), "films_learned_from": int((~held_out).sum()), "cross_validated": ranking(scores, films.labels, films.teacher),
        "shipped_network_on_fold_0": ranking(scores[held_out], films.labels[held_out], films.teacher[held_out]),
        "temperature": round(calibration.temperature, 4), **found.metrics,
    }  # fmt: skip
    print(metrics["cross_validated"]["auc_mean"], metrics["cross_validated"]["spearman_mean"])
    card = {
        "data": f"{int((~held_out).sum())} frontal films of NIH ChestX-ray14 (Wang et al. 2017), one a patient, with their labels "
        f"and the probabilities of a published CheXNet. {int(held_out.sum())} further films set thresholds and measured, as did those "
        "learned from, by the networks of the folds that had not seen them.",
        "licence": "Weights: as the project. NIH places no restriction on the use of the films and asks for attribution.",
        "calibrated_on": calibrated_on(len(folds)),
        "metrics": metrics,
        "limits": "Learned from a few hundred films of one hospital. Probabilities are calibrated to the shares of the findings among "
        "these films, not to any clinic. Labels were mined from reports and are often wrong. It exists to be audited. Not for diagnosis.",
    }
    log = [line for member in range(len(MEMBERS)) for line in _log(build, 0, member).read_text().splitlines()]
    export(
        network,
        out,
        name="embedded",
        labels=LABELS,
        thresholds=found.thresholds,
        points=found.points,
        architecture="grid-ensemble",
        arguments={"members": len(MEMBERS)},
        preparation=(GREY, *FRAME, NORMALISE),
        card=card,
        log=log,
        dtype=torch.float16,
    )


if __name__ == "__main__":
    main()
