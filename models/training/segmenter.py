"""Recipe of the embedded segmenter of lungs and heart: ``python -m models.training.segmenter --data FOLDER``.

A U-Net whose trunk knows ImageNet learns from films with human lung masks, from films with human masks of the heart, from phantoms and from
the NIH films that shipped weights may learn from. Where a person drew no lungs, this project's earlier segmenter, which is kept for replay,
did so: the collections disagree on where a lung ends, and it speaks for the one that is measured (distillation, decision 0041). Where
nobody drew a heart it is left out of the loss at first; then the hearts that the network draws on NIH films are taught too (Xie 2020).
Of all these only drawings that hold still when the film is mirrored and zoomed are taken. The other rows only measure.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F

from models.networks.library import network_of_record
from models.networks.lite import LiteUNet
from models.networks.steps import Normalise, PadSquare, Resize, Scale
from models.networks.weights import load_network
from models.training import looks, own_drawings, pretrained
from models.training.augment import chosen, clouded, exposed, framed, hidden, inverted, moved, wired
from models.training.export import export
from models.training.films import lungs, phantoms, unmasked
from models.training.fit import Course, fit
from models.training.intervals import over_patients
from models.training.ledger import PatientRole
from models.training.own_drawings import overlap, own_hearts, own_lungs
from models.training.taught import HEART, HEART_PART, LUNGS_PART, PARTS, Taught, hearts

SIZE = 256
GREY = Scale("percentiles", (0.0, 1.0))
FRAME = (PadSquare(0.0), Resize(SIZE, SIZE, "bilinear", antialias=True))
STEPS = (GREY, *FRAME)
NORMALISE = Normalise((0.5,), (0.25,))
SEED = 20261121
BUILD, FIRST = Path("build/segmenter"), "first.safetensors"
RATE, DECAY = 1e-3, 1e-2
PHANTOM_SEEDS = range(9_000_000, 9_000_016)
TEACHER = "9e80a900ff2f8172eca71e232cb78aeaede321b24ac006e4f46984148508918d"
"""Hash of the retired weights that draw lungs; trained by this recipe as it was at 3b0e729."""


def train(films: Taught, course: Course, *, seed: int = SEED, begun: LiteUNet | None = None) -> tuple[LiteUNet, list[str]]:
    """Train with soft Dice and cross-entropy where something is known; returns the averaged weights and the log.

    Args:
        films: To learn from.
        course: Length and rates.
        seed: Of all chance.
        begun: A network to go on from; None begins with a trunk that knows ImageNet.
    """
    torch.manual_seed(seed)
    network = begun or LiteUNet(len(PARTS))
    if begun is None:
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


def drawn(network: nn.Module, images: NDArray[np.float32]) -> NDArray[np.bool_]:
    """N×H×W films to N×3×H×W parts."""
    return own_drawings.drawn(network, normalised(images))


def lung_dice(network: nn.Module, images: NDArray[np.float32], masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the overlap of both lungs together with N×2×H×W masks, a film each."""
    return overlap(drawn(network, images)[:, LUNGS_PART], masks)


