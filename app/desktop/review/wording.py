"""Records in words and numbers, as they are shown. Words say what was measured; they never say what the model "thinks"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from app.desktop.review.view import Detail, FindingRow
from app.desktop.viewer.view import Mark
from audit.log.store import EntryKind, Stored
from models.values.attention import Holds
from models.values.radiograph import Note

Finding = dict[str, Any]
_SHOWN = 0.005
UNKNOWN_FILM_MM = 375.0
"""Width that a film of unknown spacing counts as (models.anatomy.regions)."""


def readable(label: str) -> str:
    """Return a label as words: "Pleural_Thickening" is "Pleural thickening"."""
    return label.replace("_", " ").capitalize()


def row_line(entry: Stored, *, told: bool, duplicate: bool = False) -> str:
    """Return the second line of a worklist row."""
    if entry.kind != EntryKind.SCREENED:
        return f"{entry.kind.capitalize()} · entry {entry.seq}"
    positive = sum(finding["positive"] for finding in entry.record["findings"])
    lost = sum(challenge["decision_changed"] for finding in entry.record["findings"] for challenge in finding["challenges"])
    kept = " (same pixels)" if duplicate else " (kept)" if told else ""
    parts = [
        "not assessable" if entry.record["anatomy"]["quality"]["reason"] else "",
        f"{positive} positive",
        f"{lost} lost" if lost else "",
        f"entry {entry.seq}{kept}",
    ]
    text = " · ".join(filter(None, parts))
    return text[0].upper() + text[1:]


def ordered(findings: Sequence[Finding]) -> list[int]:
    """Return positions of findings as shown: positive ones first, each part by its margin in logits."""
    return sorted(range(len(findings)), key=lambda k: (not findings[k]["positive"], -_margin(findings[k])))


def _margin(finding: Finding) -> float:
    threshold: float = finding["threshold"]
    logit: float = finding["logit"]
    return logit - math.log(threshold / (1 - threshold))


def finding_row(finding: Finding) -> FindingRow:
    """Return one row of the table."""
    attention, challenges = finding["attention"], finding["challenges"]
    return FindingRow(
        label=readable(finding["label"]),
        positive=finding["positive"],
        probability=f"{finding['probability']:.3f}",
        threshold=f"{finding['threshold']:.3f}",
        share_outside=f"{attention['share_outside']:.0%}" if attention else None,
        delta=f"{challenges[0]['delta_logit']:+z.2f}" if challenges else None,
    )


def detail(finding: Finding, anatomy: dict[str, Any], warnings: Sequence[str]) -> Detail:
    """Tell one finding: the score, where its map lies, what filling in the hot spot did, and on what that rests.

    Args:
        finding: Of the record.
        anatomy: Of the record.
        warnings: Of the film and the classifier.
    """
    quality = anatomy["quality"]
    if quality["reason"]:
        warnings = [f"Not assessable: no flag and no all-clear. {quality['reason']}", *warnings]
    return Detail(readable(finding["label"]), tuple(warnings), tuple(_sentences(finding, quality)), tuple(_notes(finding, quality)))


def _sentences(finding: Finding, quality: dict[str, Any]) -> list[str]:
    score = f"Probability {finding['probability']:.3f}, threshold {finding['threshold']:.3f}"
    if not finding["positive"]:
        return [f"{score}: not positive, so neither attended to nor challenged."]
    told = [f"{score}: positive."]
    attention = finding["attention"]
    if attention is None:
        return told if quality["reason"] else [*told, "Not described: the map is zero."]
    told += [f"{finding['sentence']} A share alone means nothing.", _grid_and_peak(attention)]
    told += [_challenged(finding, challenge) for challenge in finding["challenges"]]
    if not finding["challenges"]:
        told.append("The map has no hot spot outside the allowed places, so nothing was filled in.")
    return told


def _notes(finding: Finding, quality: dict[str, Any]) -> list[str]:
    """Tell where the score of a finding may come from, and how far the lungs' drawing can be relied on."""
    told, region = [], finding["region"]
    if region:
        spread = f"{region['tolerance_mm']:g} mm"
        if not region["spacing_known"]:
            spread = f"{region['tolerance_mm'] / UNKNOWN_FILM_MM:.0%} of the width, since the spacing is unknown"
        text = f"Allowed places (dashed outline): “{region['name']}”, grown by {spread}. {region['reason']}"
        told.append(text if region["known"] else f"{text} The table does not name this label, so the default was used.")
    return [*told, f"Lungs: quality {quality['score']:.2f} of 1{', too little' if quality['reason'] else ''}."]


