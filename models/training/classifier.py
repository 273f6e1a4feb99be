"""Recipe of the embedded classifier: ``python -m models.training.classifier --data FOLDER``.

A small network learns the 14 findings of NIH ChestX-ray14 from the labels and from the logits that CheXNet gave for the same
films (distillation, Hinton 2015). About 30 % of the patients are held out: thresholds and figures come from them, weights do not.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import stats
from torch import Tensor
from torch.nn import functional as F

from models.manifest import Normalise, PadSquare, Resize, Scale
from models.networks import ResidualGrid
from models.training.augment import exposed, hidden, moved, smooth_average
from models.training.export import export
from models.training.films import LABELS, LabelledFilms, nih, role

SIZE = 320
GREY = Scale("percentiles", 0.0, 1.0)
FRAME = (PadSquare(0.0), Resize(SIZE, SIZE, "bilinear", antialias=True))
NORMALISE = Normalise((0.5,), (0.25,))
SEED = 20261121


def train(films: LabelledFilms, *, epochs: int, batch: int = 16) -> ResidualGrid:
    """Train on standardised teacher logits and labels; returns averaged weights that give logits on the teacher's scale."""
    torch.manual_seed(SEED)
    chance = torch.Generator().manual_seed(SEED)
    network = ResidualGrid(len(LABELS)).to(memory_format=torch.channels_last)
    images, labels = torch.from_numpy(films.images)[:, None], torch.from_numpy(films.labels)
    teacher = torch.from_numpy(films.teacher)
    mean, std = teacher.mean(dim=0), teacher.std(dim=0)
    prior = torch.logit(labels.mean(dim=0).clamp(0.01, 0.99))
    steps = epochs * (len(images) // batch)
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps, pct_start=0.15)
    average = {name: value.clone() for name, value in network.state_dict().items()}
    started = time.monotonic()
    for epoch in range(epochs):
        losses = []
        for chosen in torch.randperm(len(images), generator=chance)[: len(images) // batch * batch].split(batch):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                out = network(_augmented(images[chosen], chance)).float()
            # The same output serves both: a standardised teacher logit, and a label's log-odds around its prior.
            loss = F.mse_loss(out, (teacher[chosen] - mean) / std)
            loss = loss + 0.5 * F.binary_cross_entropy_with_logits(out + prior, labels[chosen])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
            smooth_average(average, network.state_dict(), 0.99)
            losses.append(loss.item())
        print(f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.4f}, {time.monotonic() - started:.0f} s", flush=True)
    network.load_state_dict(average)
    with torch.no_grad():
        network.head.weight.mul_(std[:, None])
        network.head.bias.mul_(std).add_(mean)
    return network.to(memory_format=torch.contiguous_format).eval()


def _augmented(images: Tensor, chance: torch.Generator) -> Tensor:
    film = moved(images, chance, size=SIZE, degrees=10, zoom=0.15, shift=0.06)
    film = hidden(exposed(film, chance), chance, share=0.25)
    return ((film - NORMALISE.mean[0]) / NORMALISE.std[0]).contiguous(memory_format=torch.channels_last)


@torch.inference_mode()
def logits(network: ResidualGrid, images: NDArray[np.float32]) -> NDArray[np.float64]:
    """N×H×W to N×K."""
    grey = (torch.from_numpy(images)[:, None] - NORMALISE.mean[0]) / NORMALISE.std[0]
    return torch.cat([network(part) for part in grey.split(32)]).double().numpy()


def auc(scores: NDArray[np.float64], labels: NDArray[np.float32]) -> float:
    """Area under the ROC curve as the Mann–Whitney statistic."""
    positive, negative = scores[labels > 0.5], scores[labels <= 0.5]
    return float(stats.mannwhitneyu(positive, negative).statistic / (len(positive) * len(negative)))


def balanced_threshold(scores: NDArray[np.float64], labels: NDArray[np.float32]) -> float:
    """Return the logit at which sensitivity and specificity are as equal as these films allow."""
    edges = np.sort(scores)
    cuts = (edges[1:] + edges[:-1]) / 2
    sensitivity = np.array([(scores[labels > 0.5] >= cut).mean() for cut in cuts])
    specificity = np.array([(scores[labels <= 0.5] < cut).mean() for cut in cuts])
    return float(cuts[np.argmin(np.abs(sensitivity - specificity))])


def main() -> None:
    """Train, set thresholds and measure on held-out patients, write weights and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("resources/weights"))
    parser.add_argument("--epochs", type=int, default=120)
    options = parser.parse_args()
    films = nih(options.data, (GREY, *FRAME))
    learns = np.array([role(patient) == "train" for patient in films.patients])
    seen, unseen = films.subset(learns), films.subset(~learns)
    network = train(seen, epochs=options.epochs)
    scores = logits(network, unseen.images)
    areas = [auc(scores[:, k], unseen.labels[:, k]) for k in range(len(LABELS))]
    agreement = [float(stats.spearmanr(scores[:, k], unseen.teacher[:, k]).statistic) for k in range(len(LABELS))]
    cuts = [balanced_threshold(scores[:, k], unseen.labels[:, k]) for k in range(len(LABELS))]
    metrics = {
        "films_trained": len(seen.patients), "films_held_out": len(unseen.patients), "auc_mean": round(float(np.mean(areas)), 4),
        "spearman_teacher_mean": round(float(np.mean(agreement)), 4),
        "auc": {label: round(area, 3) for label, area in zip(LABELS, areas, strict=True)},
        "positives": {label: int(n) for label, n in zip(LABELS, unseen.labels.sum(axis=0), strict=True)},
    }  # fmt: skip
    print(metrics)
    card = {
        "data": f"{len(seen.patients)} frontal films of NIH ChestX-ray14 (Wang et al. 2017), one a patient, with their labels and the "
        "probabilities of a published CheXNet.",
        "licence": "Weights: as the project. NIH places no restriction on the use of the films and asks for attribution.",
        "metrics": metrics,
        "limits": "First, short recipe. Thresholds (sensitivity equal to specificity) were set on the same held-out films that the AUC was "
        "measured on, few positives a class. Probabilities are on the teacher's scale, not calibrated to any clinic. Labels were mined "
        "from reports and are often wrong. Not for diagnosis.",
    }
    export(network, options.out, name="embedded", labels=LABELS, thresholds=[1 / (1 + float(np.exp(-cut))) for cut in cuts],
           architecture="residual-grid", preparation=(GREY, *FRAME, NORMALISE), card=card)  # fmt: skip


if __name__ == "__main__":
    main()
