import pytest

from audit.cohort.over_time.figures import Quantity, Size, Subject
from audit.cohort.over_time.wording import change_text

ENDING = "from entry 812 (acquired 2025-03) on: 230 films since then against 640 before, compared within view, one film a patient."


@pytest.mark.parametrize(
    ("subject", "size", "text"),
    [
        (
            Subject(Quantity.SCORE, "Effusion", "manufacturer", "Acme"), Size(-1.2, -0.78, 0.42, 0.3, 0.54, 0.5),
            "Mean score of Effusion of manufacturer Acme rose from -1.20 to -0.78 logits "
            "(change +0.42, 95 % interval +0.30 to +0.54; 0.5 standard deviations)",
        ),
        (
            Subject(Quantity.VERDICT, "not_assessable", "", ""), Size(0.2, 0.1, -0.1, -0.15, -0.05, -0.25),
            "Rate of the verdict 'not assessable' fell from 20.0 to 10.0 % (change -10.0, 95 % interval -15.0 to -5.0 points)",
        ),
        (
            Subject(Quantity.QUALITY, "", "station", "R2"), Size(0.9, 0.8, -0.1, -0.12, -0.08, -1.0),
            "Mean quality of the lung segmentation of station R2 fell from 0.90 to 0.80 "
            "(change -0.10, 95 % interval -0.12 to -0.08; 1.0 standard deviations)",
        ),
    ],
)  # fmt: skip
def test_a_change_is_one_plain_sentence(subject: Subject, size: Size, text: str) -> None:
    assert change_text(subject, size, 812, 12 * 2025 + 2, 640, 230) == f"{text} {ENDING}"


def test_an_unknown_month_is_left_out() -> None:
    subject = Subject(Quantity.POSITIVES, "Edema", "", "")
    assert "from entry 9 on:" in change_text(subject, Size(0.1, 0.2, 0.1, 0.05, 0.15, 0.3), 9, -1, 5, 5)
