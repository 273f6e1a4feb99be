"""Which comparisons become sentences: those that hold for the whole family, one an attribute of a question, ten at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit.cohort.cohort import Cohort
from audit.cohort.figures import Kind, Sentence
from audit.cohort.sentences.measured import measured
from audit.cohort.sentences.wording import refutation, worded
from audit.cohort.statistics.permutation.family import FAMILY_ERROR, Compared
from audit.cohort.statistics.selection import left_after_selection

MOST = 10


def sentences(cohort: Cohort, compared: Sequence[Compared]) -> tuple[Sentence, ...]:
    """Return the sentences in the order of kinds, by effect within each.

    Of several values of one attribute the one that stands out most is told; attributes that make the same group are told together.
    Each kind has a third of the places; what one leaves free goes to the others, in their order.
    """
    largest: dict[tuple[Kind, int, int], Compared] = {}
    for one in compared:
        key = one.question.kind, one.question.decisions, one.contrast.attribute
        if one.p <= FAMILY_ERROR and (key not in largest or abs(one.z) > abs(largest[key].z)):
            largest[key] = one
    told = _joined([sentence for one in largest.values() if (sentence := _sentence(cohort, one))])
    kinds = {kind: sorted((one for one in told if one.kind is kind), key=lambda one: -one.effect) for kind in Kind}
    places = dict.fromkeys(Kind, 0)
    for kind in (*[kind for kind in Kind for _ in range(MOST // len(Kind))], *[kind for kind in Kind for _ in range(MOST)]):
        if places[kind] < len(kinds[kind]) and sum(places.values()) < MOST:
            places[kind] += 1
    return tuple(one for kind in Kind for one in kinds[kind][: places[kind]])


def _joined(told: list[Sentence]) -> list[Sentence]:
    """Return the sentences, those of one question about the same films as one, under the first of their attributes."""
    alike: dict[tuple[object, ...], list[Sentence]] = {}
    for one in told:
        alike.setdefault((one.kind, one.label, one.seq, one.value), []).append(one)
    return [replace(first, text=" ".join([first.text, *_also(others)])) for first, *others in alike.values()]


def _also(others: list[Sentence]) -> list[str]:
    """Return which other values make the same group."""
    return [f"The same films have {', '.join(f'{one.attribute} {one.group}' for one in others)}."] if others else []


def _sentence(cohort: Cohort, one: Compared) -> Sentence | None:
    kind, shown = one.question.kind, measured(cohort, one.question, one.contrast)
    if shown is None:
        return None
    label, attribute = cohort.decisions[one.question.decisions].label, cohort.attributes[one.contrast.attribute]
    group, left = attribute.values[shown.group], left_after_selection(one.z, one.critical)
    return Sentence(
        kind, worded(kind, label, attribute.name, group, shown, left), label, attribute.name, group, shown.difference.value,
        shown.difference.low, shown.difference.high, shown.standardised, abs(shown.in_deviations) * left, one.p,
        len(shown.behind), shown.behind_patients, shown.behind, refutation(kind, label, attribute.name, group), shown.place,
    )  # fmt: skip
