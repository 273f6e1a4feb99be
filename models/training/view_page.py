"""The part of docs/validation.md on a real shortcut, of the figures in ``logs`` of ``models.training.view_shortcut``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.training.verdicts_page import interval
from models.training.view_figures import VIEWS
from models.values.method import METHOD

FIGURES = Path(__file__).with_name("logs") / "view_shortcut.json"


def view_shortcut(figures: Path = FIGURES) -> list[str]:
    """Return the section's lines; none where nothing was measured."""
    if not figures.exists():
        return []
    told = json.loads(figures.read_text())
    shares: dict[str, Any] = told["shares"]
    return [
        "", "## A real shortcut: view and pneumonia", "", *_how(told),
        "", _in_short(shares),
        "", "Did the copies take the shortcut? The effect of the view is how much higher the logit is on AP than on PA films of one label; "
        "areas are under the ROC curve, and the last columns tell how many films are called pneumonia.", "", *_taken(shares),
        "", "What the audit says of positive findings, by view:", "", *_verdicts(shares),
        "", "Where the challenged regions of positive findings lie, and what detectors see in them; regions that decide are told of "
        "negative findings, too:", "", *_places(shares),
        "", *_about_words(told), "", *_words(shares),
        "", *_about_removals(shares), "", *_removals(shares),
    ]  # fmt: skip


def _how(told: dict[str, Any]) -> list[str]:
    copies, cells, shares = told["copies"], told["cells"], told["shares"]
    penalties = sorted({copy["penalty"] for copy in copies})
    draws = 1 + max(copy["draw"] for copy in copies)
    each = next(iter(cells.values()))
    lines = [
        f"Nothing is planted here. Copies learned *Pneumonia* against *No Finding* from {copies[0]['films']} films of `nih_more/` each, "
        "one a patient, of patients with the role train; half of the films are of either label, and half of either view. AP goes with "
        "pneumonia, and PA with no finding, in 10 to 90 % of the films; at 50 % they are independent. Of each share there are "
        f"{draws} draws of films; at 90 % a draw takes 54 of the 60 patients with pneumonia on an AP film, so draws are much alike. A copy "
        "is a penalised logistic regression on the 192 pooled features of the classifier's first member, whose trunk stays as it is and "
        "learned from some of these films before, beyond what view tells (penalty by five folds of patients: "
        f"{penalties[0]:g} to {penalties[-1]:g}). It says pneumonia from where sensitivity and specificity are alike on balanced films "
        "with the role reference.",
        "",
        f"All {len(copies)} copies share the trunk. So reference, controls, words and global removals are computed once, of a network "
        f"of which they are the classes, reference and controls on {told['rest_on']} films with the role reference, one a patient. The "
        f"{len(shares)} copies of a draw are screened together as the classes of one classifier: they share its four regions a film, and "
        "p-values are corrected over all of them, as for any classifier of several classes. One of a single class would be tested with "
        "somewhat more power.",
        "",
        f"Asked about: {told['films']} films of as many patients with the role {told['films_of']}, {each} of each view and label "
        f"({told['refused']} refused by the film check, {told['served']} with lungs that can be relied on; all are scored). "
        "Figures are means over copies; intervals of scores are over patients, those of verdicts over copies and patients. "
        f"Measured by `python -m models.training.view_shortcut`, seed {told['seed']}.",
    ]  # fmt: skip
    if told["method"] == METHOD:
        return lines
    return [*lines, "", f"Measured by method {told['method']}; method {METHOD} was not measured yet."]


def _in_short(shares: dict[str, Any]) -> str:
    """Say in numbers what came of it."""
    least, *_, most = shares
    said = [row["verdicts"][view] for row in shares.values() for view in VIEWS]
    positive, outside, context, free = (
        sum(one["positive"] if name is None else one["counts"].get(name, 0) for one in said)
        for name in (None, "dependent_on_outside", "dependent_on_plausible_context", "no_outside_dependence_found")
    )
    beyond = [abs(words["beyond"][0]) for row in shares.values() for words in row["words"].values() if words["films"]]
    words = f" Filling in burned-in words moves no median by more than {max(beyond):.2f} logits beyond equal patches." if beyond else ""
    left = "; ".join(
        f"at {share} {removals['outside kept_blur']['after'][0]:+.2f} of {removals['outside kept_blur']['before'][0]:+.2f} logits with all "
        f"outside blurred, and {removals['inside kept_blur']['after'][0]:+.2f} with all inside blurred"
        for share, removals in ((share, shares[share]["removals"]) for share in (least, most))
    )
    alike = [f" ({row['effect'][0]:+.2f} at 50 %, where no copy could learn it)" for share, row in shares.items() if share == "50%"]
    return (
        f"In short: from {least} to {most} the effect of the view on the logit goes from {shares[least]['effect'][0]:+.2f} to "
        f"{shares[most]['effect'][0]:+.2f}{''.join(alike)}. Of {positive} positive findings {outside} were *dependent on outside*, "
        f"{context} *dependent on plausible context*, and {free} *no outside dependence found*, which the audit cannot say while its power "
        f"on a classifier is not known.{words} Left of the effect is {left}. What stays when all outside is filled in acts through the "
        "anatomy, or through the look of the whole film. Local challenges outside the allowed region do not test that, as the scope "
        "sentence of *no outside dependence found* says: a blind spot that is told here, and is not counted as missed."
    )


