"""Recipe of the embedded lung segmenter: ``python -m models.training.segmenter --data FOLDER``.

Two rounds of self-training (Xie 2020). A first network learns from the redistributable rows of the lung folder and from phantoms.
It draws the lungs of the NIH films that shipped weights may learn from; drawings that hold still when the film is mirrored and
zoomed, and that look like two lungs, become labels. The shipped network learns from all of them. The other rows only measure.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor, nn
from torch.nn import functional as F

from models.networks.architectures import LungUNet
from models.networks.steps import Normalise, PadSquare, Resize, Scale
from models.training.augment import chosen, clouded, exposed, framed, hidden, inverted, moved, wired
from models.training.export import export
from models.training.films import MaskedFilms, lungs, nih, phantoms
from models.training.fit import Course, fit
from models.training.ledger import PatientRole

SIZE = 256
GREY = Scale("percentiles", (0.0, 1.0))
FRAME = (PadSquare(0.0), Resize(SIZE, SIZE, "bilinear", antialias=True))
STEPS = (GREY, *FRAME)
NORMALISE = Normalise((0.5,), (0.25,))
SEED = 20261121
PHANTOM_SEEDS = range(9_000_000, 9_000_016)
STEADY = 0.95
"""Least Dice between a film's drawing and those of its mirrored and zoomed copies, to become a label."""


def train(films: MaskedFilms, course: Course, *, seed: int = SEED) -> tuple[LungUNet, list[str]]:
    """Train with soft Dice and cross-entropy; returns the averaged weights and the log."""
    torch.manual_seed(seed)
    chance = torch.Generator().manual_seed(seed)
    together = torch.cat([torch.from_numpy(films.images)[:, None], torch.from_numpy(films.masks).float()], dim=1)

    def loss(network: nn.Module, drawn: Tensor) -> Tensor:
        images, masks = _augmented(together[drawn], chance)
        return _loss(network(images.contiguous(memory_format=torch.channels_last)).float(), masks)

    return fit(LungUNet(), len(together), loss, course, seed=seed)


def _augmented(together: Tensor, chance: torch.Generator) -> tuple[Tensor, Tensor]:
    mirrored = together.flip(-1)[:, [0, 2, 1]]
    together = torch.where(chosen(len(together), 0.5, chance), mirrored, together)
    together = moved(together, chance, size=SIZE, degrees=16, zoom=0.25, shift=0.1)
    masks = (together[:, 1:] > 0.5).float()
    film = wired(clouded(together[:, :1], masks, chance, share=0.2), chance, share=0.3)
    film, masks = framed(torch.cat([film, masks], dim=1), chance, share=0.2).split([1, 2], dim=1)
    film = inverted(hidden(exposed(film, chance), chance, share=0.2), chance, share=0.1)
    return (film - NORMALISE.mean[0]) / NORMALISE.std[0], masks


def _loss(logits: Tensor, masks: Tensor) -> Tensor:
    chance = logits.sigmoid()
    overlap = (chance * masks).sum(dim=(2, 3))
    dice = (2 * overlap + 1) / (chance.sum(dim=(2, 3)) + masks.sum(dim=(2, 3)) + 1)
    return F.binary_cross_entropy_with_logits(logits, masks) + 1 - dice.mean()


