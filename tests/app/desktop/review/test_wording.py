"""Words say what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.desktop.review import wording
from app.desktop.review.view import Detail
from audit.log.store import Stored


def finding(**changes: Any) -> dict[str, Any]:
    challenge = {
        "region": (1, 2, 3, 4), "delta_logit": 4.0, "delta_probability": 0.7, "decision_changed": True,
        "controls": {"n": 19, "percentile": 100.0, "mean": -0.001, "spread": 0.25},
    }  # fmt: skip
    attention = {
        "share_outside": 0.5, "area_outside": 0.7, "resolution_floor": 0.06,
        "hot_spots": [{"box": (0, 0, 9, 9), "share": 0.4, "zone": "upper_left_corner", "holds": "text_or_marker"}],
        "peak": {"x": 1, "y": 1, "inside": False, "distance_mm": None, "distance_px": 12.4}, "focal_excess": None,
    }  # fmt: skip
    plain = {"label": "Pleural_Thickening", "logit": 2.2, "probability": 0.9, "threshold": 0.5, "positive": True, "sentence": "Measured."}
    return {**plain, "attention": attention, "challenges": [challenge], "region": None, **changes}


def told(found: dict[str, Any]) -> Sequence[str]:
    return wording.detail(found, RELIED_ON, []).sentences


def test_a_label_is_read_as_words() -> None:
    assert wording.readable("Pleural_Thickening") == "Pleural thickening"


def test_a_finding_is_told_once_the_score_the_place_the_grid_and_the_challenge() -> None:
    assert told(finding()) == (
        "Probability 0.900, threshold 0.500: positive.",
        "Measured. A share alone means nothing.",
        "The grid alone leaks 6% (resolution floor). The peak is 12 px outside their edge.",
        "With the hottest part of the largest hot spot outside filled in, the score goes from 0.900 to 0.200 (Δ +4.00 logits), and the "
        "decision is lost. 19 patches of the same shape elsewhere outside: Δ +0.00 ± 0.25.",
    )


def test_a_spot_that_is_filled_in_whole_is_told_so() -> None:
    whole = finding()["challenges"][0] | {"region": (0, 0, 9, 9)}
    assert told(finding(challenges=[whole]))[3].startswith("With the largest hot spot outside filled in, the score goes")


def test_the_place_of_a_flag_is_framed_and_no_other() -> None:
    excess = {"value": 9.0, "p": 0.025, "flagged": True, "n": 79, "pooled": True, "box": (5, 6, 7, 8)}
    for flagged, boxes in ((True, [(5, 6, 7, 8)]), (False, []), (None, [])):
        attention = finding()["attention"] | {"focal_excess": excess | {"flagged": flagged}}
        assert [mark.box for mark in wording.marks(finding(attention=attention)) if mark.text == "unusual here"] == boxes


def test_a_peak_is_told_in_millimetres_where_the_spacing_is_known() -> None:
    attention = finding()["attention"]
    attention = attention | {"peak": attention["peak"] | {"distance_mm": 7.6, "inside": True}}
    assert told(finding(attention=attention))[2].endswith("The peak is 8 mm inside their edge.")


def test_where_nothing_lies_outside_the_peak_has_no_distance() -> None:
    attention = finding()["attention"]
    attention = attention | {"resolution_floor": None, "peak": attention["peak"] | {"distance_px": None, "inside": True}}
    assert told(finding(attention=attention))[2] == "The peak is inside the allowed places."


def test_a_finding_that_is_not_positive_is_one_sentence() -> None:
    plain = finding(positive=False, attention=None, challenges=[], sentence=None)
    assert told(plain) == ("Probability 0.900, threshold 0.500: not positive, so neither attended to nor challenged.",)


def test_a_positive_finding_without_attention_says_why_nothing_is_described() -> None:
    assert told(finding(attention=None, challenges=[], sentence=None))[1] == "Not described: the map is zero."


REGION = {"name": "pleura", "known": True, "tolerance_mm": 15.0, "spacing_known": True, "reason": "At the rim."}
RELIED_ON = {"quality": {"score": 0.961, "parts": {}, "reason": None}}


def test_the_allowed_places_are_told_with_their_tolerance_and_reason() -> None:
    assert wording.detail(finding(region=REGION), RELIED_ON, ["A doubt."]) == Detail(
        "Pleural thickening",
        ("A doubt.",),
        tuple(told(finding())),
        ("Allowed places (dashed outline): “pleura”, grown by 15 mm. At the rim.", "Lungs: quality 0.96 of 1."),
    )


def test_a_default_region_and_an_unknown_spacing_are_told() -> None:
    note = wording.detail(finding(region={**REGION, "known": False, "spacing_known": False}), RELIED_ON, []).notes[0]
    assert "grown by 4% of the width, since the spacing is unknown" in note
    assert note.endswith("The table does not name this label, so the default was used.")


def test_a_film_that_is_not_assessable_gets_neither_flag_nor_all_clear() -> None:
    poor = {"quality": {"score": 0.7, "parts": {}, "reason": "The lungs were not drawn reliably."}}
    found = wording.detail(finding(attention=None, challenges=[], sentence="The same."), poor, ["A doubt."])
    assert found.warnings == ("Not assessable: no flag and no all-clear. The lungs were not drawn reliably.", "A doubt.")
    assert found.sentences == ("Probability 0.900, threshold 0.500: positive.",)
    assert found.notes == ("Lungs: quality 0.70 of 1, too little.",)


def test_a_map_without_hot_spot_outside_says_that_nothing_was_filled_in() -> None:
    assert told(finding(challenges=[]))[-1] == "The map has no hot spot outside the allowed places, so nothing was filled in."


def test_controls_without_room_are_told() -> None:
    challenge = finding()["challenges"][0] | {"controls": {"n": 1, "percentile": None, "mean": None, "spread": None}}
    assert told(finding(challenges=[challenge]))[-1].endswith("There was no room for patches of the same shape elsewhere outside.")


def test_findings_are_ordered_by_decision_then_margin_in_logits() -> None:
    far, near, negative = finding(logit=3.0), finding(logit=0.1), finding(logit=-1.0, positive=False)
    assert wording.ordered([negative, near, far]) == [2, 1, 0]


def test_a_share_of_a_negative_finding_is_no_number() -> None:
    row = wording.finding_row(finding(positive=False, attention=None, challenges=[]))
    assert (row.share_outside, row.delta) == (None, None)


def test_the_challenged_region_is_marked_apart_from_hot_spots() -> None:
    spot, region = wording.marks(finding())
    assert (spot.text, spot.challenged, region.text, region.challenged) == (
        "40% image’s upper left corner, text or marker",
        False,
        "Δ +4.00",
        True,
    )
    assert wording.marks(finding(attention=None, challenges=[])) == []


def test_what_happened_on_the_way_to_the_pixels_is_told() -> None:
    film = {"rows": 4, "columns": 5, "mm_per_pixel": None, "modality": "DX", "view": None, "photometric": "RGB", "pixel_sha256": "a" * 64}
    record = {"classifier": None, "anatomy": None, "radiograph": film | {"notes": ["colour_flattened"]}}
    entry = Stored(3, "2026-11-21T10:11:12.000+00:00", "reviewer", "failed", "0" * 64, record, "b" * 64)
    assert dict(wording.record_lines(entry, "audit.db"))["Notes"] == "The file holds colour; the film is its luminance."


def test_a_picture_without_header_is_named_by_its_format() -> None:
    film = {"rows": 4, "columns": 5, "mm_per_pixel": None, "modality": None, "view": None, "photometric": None}
    record = {"classifier": None, "anatomy": None, "radiograph": film | {"transfer_syntax": "PNG", "pixel_sha256": "a" * 64}}
    entry = Stored(3, "2026-11-21T10:11:12.000+00:00", "reviewer", "failed", "0" * 64, record, "b" * 64)
    lines = dict(wording.record_lines(entry, "audit.db"))
    assert lines["Entry"] == "3 of audit.db"
    assert lines["Written"] == "2026-11-21 10:11:12 UTC by reviewer"
    assert lines["Film"] == "PNG"
    assert lines["Size"] == "5 × 4 px, spacing unknown"


def test_a_hot_spots_box_names_its_zone_and_what_lies_there() -> None:
    first = wording.marks(finding())[0]
    assert first.text == "40% image’s upper left corner, text or marker"
    spot = finding()["attention"]["hot_spots"][0] | {"share": 0.002, "holds": "nothing_special"}
    assert wording.marks(finding(attention=finding()["attention"] | {"hot_spots": [spot]}))[0].text == "under 1% image’s upper left corner"


def test_a_row_of_the_worklist_says_first_what_matters_most() -> None:
    """Its end is cut off where there is little room."""
    lost = finding() | {"positive": True}
    record = {"findings": [lost, finding(positive=False, challenges=[])], "anatomy": RELIED_ON}
    entry = Stored(7, "", "reviewer", "screened", "", record, "")
    assert wording.row_line(entry, told=True) == "1 positive · 1 lost · entry 7 (kept)"
    poor = Stored(8, "", "reviewer", "screened", "", record | {"anatomy": {"quality": {"reason": "No lungs."}}}, "")
    assert wording.row_line(poor, told=False).startswith("Not assessable · 1 positive")
