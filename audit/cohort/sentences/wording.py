"""The words of a sentence: what was measured, and what would refute it."""

from __future__ import annotations

from audit.cohort.figures import Estimate, Kind
from audit.cohort.sentences.measured import Measured, Side
from audit.counted import films_of


def worded(kind: Kind, label: str, attribute: str, group: str, shown: Measured, left: float) -> str:
    """Return one comparison in words.

    Args:
        kind: What was asked.
        label, attribute, group: By their names.
        shown: What it shows.
        left: Share of the difference that is left once it is allowed for that it was picked as large.
    """
    one, other, where = shown.one, shown.other, f"{attribute} {group}"
    if kind is Kind.CONFOUND:
        first = (
            f"{attribute[:1].upper()}{attribute[1:]} goes with {label}: {_percent(one)} of the films with {label} have {where}, "
            f"of those without it {_percent(other)}"
        )
    elif kind is Kind.SCORE_GIVEN_LABEL:
        direction = "higher" if shown.difference.value > 0 else "lower"
        first = f"Among films with the same truth for {label}, the score is {direction} with {where} than otherwise"
    else:
        first = (
            f"With {where}, {_percent(one)} of the positive decisions for {label} depend on a place outside the allowed region "
            f"({one.events} of {one.films}), otherwise {_percent(other)} ({other.events} of {other.films})"
        )
    return " ".join(
        [f"{first}: {_difference(kind, shown, left)}.", *_besides(kind, label, where, shown), f"{_behind(one)} against {_behind(other)}."]
    )


def refutation(kind: Kind, label: str, attribute: str, group: str) -> str:
    """Return what would show a sentence wrong."""
    where = f"{attribute} {group}"
    if kind is Kind.CONFOUND:
        return f"Refuted if, among further films taken as these were, {label} is as frequent with {where} as otherwise."
    if kind is Kind.SCORE_GIVEN_LABEL:
        return (
            f"Refuted if the score does not differ once films of equally severe {label} are compared, or between films of the same "
            f"patients with {where} and without."
        )
    return (
        f"Refuted if further films with {where} keep their decisions for {label} when the same places are covered, or if readers find "
        "that these places belong to the finding."
    )


def _difference(kind: Kind, shown: Measured, left: float) -> str:
    """Return the size of a difference with its interval, and what is left of it."""
    value = shown.difference.value
    size, rest = _sized(kind, shown.difference, value < 0, "95 % interval by patients "), _number(kind, abs(value) * left)
    return f"a difference of {size}, about {rest} when allowed for having been picked as large"


def _besides(kind: Kind, label: str, where: str, shown: Measured) -> list[str]:
    """Return what is told beside the difference: the same among films that are alike, and the size of the dependence."""
    told = []
    apart = shown.standardised
    if apart is not None and kind is Kind.CONFOUND:
        direction = "more" if apart.value > 0 else "less"
        size = _sized(kind, apart, apart.value < 0)
        told.append(
            f"Among films of the same {', '.join(shown.beside)}, {label} is {direction} frequent with {where} than otherwise, by {size}."
        )
    elif apart is not None:
        told.append(f"Among films of the same truth, {', '.join(shown.beside)} it is {_sized(kind, apart, shown.difference.value < 0)}.")
    if shown.place is not None:
        zone = shown.place.zone.replace("_", " ")
        told.append(f"In {shown.place.findings} of {shown.place.of} of these the place lies in the zone '{zone}'.")
    if shown.delta is not None:
        told.append(f"Covering the place changes the score of these films by {-shown.delta:+.1f} logits (median).")
    return told


def _sized(kind: Kind, apart: Estimate, turned: bool, called: str = "") -> str:
    """Return a difference with its interval, counted the other way where it is turned."""
    value, low, high = (-apart.value, -apart.high, -apart.low) if turned else (apart.value, apart.low, apart.high)
    unit = "logits" if kind is Kind.SCORE_GIVEN_LABEL else "points"
    return f"{_number(kind, value)} {unit} ({called}{_number(kind, low)} to {_number(kind, high)})"


def _number(kind: Kind, value: float) -> str:
    return f"{value:.2f}" if kind is Kind.SCORE_GIVEN_LABEL else f"{100 * value:.0f}"


def _percent(side: Side) -> str:
    return f"{100 * side.events / side.films:.0f} %"


def _behind(side: Side) -> str:
    return films_of(side.films, side.patients)