def _taken(shares: dict[str, Any]) -> list[str]:
    lines = [
        "| AP with pneumonia | copies | effect of the view, logits | of each copy | in spreads of the logit | area pooled | "
        "area within a view | positive: pneumonia AP | pneumonia PA | no finding AP | no finding PA |",
        "|---" * 11 + "|",
    ]
    for share, row in shares.items():
        numbers = [interval(row[name]) for name in ("effect_in_spreads", "area_pooled", "area_within")]
        positive = [f"{row['positive'][f'{label} {view}'][0]:.2f}" for label in ("pneumonia", "no finding") for view in ("AP", "PA")]
        each = ", ".join(f"{value:+.1f}" for value in row["effect_of_each"])
        lines.append(f"| {share} | {row['copies']} | {interval(row['effect'])} | {each} | {' | '.join([*numbers, *positive])} |")
    return lines


def _verdicts(shares: dict[str, Any]) -> list[str]:
    lines = [
        "| AP with pneumonia | view | findings | dependent on outside | on plausible context | focal excess flagged | verdicts | "
        "challenged negative, of these suppressed by outside |",
        "|---" * 8 + "|",
    ]
    for share, view, said in _by_view(shares, "verdicts"):
        rates = " | ".join(interval(said[name]) for name in ("outside", "context", "excess"))
        negative = f"{said['challenged_negative']}, {said['suppressed']}"
        lines.append(f"| {share} | {view} | {said['positive']} | {rates} | {_counted(said['counts'])} | {negative} |")
    return lines


def _places(shares: dict[str, Any]) -> list[str]:
    lines = [
        "| AP with pneumonia | view | text or marker in a challenged region | strongest region: zone | what it holds | "
        "its Δ, logits (quartiles) | regions that decide |",
        "|---" * 7 + "|",
    ]
    for share, view, said in _by_view(shares, "verdicts"):
        lines.append(
            f"| {share} | {view} | {interval(said['text_in_a_region'])} | {_counted(said['strongest_zone'])} | "
            f"{_counted(said['strongest_holds'])} | {interval(said['strongest_delta'])} | {_counted(said['deciding'])} |"
        )
    return lines


def _about_words(told: dict[str, Any]) -> list[str]:
    seen = " and ".join(f"{count} of {told['films'] // 2} {view} films" for view, count in told["films_with_words"].items())
    return [
        f"Burned-in words alone: detectors see text or markers outside the lungs on {seen} (they miss some, and take some electrodes for a "
        "marker). These are filled in by noisy linear imputation, and so are patches of the same shapes elsewhere outside the allowed "
        "region of the same film. Told is the fall of the logit, median over films."
    ]


def _words(shares: dict[str, Any]) -> list[str]:
    lines = [
        "| AP with pneumonia | view | films | share of the field | words filled in | equal patches elsewhere | difference |",
        "|---|---|---|---|---|---|---|",
    ]
    for share, view, words in _by_view(shares, "words"):
        if words["films"]:
            numbers = " | ".join(_signed(words[name]) for name in ("fall", "elsewhere", "beyond"))
            lines.append(f"| {share} | {view} | {words['films']} | {words['share']:.1%} | {numbers} |")
    return lines


_REMOVALS = {
    "outside kept_blur": "outside, blur", "outside registered_donor": "outside, donors",
    "outside_anothers kept_blur": "outside another's, blur", "outside_anothers registered_donor": "outside another's, donors",
    "inside kept_blur": "inside, blur", "inside registered_donor": "inside, donors",
}  # fmt: skip


def _about_removals(shares: dict[str, Any]) -> list[str]:
    removals = next(iter(shares.values()))["removals"]
    films = ", ".join(f"{said} on {removals[name]['films']}" for name, said in _REMOVALS.items())
    return [
        "The whole of one side of the allowed region filled in (global removal, which confirms nothing about one film): the effect of the "
        "view in logits before and after, on the films on which it could be run. Donors are of the film's own view, so they bring its look "
        f"along; blur brings nothing. “Another's” is the same with another chest's mask. Films: {films}."
    ]


def _removals(shares: dict[str, Any]) -> list[str]:
    lines = [f"| AP with pneumonia | {' | '.join(_REMOVALS.values())} |", "|---" * (1 + len(_REMOVALS)) + "|"]
    for share, row in shares.items():
        numbers = [f"{row['removals'][name]['before'][0]:+.2f}, then {_signed(row['removals'][name]['after'])}" for name in _REMOVALS]
        lines.append(f"| {share} | {' | '.join(numbers)} |")
    return lines


def _by_view(shares: dict[str, Any], what: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield what was found of each share of AP and each view."""
    for share, row in shares.items():
        for view in VIEWS:
            yield share, view, row[what][view]


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items()) or "none"


def _signed(values: list[float]) -> str:
    return "none" if values[0] is None else "{:+.2f} ({:+.2f} to {:+.2f})".format(*values)
