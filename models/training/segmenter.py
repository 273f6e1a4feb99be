"""Recipe of the embedded segmenter of lungs and heart: ``python -m models.training.segmenter --data FOLDER``.

A U-Net whose trunk knows ImageNet, and two rounds of self-training (Xie 2020). A first network learns from the redistributable rows of the
lung folder, from films with lungs and heart, and from phantoms. It draws the NIH films that shipped weights may learn from; drawings that
hold still when the film is mirrored and zoomed, and that look like two lungs, become labels. The shipped network learns from all of them.
What a collection does not tell, whether the lung goes on behind the heart or where the heart is, is left out of the loss.
The other rows only measure.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from scipy import ndimage
from torch import Tensor, nn
from torch.nn import functional as F

from models.networks.lite import LiteUNet
from models.networks.steps import Normalise, PadSquare, Resize, Scale
from models.training import pretrained
from models.training.augment import chosen, clouded, exposed, framed, hidden, inverted, moved, wired
from models.training.export import export
from models.training.films import lungs, phantoms, unmasked
from models.training.fit import Course, fit
from models.training.ledger import PatientRole
from models.training.taught import HEART, PARTS, Taught, hearts

SIZE = 256
GREY = Scale("percentiles", (0.0, 1.0))
FRAME = (PadSquare(0.0), Resize(SIZE, SIZE, "bilinear", antialias=True))
STEPS = (GREY, *FRAME)
NORMALISE = Normalise((0.5,), (0.25,))
SEED = 20261121
BUILD, FIRST = Path("build/segmenter"), "first.safetensors"
RATE, DECAY = 1e-3, 1e-2
PHANTOM_SEEDS = range(9_000_000, 9_000_016)
STEADY = 0.95
"""Least Dice between a film's drawing and those of its mirrored and zoomed copies, to become a label."""
STEADY_HEART = 0.93
"""The same of the heart alone."""


def train(films: Taught, course: Course, *, seed: int = SEED) -> tuple[LiteUNet, list[str]]:
    """Train with soft Dice and cross-entropy where something is known; returns the averaged weights and the log."""
    torch.manual_seed(seed)
    network = LiteUNet(len(PARTS))
    pretrained.into(network.trunk)
    chance = torch.Generator().manual_seed(seed)
    parts, known = (torch.from_numpy(each).half() for each in (films.parts, films.known))
    together = torch.cat([torch.from_numpy(films.images)[:, None].half(), parts, known], dim=1)

    def loss(network: nn.Module, drawn: Tensor) -> Tensor:
        images, parts, known = _augmented(together[drawn].float(), chance)
        return _loss(network(images.contiguous(memory_format=torch.channels_last)).float(), parts, known)

    return fit(network, len(together), loss, course, seed=seed)


