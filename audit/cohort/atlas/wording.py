"""The words of an atlas: hot places, mask swaps, and what there are too few films for."""

from __future__ import annotations

from collections.abc import Iterator

from audit.cohort.atlas.figures import Difference, Missing
from audit.cohort.atlas.zones import zone_words
from audit.cohort.figures import MIN_PATIENTS, Estimate, TooFew
from audit.counted import counted, films_of

NO_TEST_FOR_SHORTCUTS = (
    "This tells whether attention follows the anatomy of the film beyond what all films share in the lung frame; it does not test for "
    "shortcuts."
)


def hot_place_text(
    where: Difference, zone: str, sides: tuple[float, float], value: Estimate, left: float, p: float, *, truth: bool
) -> str:  # fmt: skip
    """Return in words where a group's maps differ.

    Args:
        where: The label and the groups.
        zone: Of the place.
        sides: Mean there of the group and of the others, in logits a film.
        value: Group less others, in logits a film.
        left: Of its value, when it is allowed for having been picked as large.
        p: Adjusted.
        truth: Whether a person said of any of the films whether they show the label.
    """
    first = f"Among films of the same truth for {where.label}, with" if truth else "With"
    last = "" if truth else f" Nobody said which films show {where.label}: it may be that groups differ in how often they do."
    sign = -1 if value.value < 0 else 1
    more = "less" if sign < 0 else "more"
    low, high = sorted((sign * value.low, sign * value.high))
    return (
        f"{first} {where.attribute} {where.group}, the map for {where.label} adds {more} to the score at "
        f"{zone_words(zone)} than otherwise: {sides[0]:+.2f} against {sides[1]:+.2f} logits a film, a difference of "
        f"{sign * value.value:.2f} (95 % interval by patients {low:.2f} to {high:.2f}), about {left:.2f} when allowed for having been "
        f"picked as large; {p_words(p)} over all places, findings and groups. "
        f"{films_of(where.films, where.patients)} against {films_of(where.other_films, where.other_patients)}.{last}"
    )


def mask_swap_text(label: str, own: float, others: float, difference: Estimate, p: float) -> str:
    """Return in words whether attention follows the anatomy."""
    return (
        f"Of the attention for {label}, {100 * own:.1f} % lie in the allowed region of the film itself and {100 * others:.1f} % in those "
        f"of other films of the same view, brought to it: {100 * difference.value:+.1f} points (95 % interval by patients "
        f"{100 * difference.low:+.1f} to {100 * difference.high:+.1f}; {p_words(p)}), on {difference.films} films of as many patients. "
        f"{NO_TEST_FOR_SHORTCUTS}"
    )


def p_words(p: float) -> str:
    """Return a p value as it is told."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def too_few_for(what: str, label: str, films: int, patients: int) -> TooFew:
    """Return that 30 patients are needed for something.

    Args:
        what: As "for mean maps".
        label: "" where it is the same for all labels.
        films: Of the cohort.
        patients: With such films.
    """
    needed = -(-films * MIN_PATIENTS // max(1, patients))
    return TooFew(f"Too few films {what}: about {needed} needed, there are {films}.", None, label, "", films, needed)


def missing_words(missing: Missing) -> Iterator[str]:
    """Yield why films are not in the atlas, and how many."""
    counts = (
        (missing.no_frame, "without lungs that could be brought to the common lung frame"),
        (missing.not_assessable, "whose lung segmentation failed its quality check"),
        (missing.not_kept, "whose maps are no longer kept"),
    )
    yield from (f"{counted(count, 'film')} {what}" for count, what in counts if count)
