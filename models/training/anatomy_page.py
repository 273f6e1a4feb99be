"""The anatomy's part of docs/validation.md, from the figures that ``tests/benchmarks`` kept in ``logs``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LOGS = Path(__file__).with_name("logs")
_GROUPS = {
    "all": "all films", "opaque_diagnosis": "ARDS, SARS, pneumocystis, streptococcus", "white_lung": "severe opacity",
    "opaque_or_white": "either of the two",
}  # fmt: skip
_LOST = {"lower_third_not_drawn": "lower third", "lower_half_not_drawn": "lower half", "lung_not_drawn": "all"}


def anatomy() -> list[str]:
    """Return the section's lines."""
    figures = json.loads((LOGS / "anatomy.json").read_text())
    return [
        *_frame(figures["registration"]),
        *_cavity(figures["cavity"]),
        *_field(figures["field"]),
        *_heart(),
        *_quality(),
        *_time(figures["time"]),
    ]


def _frame(figures: dict[str, Any]) -> list[str]:
    value, low, high = figures["iou"]["mean"]
    apart = figures["cells_between_drawn_and_human"]
    return [
        "", "## Anatomy", "",
        f"On the {figures['films']} films with human masks that nothing was learned from ({figures['registered']} registered). "
        f"Human lungs in the lung frame against those of most films: mean IoU {value:.3f} ({low:.3f} to {high:.3f}), 10th percentile "
        f"{figures['iou']['p10']:.3f}, least {figures['iou']['least']:.3f}. Registered by drawn and by human masks, a place over the lungs "
        f"lies {apart['median']:.1f} cells of 64 apart at the median, {apart['p95']:.1f} at the 95th percentile.",
    ]  # fmt: skip


def _cavity(figures: dict[str, Any]) -> list[str]:
    lines = [
        "",
        "Share of the true lungs (human masks) that lies outside: the segmenter's drawing, the expected cavity, and R of a lung finding, "
        "which is the cavity grown by 15 mm (4 % of the width). Area is of the film; non-lung is the share of all that is not lung. The "
        "collection names no effusions; opaque films are told by diagnosis, or by grey.",
        "",
        "| films | n | outside drawing, median | outside cavity | outside R: median, 95th percentile | area of lung, cavity, R | "
        "non-lung in cavity, in R |",
        "|---|---|---|---|---|---|---|",
    ]
    for key, name in _GROUPS.items():
        row = figures[key]
        lines.append(
            f"| {name} | {row['films']} | {row['outside_drawing']['median']:.1%} | {row['outside_cavity']['median']:.1%} | "
            f"{row['outside_r']['median']:.1%}, {row['outside_r']['p95']:.1%} | {row['area_of_true_lung']:.2f}, {row['area_cavity']:.2f}, "
            f"{row['area_r']:.2f} | {row['non_lung_in_cavity']:.1%}, {row['non_lung_in_r']:.1%} |"
        )
    lines += [
        "",
        "The same films when a part of one lung, every second time the right one, is taken out of the drawing:",
        "",
        "| not drawn | n | outside drawing, median | outside R of a pleural finding: median, 95th percentile | area of R |",
        "|---|---|---|---|---|",
    ]
    for key, name in _LOST.items():
        row = figures[key]
        lines.append(
            f"| {name} | {row['films']} | {row['outside_drawing']['median']:.1%} | {row['outside_r']['median']:.1%}, "
            f"{row['outside_r']['p95']:.1%} | {row['area_r']:.2f} |"
        )
    return lines


def _field(figures: dict[str, Any]) -> list[str]:
    return [
        "",
        f"Exposed field behind collimators of random depth and tilt on {figures['films']} NIH films: median Dice "
        f"{figures['dice']['median']:.3f}. On the films as they are, {figures['outside_on_films_as_they_are']['median']:.1%} is called "
        f"outside at the median, {figures['outside_on_films_as_they_are']['p95']:.1%} at the 95th percentile.",
    ]


def _heart() -> list[str]:
    figures = json.loads((LOGS / "heart.json").read_text())
    drawn, told = figures["hearts"], figures["cardiomegaly"]
    ratio, (dice, low, high), (area, least, most) = drawn["ratio"], drawn["dice_mean"], told["auc"]
    lower, upper = ratio["limits_of_agreement"]
    return [
        "", "## Heart", "",
        f"Dice with people's hearts on {drawn['films']} clean PA films that nothing was learned from: mean {dice:.3f} ({low:.3f} to "
        f"{high:.3f}), 10th percentile {drawn['dice_p10']:.3f}. The cardiothoracic ratio less the published one, on {ratio['measured']} of "
        f"{ratio['published']} films: mean {ratio['mean_difference']:.3f}, limits of agreement {lower:.3f} to {upper:.3f}. "
        f"On {told['measured']} of {told['films']} PA films of {told['patients']} NIH patients of the roles "
        f"reference and calibrate it tells the {told['with_label']} with the label *Cardiomegaly* from the others at an area of "
        f"{area:.3f} ({least:.3f} to {most:.3f}).",
    ]  # fmt: skip


def _quality() -> list[str]:
    figures = json.loads((LOGS / "quality.json").read_text())
    ranked = figures["spearman"].items()
    lines = [
        "", "## Quality of a drawing", "",
        "The gate was learned on other films; the rule of its least score was changed after these were measured (decision 0022). "
        "These are films with human masks that neither it nor the segmenter learned from: as they are, with drawings spoiled in seven "
        "ways, and with pixels spoiled in fourteen. It learned "
        "from seven of these ways on its own films and never saw the others. Spearman correlation of its score with Dice: "
        + "; ".join(f"{name.replace('_', ' ')} {v:.3f} ({low:.3f} to {high:.3f}, n = {n})" for name, (n, v, low, high) in ranked)
        + f". On films as they are the score is {figures['predicted_less_true_dice']:+.3f} above the true Dice on the average.",
        "",
        "| | n | share |", "|---|---|---|",
        f"| good drawings (Dice at least 0.85) refused | {_row(figures['good_refused'])}",
    ]  # fmt: skip
    for name, share in figures["caught"].items():
        lines.append(f"| {name.replace('_', ' ')} under Dice 0.85 caught | {_row(share)}")
    for name, share in figures["caught_when_one_in_twenty_good_is_refused"].items():
        if name != "least_score":
            lines.append(f"| {name.replace('_', ' ')} under Dice 0.85 caught where 5 % of the good ones are refused | {_row(share)}")
    for name, share in figures["by_kind_when_one_in_twenty_good_is_refused"].items():
        lines.append(f"| … {name.replace('_', ' ')} | {_row(share)}")
    told = [f"{one['view'] or 'unknown view'}: score {one['score']:.2f}, Dice {one['dice']:.2f}" for one in figures["natural_failures"]]
    return [*lines, "", f"Films as they are that were refused or are poor ({len(told)}): {'; '.join(told) or 'none'}."]


def _time(figures: dict[str, Any]) -> list[str]:
    took = figures["ms_a_film"]
    return [
        "",
        f"Anatomy, frame and regions of {took['findings']} findings take {took['anatomy_and_regions']:.1f} ms a film, in a batch of eight "
        f"NIH films on two cores: {figures['share']:.0%} of classifier ({took['classifier']:.1f} ms) and segmenter "
        f"({took['segmenter']:.1f} ms). Judging a drawing takes {took['segmenter_with_quality'] - took['segmenter']:.1f} ms more.",
    ]


def _row(share: dict[str, Any]) -> str:
    return f"{share['n']} | {share['share']:.1%} ({share['low']:.1%} to {share['high']:.1%}) |"
