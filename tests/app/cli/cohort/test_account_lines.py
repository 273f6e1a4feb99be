"""An account in lines: confounds before rates, rates before what depends on them."""

from __future__ import annotations

from app.cli.cohort.account_lines import account_lines
from audit.cohort.account import Account
from audit.cohort.figures import Estimate, Figures, Kind, Sentence, Share, TooFew

_SHARE = Share(events=3, of=40, patients=35, value=0.075, low=0.02, high=0.2)


def _sentence(kind: Kind, text: str) -> Sentence:
    return Sentence(
        kind=kind, text=text, label="Mass", attribute="view", group="AP", value=0.1, low=0.05, high=0.2, standardised=None, effect=0.1,
        p=0.01, films=40, patients=35, seq=(1, 2), refuted_by=f"Refuted: {text}",
    )  # fmt: skip


def test_confounds_come_first_and_what_is_too_few_last() -> None:
    figures = (
        Figures("Mass", "", "", 90, 80, positive=_SHARE, auc=Estimate(0.8, 0.7, 0.9, 90, 80)),
        Figures("Mass", "view", "AP", 40, 35),
        Figures("Nodule", "", "", 90, 80),
        Figures("Nodule", "view", "AP", 40, 35),
    )
    sentences = (_sentence(Kind.CONFOUND, "View goes with Mass."), _sentence(Kind.DEPENDENT, "With view AP, 30 % depend."))
    account = Account(90, 80, 12, sentences, (TooFew("Too few films by age.", None, "", "age", 90, 120),), figures, ())
    assert [line.split() for line in account_lines(account) if line] == [
        line.split()
        for line in (
            "What goes with a label in these films:", "1. View goes with Mass.", "Refuted: View goes with Mass.",
            "attribute value films patients", "view AP 40 35",
            "finding present positive dependent on outside AUC", "Mass - 3 of 40 2-20 % - 0.80 0.70-0.90", "Nodule - - - -",
            "present: by the table. dependent on outside: of the positive decisions that were tested. Behind each its 95 % interval by "
            "patients; - where there are too few films.",
            "What scores and verdicts depend on:", "1. With view AP, 30 % depend.", "Refuted: With view AP, 30 % depend.",
            "Too few films by age.",
        )
    ]  # fmt: skip


def test_that_nothing_stands_out_is_said_of_what_was_compared() -> None:
    figures = (Figures("Mass", "", "", 90, 80),)
    assert "No difference between groups stands out, of 12 that were compared." in account_lines(Account(90, 80, 12, (), (), figures, ()))
    assert not any("stands out" in line for line in account_lines(Account(90, 80, 0, (), (), figures, ())))


def test_of_what_is_too_few_the_nearest_are_told() -> None:
    too_few = tuple(TooFew(f"About {needed} needed.", None, str(needed), "", 40, needed) for needed in range(180, 90, -10))
    lines = list(account_lines(Account(40, 40, 0, (), too_few, (), ())))
    assert lines[-7:] == [
        *(f"About {needed} needed." for needed in range(100, 160, 10)),
        "Too few films for 3 comparisons more: 160 to 180 needed; --json tells each.",
    ]