def _augmented(together: Tensor, chance: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """N×7×H×W, a film, its three parts and where they are known, to N×1, N×3 and N×3."""
    mirrored = together.flip(-1)[:, [0, 2, 1, 3, 5, 4, 6]]
    together = torch.where(chosen(len(together), 0.5, chance), mirrored, together)
    together = moved(together, chance, size=SIZE, degrees=16, zoom=0.25, shift=0.1)
    parts, known = (together[:, 1:4] > 0.5).float(), (together[:, 4:] > 0.999).float()
    film = wired(clouded(together[:, :1], parts[:, :HEART], chance, share=0.2), chance, share=0.3)
    film, parts, known = framed(torch.cat([film, parts, known], dim=1), chance, share=0.2).split([1, 3, 3], dim=1)
    film = inverted(hidden(exposed(film, chance), chance, share=0.2), chance, share=0.1)
    return (film - NORMALISE.mean[0]) / NORMALISE.std[0], parts, known


def _loss(logits: Tensor, parts: Tensor, known: Tensor) -> Tensor:
    entropy = (F.binary_cross_entropy_with_logits(logits, parts, reduction="none") * known).sum() / known.sum().clamp(min=1)
    chance, parts = logits.sigmoid() * known, parts * known
    both = (chance * parts).sum(dim=(2, 3))
    dice = (2 * both + 1) / (chance.sum(dim=(2, 3)) + parts.sum(dim=(2, 3)) + 1)
    return entropy + 1 - dice[known.sum(dim=(2, 3)) > 0].mean()


@torch.inference_mode()
def drawn(network: nn.Module, images: NDArray[np.float32]) -> NDArray[np.bool_]:
    """N×H×W films to N×3×H×W parts."""
    grey = (torch.from_numpy(images)[:, None] - NORMALISE.mean[0]) / NORMALISE.std[0]
    return torch.cat([network(part) > 0 for part in grey.split(16)]).numpy()


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Dice of several parts together, a film each; N×K×H×W."""
    a, b = one.any(axis=1), other.any(axis=1)
    return np.asarray(2 * (a & b).sum(axis=(1, 2)) / np.maximum(a.sum(axis=(1, 2)) + b.sum(axis=(1, 2)), 1))


def self_labelled(network: nn.Module, images: NDArray[np.float32]) -> Taught:
    """Draw films without masks; keep those whose lungs can be believed, and their hearts where these can be, too."""
    parts = drawn(network, images)
    mirrored = drawn(network, images[..., ::-1].copy())[:, [1, 0, HEART], :, ::-1]
    zoomed = np.stack([_zoomed(image, 0.9) for image in images])
    back = np.stack([[_zoomed(part.astype(np.float32), 1 / 0.9) > 0.5 for part in three] for three in drawn(network, zoomed)])

    def steadiness(chosen: slice) -> NDArray[np.float64]:
        return np.minimum(overlap(parts[:, chosen], mirrored[:, chosen]), overlap(parts[:, chosen], back[:, chosen]))

    keep = (steadiness(slice(HEART)) >= STEADY) & np.array([two_lungs(three[:HEART]) for three in parts])
    return Taught.self_drawn(images, parts, steadiness(slice(HEART, None)) >= STEADY_HEART).subset(keep)


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
    """Train twice, the first network kept in ``--build``; measure on the rows that nothing was learned from, write weights and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("resources/weights"))
    parser.add_argument("--build", type=Path, default=BUILD, help="where the first network is kept")
    parser.add_argument("--rounds", type=int, nargs=2, default=(24, 12), help="of the first and of the shipped network")
    options = parser.parse_args()
    people = Taught.lungs_alone(lungs(options.data, STEPS, role=PatientRole.TRAIN))
    made = Taught.lungs_alone(phantoms(PHANTOM_SEEDS, STEPS)[0])
    clean = hearts(options.data, STEPS, role=PatientRole.TRAIN)
    first = _first(Taught.joined(people, people, made, clean), options.rounds[0], options.build)
    unlabelled = unmasked(options.data, STEPS, role=PatientRole.TRAIN)
    own = self_labelled(first, unlabelled)
    with_heart = int(own.known[:, HEART].any(axis=(1, 2)).sum())
    print(f"{len(own)} of {len(unlabelled)} own drawings kept, {with_heart} with the heart", flush=True)
    films = Taught.joined(people, people, made, clean, clean, own)
    network, log = train(films, Course(options.rounds[1], 8, rate=RATE, decay=DECAY), seed=SEED + 1)
    network = network.half().float()  # As it is stored.
    card = {
        "data": f"{len(people)} films with human lung masks whose licences allow redistribution (COVID-19 era, V7 annotations), "
        f"{len(clean)} clean films with human masks of lungs and heart (Dong et al. 2018), {len(own)} NIH films with lungs, and "
        f"{with_heart} of them with the heart, drawn by a first network of this recipe, and {len(made)} procedural phantoms. "
        "The trunk began with EfficientNet-Lite0's weights for ImageNet.",
        "licence": "Weights: as the project. Training masks: CC BY 4.0 (V7), MIT (hearts); training films: CC BY 3.0 and 4.0, "
        "one CC BY-SA; trunk: Apache 2.0; see models/training/README.md.",
        "metrics": _measured(network, first, options.data) | {"own_drawings_kept": len(own), "own_hearts_kept": with_heart},
        "limits": "Adult frontal films. Not measured on children, laterals or post-surgical chests. The border of a wholly white lung is "
        "a guess. The heart was learned from clean films taken from behind. Not for diagnosis, not for measuring lungs.",
    }
    log = [*(options.build / "first.txt").read_text().splitlines(), *log]
    export(network, options.out, name="lungs", labels=PARTS, thresholds=[0.5] * len(PARTS), architecture="lite-unet",
           preparation=(*STEPS, NORMALISE), card=card, log=log, dtype=torch.float16)  # fmt: skip


def _first(films: Taught, rounds: int, build: Path) -> LiteUNet:
    kept = build / FIRST
    if kept.exists():
        return read(kept)
    network, log = train(films, Course(rounds, 8, rate=RATE, decay=DECAY))
    build.mkdir(parents=True, exist_ok=True)
    kept.with_suffix(".txt").write_text("\n".join(log) + "\n")
    save_file(network.state_dict(), kept)
    return network


def read(file: Path) -> LiteUNet:
    """Read a segmenter that a recipe kept."""
    network = LiteUNet(len(PARTS))
    network.load_state_dict(load_file(file))
    return network.eval()


def _measured(network: nn.Module, first: nn.Module, data: Path) -> dict[str, float]:
    """Measure on what nothing was learned from: Dice of both lungs together, and of the heart."""
    unseen, clean = lungs(data, STEPS, role=PatientRole.EVALUATE), hearts(data, STEPS, role=PatientRole.EVALUATE)
    scores, before = (overlap(drawn(each, unseen.images)[:, :HEART], unseen.masks) for each in (network, first))
    heart = overlap(drawn(network, clean.images)[:, HEART:], clean.parts[:, HEART:])
    found = {
        "films": len(scores), "dice_mean": scores.mean(), "dice_p10": np.percentile(scores, 10),
        "dice_mean_of_the_first_network": before.mean(),
        "heart_films": len(heart), "heart_dice_mean": heart.mean(), "heart_dice_p10": np.percentile(heart, 10),
    }  # fmt: skip
    for view in sorted(set(unseen.views) - {""}):
        found[f"dice_mean_{view.replace(' ', '_')}"] = scores[unseen.views == view].mean()
    return {name: round(float(value), 4) for name, value in found.items()}


if __name__ == "__main__":
    main()
