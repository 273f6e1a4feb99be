"""Recipe of the input check: ``python -m models.training.input_check --data FOLDER``.

A small network tells upright frontal chest films from turned, mirrored and inverted ones and from what is no chest film. Turned,
mirrored and inverted films are made from ours; the rest is drawn or cut (``not_chests.py``). Real films of other body parts are
none among the training material: what it says of them is measured on too few to promise anything.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from models.input_check.checker import LABELS, LIKELY, mean_of, read_checks
from models.networks.architectures import ResidualGrid
from models.networks.steps import Normalise, PadSquare, Resize, Scale
from models.training import looks
from models.training.augment import exposed, framed, hidden, moved, wired
from models.training.export import export
from models.training.facts import SOURCES, FilmFacts, nih_facts
from models.training.films import lungs, phantoms, unmasked, with_images
from models.training.fit import Course, fit
from models.training.ledger import PatientRole
from models.training.not_chests import KINDS, cut, drawn
from models.values.input_check import InputCheck
from models.values.validated import LEAST_YEARS
from models.values.wilson import wilson

SIZE = 128
GREY = Scale("percentiles", (0.0, 1.0))
FRAME = (PadSquare(0.0), Resize(SIZE, SIZE, "bilinear", antialias=True))
NORMALISE = Normalise((0.5,), (0.25,))
ARGUMENTS: dict[str, Any] = {"widths": [16, 32, 64, 96], "blocks": [1, 1, 1]}
SEED = 20261121
PHANTOM_SEEDS = range(9_100_000, 9_100_060)
DRAWN = 3000
INVERTED = 0.85
"""From here on a film is inverted; chosen on films that were learned from; it inverts 2 of 3976 wrongly, however they lie."""
TURNS = 4
"""Quarter turns; a film turned by k of them, counter-clockwise, has the label k."""


def train(chests: NDArray[np.float32], pictures: NDArray[np.float32], course: Course) -> tuple[ResidualGrid, list[str]]:
    """Train on N×H×W chest films and on pictures of the same size that are none."""
    torch.manual_seed(SEED)
    chance = torch.Generator().manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    films, rest = torch.from_numpy(chests)[:, None], torch.from_numpy(pictures)[:, None]

    def loss(network: nn.Module, drawn_films: Tensor) -> Tensor:
        count = len(drawn_films)
        cuttings = torch.from_numpy(np.stack([cut(chests, rng) for _ in range(count // 4)]))[:, None]
        others = torch.cat([rest[torch.randint(len(rest), (count // 2,), generator=chance)], cuttings])
        # The others are disturbed in the same ways, so that no disturbance gives a chest film away.
        batch, truth = _disturbed(torch.cat([films[drawn_films], others]), chance)
        out = network(((batch - NORMALISE.mean[0]) / NORMALISE.std[0]).contiguous(memory_format=torch.channels_last)).float()
        upright = (truth[:count, 0] == 0).nonzero()[:, 0]
        is_chest = (torch.arange(len(batch)) < count).float()
        return (
            F.cross_entropy(out[:count, :TURNS], truth[:count, 0])
            # Which side the heart is on is asked of upright films only.
            + F.binary_cross_entropy_with_logits(out[upright, TURNS], truth[upright, 1].float())
            + F.binary_cross_entropy_with_logits(out[:count, TURNS + 1], truth[:count, 2].float())
            + F.binary_cross_entropy_with_logits(out[:, -1], is_chest)
        )

    return fit(ResidualGrid(len(LABELS), **ARGUMENTS), len(films), loss, course, seed=SEED)


def _disturbed(films: Tensor, chance: torch.Generator) -> tuple[Tensor, Tensor]:
    """Tilt, crop, expose, frame; then mirror, invert and turn at random. Returns also N×3: quarter turns, mirrored, inverted."""
    films = moved(films, chance, size=SIZE, degrees=14, zoom=0.22, shift=0.08)
    films = framed(wired(films, chance, share=0.2), chance, share=0.3)
    films = hidden(exposed(films, chance), chance, share=0.3).clamp(0, 1)
    turns = torch.randint(TURNS, (len(films),), generator=chance) * (torch.rand(len(films), generator=chance) < 0.65)
    mirrored, inverted = (torch.rand(2, len(films), generator=chance) < 0.5).long()
    made = [_turned(film, int(k), bool(m), bool(i)) for film, k, m, i in zip(films, turns, mirrored, inverted, strict=True)]
    return torch.stack(made), torch.stack([turns, mirrored, inverted], dim=1)


def _turned(film: Tensor, turns: int, mirrored: bool, inverted: bool) -> Tensor:
    film = film.flip(-1) if mirrored else film
    film = 1 - film if inverted else film
    return torch.rot90(film, turns, (-2, -1))


@torch.inference_mode()
def outputs(network: nn.Module, images: NDArray[np.float32]) -> NDArray[np.float32]:
    """N×H×W to N×7 logits."""
    grey = (torch.from_numpy(images)[:, None] - NORMALISE.mean[0]) / NORMALISE.std[0]
    return torch.cat([network(part) for part in grey.split(64)]).numpy()


def measured(network: nn.Module, chests: NDArray[np.float32], others: NDArray[np.float32]) -> dict[str, Any]:
    """Count on unseen films what the check says of them upright, turned, mirrored and inverted, and of other pictures."""
    metrics: dict[str, Any] = {"films": len(chests)}
    for turns in range(TURNS):
        said = read_checks(outputs(network, np.rot90(chests, turns, (1, 2)).copy()))
        right = sum(check.chest >= LIKELY and check.rotate_clockwise == 90 * turns for check in said)
        metrics[f"turned_{90 * turns}_told"] = _share(right, len(said))
        metrics[f"turned_{90 * turns}_called_no_chest"] = _share(sum(check.chest < LIKELY for check in said), len(said))
    upright = read_checks(outputs(network, chests))
    metrics["upright_mirrored_asked"] = _share(sum(check.mirrored > 0.5 for check in upright), len(upright))
    metrics["upright_called_inverted"] = _share(sum(check.inverted > 0.5 for check in upright), len(upright))
    flipped = read_checks(outputs(network, chests[..., ::-1].copy()))
    metrics["mirrored_asked"] = _share(sum(check.mirrored > 0.5 for check in flipped), len(flipped))
    negative = read_checks(outputs(network, 1 - chests))
    metrics["inverted_told"] = _share(sum(check.inverted > 0.5 for check in negative), len(negative))
    metrics["upright_turned_over"] = _share(sum(map(_turned_over, upright, negative)), len(upright))
    metrics["inverted_turned_over"] = _share(sum(map(_turned_over, negative, upright)), len(negative))
    metrics["drawn_called_chest"] = _share(sum(check.chest >= LIKELY for check in read_checks(outputs(network, others))), len(others))
    return metrics


def accepted(network: nn.Module, images: NDArray[np.float32], facts: FilmFacts) -> dict[str, Any]:
    """Count the upright films that are taken as they are, by view, by source and of children; N×H×W films and what is told of them."""
    said = read_checks(outputs(network, images))
    right = np.array([check.chest >= LIKELY and check.rotate_clockwise == 0 and check.inverted < INVERTED for check in said])
    groups = {view: facts.views == view for view in ("PA", "AP")} | {source: facts.sources == source for source in SOURCES}
    groups["children"] = facts.ages < LEAST_YEARS
    return {
        f"accepted_{name}": {"films": int(inside.sum())} | _share(int(right[inside].sum()), int(inside.sum()))
        for name, inside in groups.items()
    }


def _turned_over(film: InputCheck, twin: InputCheck) -> bool:
    """As ``FilmChecker.looked_at`` decides."""
    return film.inverted > 1 - INVERTED and mean_of(film.inverted, 1 - twin.inverted) >= INVERTED and twin.chest >= LIKELY


def _share(hits: int, of: int) -> dict[str, float]:
    low, high = wilson(hits, of)
    return {"share": round(hits / of, 4), "low": round(low, 4), "high": round(high, 4)}


def main() -> None:
    """Train, measure on films that nothing was learned from, write weights and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("resources/weights"))
    parser.add_argument("--rounds", type=int, default=110)
    parser.add_argument("--step", default="step 10", help="of the work, for the list of looks at the evaluation films")
    options = parser.parse_args()
    steps = (GREY, *FRAME)
    made, _ = phantoms(PHANTOM_SEEDS, steps)
    learned = (
        unmasked(options.data, steps, role=PatientRole.TRAIN),
        lungs(options.data, steps, role=PatientRole.TRAIN).images,
        made.images,
    )
    kinds = list(KINDS)
    others = np.stack([drawn(kinds[seed % len(kinds)], np.random.default_rng(seed), SIZE) for seed in range(DRAWN)])
    chests = np.concatenate(learned)
    network, log = train(chests, others, Course(options.rounds, 32, decay=0.01))
    facts = nih_facts(options.data).with_role(PatientRole.REFERENCE, PatientRole.CALIBRATE)
    measuring = f"the input check's card, {options.rounds} rounds"
    looks.add(looks.Look.now(options.step, ("lungs",), measuring, "models/training/input_check.py"))
    others_lungs = lungs(options.data, steps, role=PatientRole.EVALUATE).images
    unseen = np.concatenate([with_images(facts, options.data, steps, canonical=True).images, others_lungs])
    fresh = np.stack([drawn(kinds[seed % len(kinds)], np.random.default_rng(DRAWN + seed), SIZE) for seed in range(440)])
    metrics = measured(network, unseen, fresh) | accepted(network, unseen[: len(facts.names)], facts)
    print(metrics)
    card = {
        "data": f"{len(chests)} chest films ({len(learned[0])} of NIH ChestX-ray14, {len(learned[1])} COVID-19 era, "
        f"{len(made.images)} phantoms), turned, mirrored and inverted by chance, and {DRAWN} drawn pictures "
        f"of {len(kinds)} kinds, with cuttings of the films.",
        "licence": "Weights: as the project. Films: NIH without restriction (Wang 2017); the others CC BY 3.0 and 4.0, one CC BY-SA.",
        "metrics": metrics,
        "limits": "Drawn hands, hips, heads and slices are no real ones. Lateral and animal films are best effort and were not measured. "
        "Whether a film is mirrored is a question to a person, never a decision. Not for diagnosis.",
    }
    thresholds = [0.5] * (len(LABELS) - 2) + [INVERTED, LIKELY]
    export(network, options.out, name="film-check", labels=LABELS, thresholds=thresholds, architecture="residual-grid",
           arguments=ARGUMENTS, preparation=(*steps, NORMALISE), card=card, log=log)  # fmt: skip


if __name__ == "__main__":
    main()