@torch.inference_mode()
def drawn(network: nn.Module, images: NDArray[np.float32]) -> NDArray[np.bool_]:
    """N×H×W films to N×2×H×W lungs."""
    grey = (torch.from_numpy(images)[:, None] - NORMALISE.mean[0]) / NORMALISE.std[0]
    return torch.cat([network(part) > 0 for part in grey.split(16)]).numpy()


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Dice of both lungs together, a film each; N×2×H×W."""
    a, b = one.any(axis=1), other.any(axis=1)
    return np.asarray(2 * (a & b).sum(axis=(1, 2)) / np.maximum(a.sum(axis=(1, 2)) + b.sum(axis=(1, 2)), 1))


def self_labelled(network: nn.Module, images: NDArray[np.float32]) -> MaskedFilms:
    """Draw the lungs of films without masks and keep the drawings that can be believed."""
    masks = drawn(network, images)
    mirrored = drawn(network, images[..., ::-1].copy())[:, ::-1, :, ::-1]
    zoomed = np.stack([_zoomed(image, 0.9) for image in images])
    back = np.stack([[_zoomed(lung.astype(np.float32), 1 / 0.9) > 0.5 for lung in pair] for pair in drawn(network, zoomed)])
    steady = np.minimum(overlap(masks, mirrored), overlap(masks, back)) >= STEADY
    keep = steady & np.array([two_lungs(pair) for pair in masks])
    return MaskedFilms.of_nobody(images[keep], masks[keep], "self-labelled")


def two_lungs(pair: NDArray[np.bool_]) -> bool:
    """Whether a 2×H×W drawing looks like a right and a left lung: of like size, hardly in pieces, side by side."""
    areas = pair.mean(axis=(1, 2))
    if not (areas.min() > 0.04 and areas.max() < 0.3 and areas.max() < 2.5 * areas.min()):
        return False
    for lung, area in zip(pair, areas, strict=True):
        pieces, _ = ndimage.label(lung)
        if np.bincount(pieces.ravel())[1:].max() < 0.97 * area * lung.size:
            return False
    right, left = (ndimage.center_of_mass(lung) for lung in pair)
    return bool(right[1] < left[1] and abs(right[0] - left[0]) < 0.15 * pair.shape[1])


def _zoomed(image: NDArray[np.float32], factor: float) -> NDArray[np.float32]:
    theta = torch.tensor([[[1 / factor, 0, 0], [0, 1 / factor, 0]]], dtype=torch.float32)
    grid = F.affine_grid(theta, [1, 1, *image.shape], align_corners=False)
    return F.grid_sample(torch.from_numpy(image)[None, None], grid, padding_mode="border", align_corners=False)[0, 0].numpy()


def main() -> None:
    """Train twice, measure on the rows that nothing was learned from, write weights and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("resources/weights"))
    parser.add_argument("--rounds", type=int, nargs=2, default=(60, 36), help="of the first and of the shipped network")
    options = parser.parse_args()
    people, (made, _) = lungs(options.data, STEPS, role=PatientRole.TRAIN), phantoms(PHANTOM_SEEDS, STEPS)
    first, first_log = train(MaskedFilms.joined(people, made), Course(options.rounds[0], 8, decay=1e-4))
    unlabelled = nih(options.data, STEPS).with_role(PatientRole.TRAIN).images
    own = self_labelled(first, unlabelled)
    print(f"{len(own.views)} of {len(unlabelled)} own drawings kept", flush=True)
    network, log = train(MaskedFilms.joined(people, people, made, own), Course(options.rounds[1], 8, decay=1e-4), seed=SEED + 1)
    network = network.half().float()  # As it is stored: 2 MB instead of 4.
    unseen = lungs(options.data, STEPS, role=PatientRole.EVALUATE)
    scores, before = (overlap(drawn(each, unseen.images), unseen.masks) for each in (network, first))
    views = unseen.views
    metrics = {
        "films": len(scores), "dice_mean": round(float(scores.mean()), 4), "dice_p10": round(float(np.percentile(scores, 10)), 4),
        "dice_mean_of_the_first_network": round(float(before.mean()), 4), "own_drawings_kept": len(own.views),
    }  # fmt: skip
    for view in sorted(set(views) - {""}):
        metrics[f"dice_mean_{view.replace(' ', '_')}"] = round(float(scores[views == view].mean()), 4)
    print(metrics)
    card = {
        "data": f"{len(people.views)} films with human lung masks whose licences allow redistribution (COVID-19 era, V7 annotations), "
        f"{len(own.views)} NIH films with lungs drawn by a first network of this recipe, and {len(made.views)} procedural phantoms.",
        "licence": "Weights: as the project. Training masks: CC BY 4.0 (V7); training films: CC BY 3.0 and 4.0, "
        "one CC BY-SA; see models/training/README.md.",
        "metrics": metrics,
        "limits": "Adult frontal films. Not measured on children, laterals or post-surgical chests. The border of a wholly white lung is "
        "a guess. Not for diagnosis, not for measuring lungs.",
    }
    export(network, options.out, name="lungs", labels=("Right lung", "Left lung"), thresholds=[0.5, 0.5], architecture="lung-unet",
           preparation=(*STEPS, NORMALISE), card=card, log=[*first_log, *log], dtype=torch.float16)  # fmt: skip


if __name__ == "__main__":
    main()