def _grid_and_peak(attention: dict[str, Any]) -> str:
    floor, peak = attention["resolution_floor"], attention["peak"]
    text = "" if floor is None else f"The grid alone leaks {floor:.0%} (resolution floor). "
    if peak["distance_px"] is None:
        return f"{text}The peak is {'inside' if peak['inside'] else 'outside'} the allowed places."
    distance = f"{abs(peak['distance_mm']):.0f} mm" if peak["distance_mm"] is not None else f"{abs(peak['distance_px']):.0f} px"
    return f"{text}The peak is {distance} {'inside' if peak['inside'] else 'outside'} their edge."


def _challenged(finding: Finding, challenge: dict[str, Any]) -> str:
    after = finding["probability"] - challenge["delta_probability"]
    text = (
        f"With {_filled(finding, challenge)} outside filled in, the score goes from {finding['probability']:.3f} to {after:.3f} "
        f"(Δ {challenge['delta_logit']:+z.2f} logits){', and the decision is lost' if challenge['decision_changed'] else ''}."
    )
    controls = challenge["controls"]
    if controls["spread"] is None:
        return f"{text} There was no room for patches of the same shape elsewhere outside."
    return f"{text} {controls['n']} patches of the same shape elsewhere outside: Δ {controls['mean']:+z.2f} ± {controls['spread']:.2f}."


def _filled(finding: Finding, challenge: dict[str, Any]) -> str:
    """Return what was filled in: a spot that is too large, or has no room for its copies, only in part."""
    whole = challenge["region"] == finding["attention"]["hot_spots"][0]["box"]
    return "the largest hot spot" if whole else "the hottest part of the largest hot spot"


def marks(finding: Finding) -> list[Mark]:
    """Return the boxes of one finding: its hot spots outside, the place of a flag, and what was filled in."""
    if not finding["attention"]:
        return []
    spots = [Mark(tuple(spot["box"]), _named(spot), challenged=False) for spot in finding["attention"]["hot_spots"]]
    excess = finding["attention"]["focal_excess"]
    if excess and excess["flagged"]:
        spots.append(Mark(tuple(excess["box"]), "unusual here", challenged=False))
    return spots + [Mark(tuple(c["region"]), f"Δ {c['delta_logit']:+z.2f}", challenged=True) for c in finding["challenges"]]


def head_line(seq: int, digest: str) -> str:
    """Return the log's head as the status line shows it."""
    return f"Head: entry {seq} · {digest[:12]}…"


def _named(spot: dict[str, Any]) -> str:
    holds = "" if spot["holds"] == Holds.NOTHING_SPECIAL else f", {_HOLDS[spot['holds']]}"
    share = f"{spot['share']:.0%}" if spot["share"] >= _SHOWN else "under 1%"
    zone = spot["zone"].replace("_", " ")
    return f"{share} {f'image’s {zone}' if zone.endswith(('corner', 'border')) else zone}{holds}"


_HOLDS = {Holds.TEXT_OR_MARKER: "text or marker", Holds.DEVICE_LIKE_LINE: "a line as of a device", Holds.COLLIMATOR_EDGE: "collimator edge"}


def record_lines(entry: Stored, log_name: str) -> list[tuple[str, str]]:
    """Return where a film stands in the log, as names and values."""
    record = entry.record
    lines = [("Entry", f"{entry.seq} of {log_name}"), ("Written", f"{entry.time_utc[:19].replace('T', ' ')} UTC by {entry.actor}")]
    film, classifier = record["radiograph"], record["classifier"]
    if classifier:
        lines.append(
            ("Classifier", f"{classifier['name']} ({classifier['weights_sha256'][:12]}…), {classifier['device']} {classifier['dtype']}")
        )
    if film and "rows" in film:
        size = f"{film['columns']} × {film['rows']} px"
        spacing = f", {film['mm_per_pixel']:.3f} mm/px ({film['spacing_from']})" if film["mm_per_pixel"] else ", spacing unknown"
        lines.append(("Film", " ".join(filter(None, (film["modality"], film["view"], film["photometric"]))) or film["transfer_syntax"]))
        lines.append(("Size", size + spacing))
        if film.get("notes"):
            lines.append(("Notes", " ".join(Note(note).sentence for note in film["notes"])))
        lines.append(("Pixels", f"{film['pixel_sha256'][:16]}…"))
    if record["anatomy"]:
        lines.append(("Places", f"table {record['anatomy']['regions_sha256'][:16]}…"))
    lines.append(("Chain", f"{entry.hash[:16]}…"))
    return lines
