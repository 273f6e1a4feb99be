"""Records in words and numbers, as they are shown. Words say what was measured; they never say what the model "thinks"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from app.desktop.presenters.view import FindingRow, Mark
from audit.log.store import Kind, Stored
from models.attention.described import Holds
from models.radiograph import Note

Finding = dict[str, Any]
UNKNOWN_FILM_MM = 375.0
"""Width that a film of unknown spacing counts as (models.anatomy.regions)."""


def readable(label: str) -> str:
    """Return a label as words: "Pleural_Thickening" is "Pleural thickening"."""
    return label.replace("_", " ").capitalize()


def row_line(entry: Stored, *, told: bool, duplicate: bool = False) -> str:
    """Return the second line of a worklist row."""
    if entry.kind != Kind.SCREENED:
        return f"{entry.kind.capitalize()} · entry {entry.seq}"
    positive = sum(finding["positive"] for finding in entry.record["findings"])
    lost = sum(challenge["decision_changed"] for finding in entry.record["findings"] for challenge in finding["challenges"])
    kept = " (same pixels)" if duplicate else " (kept)" if told else ""
    text = f"Entry {entry.seq}{kept} · {positive} positive"
    return text + (f" · {lost} lost" if lost else "")


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


def sentences(finding: Finding) -> list[str]:
    """Tell one finding: the score, where its map lies, and what filling in the hot spot did."""
    told = [
        f"Probability {finding['probability']:.3f}, threshold {finding['threshold']:.3f}: "
        f"{'positive' if finding['positive'] else 'not positive, so neither attended to nor challenged'}."
    ]
    if finding["attention"]:
        told += [_where(finding["attention"]), finding["sentence"]]
        if finding["attention"]["budget"]:
            told.append(_budget(finding["attention"]))
    elif finding["positive"]:
        told.append(finding["sentence"] or "Not described: the map is zero.")
    for challenge in finding["challenges"]:
        told.append(_challenged(finding, challenge))
    if finding["attention"] and not finding["challenges"]:
        told.append("The map has no hot spot outside the allowed places, so nothing was filled in.")
    return told


def anatomy(found: dict[str, Any], finding: Finding) -> list[str]:
    """Tell where the score of a finding may come from, and how far the lungs' drawing can be relied on."""
    told, region = [], finding["region"]
    if region:
        spread = f"{region['tolerance_mm']:g} mm"
        if not region["spacing_known"]:
            spread = f"{region['tolerance_mm'] / UNKNOWN_FILM_MM:.0%} of the width, since the spacing is unknown"
        text = f"Allowed places (dashed outline) are those of “{region['name']}”, grown by {spread}. {region['reason']}"
        told.append(text if region["known"] else f"{text} The table does not name this label, so the default was used.")
    quality = found["quality"]
    if quality["reason"] is None:
        told.append(f"Lungs: quality {quality['score']:.2f} of 1.")
    else:
        told.append(f"Lungs: quality {quality['score']:.2f} of 1, too little. No flag and no all-clear is given for this film.")
    return told


def _where(attention: dict[str, Any]) -> str:
    share, area = attention["share_outside"], attention["area_outside"]
    text = f"{share:.0%} of the Grad-CAM map lies outside the allowed places; outside is {area:.0%} of the film"
    if attention["resolution_floor"] is not None:
        text += f" (the grid alone leaks {attention['resolution_floor']:.0%})"
    peak = attention["peak"]
    if peak["distance_px"] is None:
        return f"{text}. A share alone means nothing."
    distance = f"{abs(peak['distance_mm']):.0f} mm" if peak["distance_mm"] is not None else f"{abs(peak['distance_px']):.0f} px"
    return f"{text}. Its peak is {distance} {'inside' if peak['inside'] else 'outside'} their edge. A share alone means nothing."


def _budget(attention: dict[str, Any]) -> str:
    usual = attention["budget_reference"] or {}
    parts = [
        f"{name.replace('_', ' ')} {value:+z.2f}" + (f" (usually {usual[name]:+z.2f})" if name in usual and name != "bias" else "")
        for name, value in attention["budget"].items()
    ]
    return (
        f"Where the logit is stored, which is not where it entered: {', '.join(parts)}; together {sum(attention['budget'].values()):+z.2f}."
    )


def _challenged(finding: Finding, challenge: dict[str, Any]) -> str:
    after = finding["probability"] - challenge["delta_probability"]
    text = (
        f"With its largest hot spot outside the allowed places filled in, the score goes from {finding['probability']:.3f} to {after:.3f} "
        f"(Δ {challenge['delta_logit']:+z.2f} logits){', and the decision is lost' if challenge['decision_changed'] else ''}."
    )
    controls = challenge["controls"]
    if controls["spread"] is None:
        return f"{text} There was no room for patches of the same shape elsewhere outside."
    return f"{text} {controls['n']} patches of the same shape elsewhere outside: Δ {controls['mean']:+z.2f} ± {controls['spread']:.2f}."


def marks(finding: Finding) -> list[Mark]:
    """Return the boxes of one finding: its hot spots outside, and what was filled in."""
    if not finding["attention"]:
        return []
    spots = [Mark(tuple(spot["box"]), _named(spot), challenged=False) for spot in finding["attention"]["hot_spots"]]
    return spots + [Mark(tuple(c["region"]), f"Δ {c['delta_logit']:+z.2f}", challenged=True) for c in finding["challenges"]]


def head_line(seq: int, digest: str) -> str:
    """Return the log's head as the status line shows it."""
    return f"Head: entry {seq} · {digest[:12]}…"


def _named(spot: dict[str, Any]) -> str:
    holds = "" if spot["holds"] == Holds.NOTHING_SPECIAL else f", {_HOLDS[spot['holds']]}"
    return f"{spot['share']:.0%} {spot['zone'].replace('_', ' ')}{holds}"


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
    lines.append(("Chain", f"{entry.hash[:16]}…"))
    return lines