def normalised(images: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return films as the network takes them."""
    return (images - np.float32(NORMALISE.mean[0])) / np.float32(NORMALISE.std[0])


def earlier() -> nn.Module:
    """Return the retired segmenter of lungs.

    Raises:
        FileNotFoundError: It is not among the retired weights.
    """
    manifest = network_of_record(TEACHER)
    if manifest is None:
        raise FileNotFoundError(f"The weights {TEACHER[:8]} that draw the lungs are not among the retired ones.")
    return load_network(manifest)


def with_lungs(films: Taught) -> Taught:
    """Add the lungs that the earlier segmenter draws, where they can be believed."""
    return films.told(LUNGS_PART, *own_lungs(earlier(), normalised(films.images)))


def of_drawn_lungs(images: NDArray[np.float32]) -> Taught:
    """Return those films without masks whose lungs the earlier segmenter draws so that they can be believed."""
    films = with_lungs(Taught.untaught(images))
    return films.subset(films.is_taught)


def main() -> None:
    """Train twice, the first network kept in ``--build``; measure on the rows that nothing was learned from, write weights and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("resources/weights"))
    parser.add_argument("--build", type=Path, default=BUILD, help="where the first network is kept")
    parser.add_argument("--rounds", type=int, nargs=2, default=(10, 7), help="before and after the hearts of NIH films are drawn")
    parser.add_argument("--step", default="step 10", help="of the work, for the list of looks at the evaluation films")
    options = parser.parse_args()
    people = Taught.lungs_alone(lungs(options.data, STEPS, role=PatientRole.TRAIN))
    made = Taught.lungs_alone(phantoms(PHANTOM_SEEDS, STEPS)[0])
    clean = with_lungs(hearts(options.data, STEPS, role=PatientRole.TRAIN))
    unlabelled = unmasked(options.data, STEPS, role=PatientRole.TRAIN)
    own = of_drawn_lungs(unlabelled)
    print(f"the lungs of {len(own)} of {len(unlabelled)} NIH films taken as the earlier segmenter draws them", flush=True)
    first = _first(Taught.joined(people, people, made, clean, clean, own), options.rounds[0], options.build)
    own = own.told(HEART_PART, *own_hearts(first, normalised(own.images), HEART))
    with_heart = own.subset(np.array([heart.any() for heart in own.known[:, HEART]], bool))
    print(f"the hearts of {len(with_heart)} of them taken as the first network draws them", flush=True)
    course = Course(options.rounds[1], 8, rate=RATE / 2, decay=DECAY, warm_up=0.05)
    network, log = train(Taught.joined(*[people] * 4, made, *[clean] * 3, with_heart), course, seed=SEED + 1, begun=first)
    network = network.half().float()  # As it is stored.
    card = {
        "data": f"{len(people)} films with human lung masks whose licences allow redistribution (COVID-19 era, V7 annotations), "
        f"{len(clean)} clean films with human masks of the heart (Dong et al. 2018), {len(own)} NIH films, and {len(made)} procedural "
        f"phantoms. The lungs of the clean and of the NIH films were drawn by this project's earlier segmenter ({TEACHER[:8]}), the hearts "
        f"of {len(with_heart)} NIH films by a first network of this recipe. The trunk began with EfficientNet-Lite0's ImageNet weights.",
        "licence": "Weights: as the project. Training masks: CC BY 4.0 (V7), MIT (hearts); training films: CC BY 3.0 and 4.0, "
        "one CC BY-SA; trunk: Apache 2.0; see models/training/README.md.",
        "metrics": _measured(network, options.data, options.step) | {"own_lungs_kept": len(own), "own_hearts_kept": len(with_heart)},
        "limits": "Adult frontal films. Not measured on children, laterals or post-surgical chests. The border of a wholly white lung is "
        "a guess. A stomach full of gas under the left dome can be taken for lung. The heart was learned from clean films taken from "
        "behind. Not for diagnosis, not for measuring lungs.",
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


def _measured(network: nn.Module, data: Path, step: str) -> dict[str, float]:
    """Measure on what nothing was learned from: Dice of both lungs together, and of the heart; it counts as a look."""
    looks.add(looks.Look.now(step, ("lungs", "hearts"), "the segmenter's card", "models/training/segmenter.py"))
    unseen, clean = lungs(data, STEPS, role=PatientRole.EVALUATE), hearts(data, STEPS, role=PatientRole.EVALUATE)
    scores = lung_dice(network, unseen.images, unseen.masks)
    gained = scores - lung_dice(earlier(), unseen.images, unseen.masks)
    mean, low, high = over_patients(lambda chosen: {"gained": float(gained[chosen].mean())}, unseen.patients)["gained"]
    heart = overlap(drawn(network, clean.images)[:, HEART_PART], clean.parts[:, HEART_PART])
    found = {
        "films": len(scores), "dice_mean": scores.mean(), "dice_p10": np.percentile(scores, 10),
        "dice_gained": mean, "dice_gained_low": low, "dice_gained_high": high,
        "heart_films": len(heart), "heart_dice_mean": heart.mean(), "heart_dice_p10": np.percentile(heart, 10),
    }  # fmt: skip
    for view in sorted(set(unseen.views) - {""}):
        found[f"dice_mean_{view.replace(' ', '_')}"] = scores[unseen.views == view].mean()
    return {name: round(float(value), 4) for name, value in found.items()}


if __name__ == "__main__":
    main()
