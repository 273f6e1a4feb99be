"""Writes docs/validation.md: ``python -m models.training.validation --data FOLDER``; figures by view, sex and age group.

Only films that the network in question never saw are counted: the classifier's logits are those out of fold, the segmenter's and
the film check's films are those that the ledger keeps from training.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.networks.library import embedded
from models.networks.manifest import Manifest
from models.networks.weights import load_network
from models.training import classifier, looks, out_of_fold, segmenter
from models.training.anatomy_page import anatomy
from models.training.attention_page import attention
from models.training.classifier_page import within_strata
from models.training.facts import LABELS
from models.training.figures import ranking
from models.training.films import LabelledFilms, MaskedFilms, lungs, nih
from models.training.intervals import over_patients
from models.training.ledger import PatientRole
from models.training.self_tests_page import self_tests
from models.training.spacing_page import spacing
from models.training.verdicts_page import verdicts
from models.training.view_page import view_shortcut

_WHITE = 0.85
"""A lung is severely opaque when its median grey is at least this share of the mediastinum's between the lungs."""


def write(data: Path, out: Path) -> None:
    """Measure everything and write the page."""
    films = nih(data, (classifier.GREY, *classifier.FRAME), canonical=False)
    sections = [
        _HEAD, *_classifier(films), *within_strata(), *_segmenter(data), *_film_check(embedded("film-check")), *anatomy(), *spacing(),
        *attention(), *verdicts(), *view_shortcut(), *self_tests(), *looks.told(),
    ]  # fmt: skip
    out.write_text("\n".join(sections) + "\n")


_HEAD = """# Validation of the embedded networks

Made by `make validation`; do not edit. Intervals are 95 %: over patients by bootstrap for areas, correlations and Dice, Wilson's for
shares. A group's area is told from ten positives and ten negatives on. Few films, one hospital and one collection: these figures say
what the networks do on such films, and nothing about a clinic.
"""


def _classifier(films: LabelledFilms) -> list[str]:
    scores = out_of_fold.of(films.names)
    metrics = embedded("embedded").card["metrics"]
    every, cuts = metrics["cross_validated"], metrics["calibration"]
    lines = [
        "## Classifier",
        "",
        f"Cross-validated over the {every['films']} films of the first set, a patient each, in three folds; each film is scored by the "
        f"network that did not learn from it. Fold 0's network is the shipped one. Mean area under the ROC curve "
        f"{_told(every['auc_mean'])}, mean Spearman correlation with the teacher's logits {_told(every['spearman_mean'])}.",
        "",
        f"Calibration, cross-fitted: mean log-likelihood loss {cuts['loss_before']} before and {cuts['loss_after']} after, expected "
        f"calibration error {cuts['error_before']} and {cuts['error_after']}. A probability is calibrated "
        "to the prevalence, the share of the finding among these films.",
        "",
        "| finding | positives | prevalence | area | Spearman |",
        "|---|---|---|---|---|",
    ]
    for label, share in zip(LABELS, embedded("embedded").prevalence or (), strict=True):
        ranked = every["classes"][label]
        lines.append(f"| {label} | {ranked['positives']} | {share:.1%} | {_told(ranked['auc'])} | {_told(ranked['spearman'])} |")
    lines += _points(metrics["operating_points"])
    lines += ["", "| group | films | classes in the mean | mean area | mean Spearman |", "|---|---|---|---|---|"]
    for name, chosen in _groups(films):
        group = ranking(scores[chosen], films.labels[chosen], films.teacher[chosen])
        area = _told(group["auc_mean"]) if group["classes_in_the_mean"] else "too few positives"
        lines.append(f"| {name} | {group['films']} | {group['classes_in_the_mean']} | {area} | {_told(group['spearman_mean'])} |")
    return lines


def _points(points: dict[str, Any]) -> list[str]:
    """Describe each operating point, a line a class."""
    lines = ["", "Operating points; sensitivity and specificity are those of thresholds and calibration from the other folds."]
    for name, classes in points.items():
        lines += ["", f"| {name} | threshold | sensitivity | specificity |", "|---|---|---|---|"]
        for label, measured in classes.items():
            lines.append(f"| {label} | {' | '.join(_told(measured[key]) for key in ('threshold', 'sensitivity', 'specificity'))} |")
    return lines


def _groups(films: LabelledFilms) -> Iterable[tuple[str, NDArray[np.bool_]]]:
    for view in ("PA", "AP"):
        yield view, films.views == view
    for sex, name in (("F", "women"), ("M", "men")):
        yield name, films.sexes == sex
    for low, high in ((0, 40), (40, 60), (60, 200)):
        yield f"{low} to {high - 1} years" if high < 200 else f"{low} years and more", (films.ages >= low) & (films.ages < high)


