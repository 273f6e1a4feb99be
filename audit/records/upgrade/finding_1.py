"""The findings of a record of schema 1: each challenge becomes a region of the film, a challenge of it, and a test of its finding."""

from __future__ import annotations

from typing import Any

BEFORE = "Not kept by the version that wrote this entry."
UNSAID = "Not computed; the version that wrote this entry kept no reason."
_NOT_MADE = "Not made by the version that wrote this entry."
_BELOW = "Below threshold: no attention map and no perturbation test."
_NO_MAP = "The map is zero, or the film is not assessable."
_NO_MARGIN = "The score lies on its threshold."
_REGION = dict.fromkeys(("place", "area_share", "outline"), BEFORE)

Json = dict[str, Any]


def findings_of_schema_1(findings: list[Json] | None) -> tuple[list[Json], list[Json], list[Json] | None]:
    """Return regions, challenges and findings of schema 2."""
    if findings is None:
        return [], [], None
    regions: list[Json] = []
    challenges: list[Json] = []
    renewed = []
    for finding in findings:
        tests = []
        for challenge in finding["challenges"]:
            number = len(regions)
            regions.append(_region(number, finding, challenge))
            challenges.append(_challenge(number, finding["label"], challenge))
            tests.append(_test(number, challenge))
        renewed.append(_finding(finding, tests))
    return regions, challenges, renewed


def _finding(finding: Json, tests: list[Json]) -> Json:
    attention = finding["attention"]
    kept = {name: finding[name] for name in ("label", "logit", "probability", "threshold", "positive", "sentence")}
    why = {} if attention else {"attention": _NO_MAP if finding["positive"] else _BELOW}
    return kept | {
        "attention": _attention(attention) if attention else None, "allowed_region": finding.get("region"), "tests": tests,
        "verdict": None, "reasons": why | {"verdict": _NOT_MADE, "prevalence": BEFORE},
    }  # fmt: skip


def _attention(attention: Json) -> Json:
    kept = {
        name: attention.get(name)
        for name in ("share_outside", "area_outside", "enrichment", "resolution_floor", "focal_excess", "peak", "hot_spots")
    }
    budget = attention.get("budget")
    kept["decomposition"] = (
        {"total": budget, "against": attention["budget_against"], "reference": attention["budget_reference"]} if budget else None
    )
    missing = [name for name in ("enrichment", "resolution_floor", "focal_excess", "decomposition") if kept[name] is None]
    # Earlier versions had these keys, and no value under them.
    why = UNSAID if "budget_against" in attention else BEFORE
    return kept | {"reasons": dict.fromkeys(missing, why)}


def _region(number: int, finding: Json, challenge: Json) -> Json:
    spots = finding["attention"]["hot_spots"]
    zone, holds = (spots[0]["zone"], spots[0]["holds"]) if spots else (None, None)
    missing = {name: BEFORE for name, value in (("zone", zone), ("holds", holds)) if value is None}
    return {
        "id": number, "place": None, "box": challenge["region"], "area_share": None, "zone": zone, "holds": holds, "outline": None,
        "of": [finding["label"]], "reasons": _REGION | missing,
    }  # fmt: skip


def _challenge(number: int, label: str, challenge: Json) -> Json:
    controls = challenge["controls"]
    spread = {name: controls[name] for name in ("mean", "spread", "percentile")} | {"quantiles": None}
    return {
        "region": number, "kind": challenge["kind"], "filler": challenge["filler"], "ood_cost": None,
        "delta_logit": {label: challenge["delta_logit"]}, "controls": {"n": controls["n"], "delta_logit": {label: spread}},
        "reasons": {"ood_cost": _NOT_MADE},
    }  # fmt: skip


def _test(number: int, challenge: Json) -> Json:
    kept = {name: challenge[name] for name in ("delta_logit", "delta_probability", "share_of_margin", "decision_changed")}
    reasons = dict.fromkeys(("p", "p_adjusted", "fillers_agree"), _NOT_MADE)
    reasons |= {} if kept["share_of_margin"] is not None else {"share_of_margin": _NO_MARGIN}
    controls = challenge["controls"]["n"]
    return kept | {"region": number, "fillers_agree": None, "p": None, "p_adjusted": None, "controls_n": controls, "reasons": reasons}
