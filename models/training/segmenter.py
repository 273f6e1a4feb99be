"""Recipe of the embedded lung segmenter: ``python -m models.training.segmenter --data FOLDER``.

Learns from the redistributable rows of the lung folder and from phantoms; the other rows only measure it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.manifest import Normalise, PadSquare, Resize, Scale
from models.networks import LungUNet
from models.training.augment import exposed, hidden, moved, smooth_average
from models.training.export import export
from models.training.films import MaskedFilms, lungs, phantoms

SIZE = 256
GREY = Scale("percentiles", 0.0, 1.0)
FRAME = (PadSquare(0.0), Resize(SIZE, SIZE, "bilinear", antialias=True))
NORMALISE = Normalise((0.5,), (0.25,))
SEED = 20261121


def train(films: MaskedFilms, *, epochs: int, batch: int = 8) -> LungUNet:
    """Train with soft Dice and cross-entropy; returns the averaged weights."""
    torch.manual_seed(SEED)
    chance = torch.Generator().manual_seed(SEED)
    network = LungUNet().to(memory_format=torch.channels_last)
    steps = epochs * (len(films.images) // batch)
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps, pct_start=0.1)
    average = {name: value.clone() for name, value in network.state_dict().items()}
    together = torch.cat([torch.from_numpy(films.images)[:, None], torch.from_numpy(films.masks).float()], dim=1)
    started = time.monotonic()
    for epoch in range(epochs):
        losses = []
        for chosen in torch.randperm(len(together), generator=chance)[: len(together) // batch * batch].split(batch):
            films_now, masks = _augmented(together[chosen], chance)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = network(films_now.contiguous(memory_format=torch.channels_last))
            loss = _loss(logits.float(), masks)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
            smooth_average(average, network.state_dict(), 0.99)
            losses.append(loss.item())
        print(f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.4f}, {time.monotonic() - started:.0f} s", flush=True)
    network.load_state_dict(average)
    return network.to(memory_format=torch.contiguous_format).eval()


def _augmented(together: Tensor, chance: torch.Generator) -> tuple[Tensor, Tensor]:
    flipped = torch.rand(len(together), generator=chance) < 0.5
    mirrored = together.flip(-1)[:, [0, 2, 1]]
    together = torch.where(flipped[:, None, None, None], mirrored, together)
    together = moved(together, chance, size=SIZE, degrees=12, zoom=0.22, shift=0.08)
    grey = hidden(exposed(together[:, :1], chance), chance, share=0.2)
    return (grey - NORMALISE.mean[0]) / NORMALISE.std[0], (together[:, 1:] > 0.5).float()


def _loss(logits: Tensor, masks: Tensor) -> Tensor:
    chance = logits.sigmoid()
    overlap = (chance * masks).sum(dim=(2, 3))
    dice = (2 * overlap + 1) / (chance.sum(dim=(2, 3)) + masks.sum(dim=(2, 3)) + 1)
    return F.binary_cross_entropy_with_logits(logits, masks) + 1 - dice.mean()


@torch.inference_mode()
def dice_scores(network: LungUNet, films: MaskedFilms) -> NDArray[np.float64]:
    """Dice of both lungs together, a film each."""
    scores = []
    for image, mask in zip(films.images, films.masks, strict=True):
        grey = (torch.from_numpy(image)[None, None] - NORMALISE.mean[0]) / NORMALISE.std[0]
        found = (network(grey)[0] > 0).any(dim=0).numpy()
        truth = mask.any(axis=0)
        scores.append(2 * (found & truth).sum() / max(found.sum() + truth.sum(), 1))
    return np.array(scores)


def main() -> None:
    """Train, measure on the rows that nothing was learned from, write weights and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("resources/weights"))
    parser.add_argument("--epochs", type=int, default=60)
    options = parser.parse_args()
    steps = (GREY, *FRAME)
    real = lungs(options.data, steps, redistributable=True)
    drawn, _ = phantoms(range(9_000_000, 9_000_016), steps)
    films = MaskedFilms(np.concatenate([real.images, drawn.images]), np.concatenate([real.masks, drawn.masks]), real.views + drawn.views)
    network = train(films, epochs=options.epochs)
    unseen = lungs(options.data, steps, redistributable=False)
    scores = dice_scores(network, unseen)
    views = np.array(unseen.views)
    metrics = {"films": len(scores), "dice_mean": round(float(scores.mean()), 4), "dice_p10": round(float(np.percentile(scores, 10)), 4)}
    metrics |= {f"dice_mean_{view.replace(' ', '_')}": round(float(scores[views == view].mean()), 4) for view in sorted(set(views))}
    print(metrics)
    card = {
        "data": f"{len(real.images)} films with human lung masks whose licences allow redistribution (COVID-19 era, V7 annotations), "
        f"and {len(drawn.images)} procedural phantoms.",
        "licence": "Weights: as the project. Training masks: CC BY 4.0 (V7); training films: CC BY 3.0 and 4.0, "
        "one CC BY-SA; see models/training/README.md.",
        "metrics": metrics,
        "limits": "First, short recipe. Adult frontal films, right way up and right polarity. Not measured on children, laterals or "
        "post-surgical chests. Fails on white lungs. Not for diagnosis, not for measuring lungs.",
    }
    export(network, options.out, name="lungs", labels=("Right lung", "Left lung"), thresholds=[0.5, 0.5], architecture="lung-unet",
           preparation=(*steps, NORMALISE), card=card)  # fmt: skip


if __name__ == "__main__":
    main()