def _segmenter(data: Path) -> list[str]:
    films = lungs(data, segmenter.STEPS, role=PatientRole.EVALUATE)
    network = load_network(embedded("lungs"))
    scores = segmenter.lung_dice(network, films.images, films.masks)
    groups: list[tuple[str, NDArray[np.bool_]]] = [("all", np.ones(len(scores), bool))]
    groups += [(view, films.views == view) for view in ("PA", "AP", "AP Supine")]
    groups += [("women", films.sexes == "F"), ("men", films.sexes == "M"), ("severe opacity", severe(films))]
    lines = [
        "",
        "## Lung segmenter",
        "",
        f"Dice of both lungs together on {len(scores)} films of {len(set(films.patients))} case groups that nothing was learned from; two "
        "people agree at 0.947. The collection tells no ages. A film is of severe opacity when a lung's median grey is at least "
        f"{_WHITE:.0%} of the mediastinum's.",
        "",
        "| group | films | mean Dice | 10th percentile | least |",
        "|---|---|---|---|---|",
    ]
    for name, chosen in groups:
        if chosen.any():
            lines.append(f"| {name} | {int(chosen.sum())} | {_dice(scores[chosen], films.patients[chosen])} | {scores[chosen].min():.3f} |")
    lines += ["", "The same films, spoiled:", "", "| spoiled | mean Dice | 10th percentile | least |", "|---|---|---|---|"]
    for name, spoil in _SPOILED.items():
        images, masks = spoil(films.images, films.masks)
        spoiled = segmenter.lung_dice(network, images, masks)
        lines.append(f"| {name} | {_dice(spoiled, films.patients)} | {spoiled.min():.3f} |")
    return lines


def severe(films: MaskedFilms) -> NDArray[np.bool_]:
    """Tell the films with a lung that is nearly as white as the mediastinum."""
    found = []
    for image, (right, left) in zip(films.images, films.masks, strict=True):
        rows = np.flatnonzero(right.any(axis=1) & left.any(axis=1))
        between = np.zeros_like(right)
        for row in rows:
            between[row, right[row].nonzero()[0].max() + 1 : left[row].nonzero()[0].min()] = True
        middle = float(np.median(image[between])) if between.any() else np.inf
        found.append(any(float(np.median(image[lung])) >= _WHITE * middle for lung in (right, left) if lung.any()))
    return np.array(found)


Spoil = Callable[[NDArray[np.float32], NDArray[np.bool_]], tuple[NDArray[np.float32], NDArray[np.bool_]]]


def _tilted(degrees: float, zoom: float) -> Spoil:
    angle = np.deg2rad(degrees)
    turn = [[np.cos(angle) * zoom, -np.sin(angle) * zoom, 0], [np.sin(angle) * zoom, np.cos(angle) * zoom, 0]]

    def spoil(images: NDArray[np.float32], masks: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        together = torch.cat([torch.from_numpy(images)[:, None], torch.from_numpy(masks).float()], dim=1)
        theta = torch.tensor([turn], dtype=torch.float32).expand(len(together), -1, -1)
        grid = torch.nn.functional.affine_grid(theta, list(together.shape), align_corners=False)
        moved = torch.nn.functional.grid_sample(together, grid, align_corners=False).numpy()
        return moved[:, 0], moved[:, 1:] > 0.5

    return spoil


_SPOILED: dict[str, Spoil] = {
    "white and black exchanged": lambda images, masks: (1 - images, masks),
    "tilted by 10°": _tilted(10, 1.0),
    "tilted by −10°": _tilted(-10, 1.0),
    "cropped to 85 %": _tilted(0, 0.85),
    "dark (gamma 1.6)": lambda images, masks: (images**1.6, masks),
    "bright (gamma 0.6)": lambda images, masks: (images**0.6, masks),
}


def _dice(scores: NDArray[np.float64], patients: NDArray[np.str_]) -> str:
    def figures(chosen: NDArray[np.int_]) -> dict[str, float]:
        return {"mean": float(scores[chosen].mean()), "tenth": float(np.percentile(scores[chosen], 10))}

    told = over_patients(figures, patients)
    return " | ".join(_told([value for value in told[name] if value is not None]) for name in ("mean", "tenth"))


def _film_check(manifest: Manifest) -> list[str]:
    metrics = manifest.card["metrics"]
    lines = ["", "## Film check", "", f"On {metrics['films']} chest films that nothing was learned from, and on drawn pictures.", ""]
    lines += ["| what | share |", "|---|---|"]
    return lines + [f"| {name.replace('_', ' ')} | {_share(value)} |" for name, value in metrics.items() if isinstance(value, dict)]


def _share(value: dict[str, Any]) -> str:
    return f"{value['share']:.1%} ({value['low']:.1%} to {value['high']:.1%})"


def _told(values: list[float]) -> str:
    value, low, high = values
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("docs/validation.md"))
    options = parser.parse_args()
    write(options.data, options.out)


if __name__ == "__main__":
    main()
