"""Where a film stands in the log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.desktop.review.record_lines import record_lines
from audit.records.radiograph import RadiographRecord
from tests.app.desktop.records import ended, entry, film, of_an_earlier_version


def lines(**known: Any) -> dict[str, str]:
    """Of a film of 5 × 4 pixels."""
    pixels = {"file_sha256": "f" * 64, "pixel_sha256": "a" * 64, "rows": 4, "columns": 5}
    return dict(record_lines(entry(film(radiograph=RadiographRecord(**pixels | known))), "audit.db"))


def test_an_entry_is_named_by_number_log_time_and_actor() -> None:
    found = lines()
    assert found["Entry"] == "3 of audit.db"
    assert found["Written"] == "2026-11-21 10:11:12 UTC by reviewer"
    assert found["Classifier"] == "teaching (eeeeeeeeeeee…), cpu float32"
    assert found["Regions"] == "table cccccccccccccccc…"
    assert found["Pixels"] == "aaaaaaaaaaaaaaaa…"
    assert found["Chain"] == "bbbbbbbbbbbbbbbb…"


def test_a_classifier_is_named_with_its_operating_point() -> None:
    record = film()
    assert record.classifier is not None
    at_a_point = replace(record, classifier=replace(record.classifier, operating_point="specificity-90"))
    assert dict(record_lines(entry(at_a_point), "audit.db"))["Classifier"] == "teaching at specificity-90 (eeeeeeeeeeee…), cpu float32"


def test_an_actor_s_name_stays_on_its_line() -> None:
    forged = replace(entry(film()), actor="eve\nChain: well")
    assert dict(record_lines(forged, "audit.db"))["Written"].endswith("UTC by eve\\nChain: well")


def test_what_happened_on_the_way_to_the_pixels_is_said() -> None:
    assert lines(notes=("colour_flattened",))["Notes"] == "The file holds colour; the film is its luminance."


def test_a_film_is_named_by_its_header_and_its_size_in_true_millimetres() -> None:
    found = lines(modality="DX", view="PA", photometric="MONOCHROME2", pixel_spacing_mm=0.1394, spacing_from="PixelSpacing")
    assert (found["Film"], found["Size"]) == ("DX PA MONOCHROME2", "5 × 4 px, 0.139 mm/px (PixelSpacing)")


def test_a_picture_without_header_is_named_by_its_format() -> None:
    found = lines(transfer_syntax="PNG")
    assert (found["Film"], found["Size"]) == ("PNG", "5 × 4 px, pixel spacing unknown")


def test_of_a_file_that_is_no_film_and_of_an_earlier_version_what_is_not_known_is_left_out() -> None:
    assert [name for name, _ in record_lines(entry(ended()), "audit.db")] == ["Entry", "Written", "Chain"]
    assert list(lines_of_an_earlier_version()) == ["Entry", "Written", "Classifier", "Chain"]


def lines_of_an_earlier_version() -> dict[str, str]:
    return dict(record_lines(entry(of_an_earlier_version()), "audit.db"))
