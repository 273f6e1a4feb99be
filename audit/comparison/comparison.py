"""Two classifiers, or two versions of one, on the films that both screened, finding by finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from audit.comparison.paired import holm, mcnemar_exact, rank_correlation
from audit.comparison.screenings import Found, ScreenedFilm


@dataclass(frozen=True)
class Changed:
    """How many films have something with one of two classifiers alone, of how many."""

    films: int
    only_a: int
    only_b: int


@dataclass(frozen=True)
class FindingCompared:
    """One finding, named by both.

    Attributes:
        positive_a, positive_b: Films on which it is positive.
        decisions: On all films.
        tested: On one film a patient: on these the test rests.
        p: Of McNemar's exact test, two-sided.
        p_adjusted: Of Holm's method over all findings.
        agreement: Spearman's correlation of probabilities over all films; None where one side is constant.
        shares: On how many films both have a map.
        share_change: Mean of the share of attention outside the allowed region, B's less A's; None without such films.
        flags: On films where both maps were judged.
    """

    label: str
    positive_a: int
    positive_b: int
    decisions: Changed
    tested: Changed
    p: float
    p_adjusted: float
    agreement: float | None
    shares: int
    share_change: float | None
    flags: Changed


@dataclass(frozen=True)
class Comparison:
    """What both screened.

    Attributes:
        films: How many films both screened.
        patients: How many films are left with one a patient.
        unknown_patients: Films of unknown patients, each counted as a patient.
        only_a, only_b: Films that one alone screened; they are not compared.
        judged_otherwise: Films whose maps or regions were judged by two methods, so that shares and flags may differ for that reason.
        findings: In A's order.
        labels_only_a, labels_only_b: Findings that one alone names.
    """

    films: int
    patients: int
    unknown_patients: int
    only_a: int
    only_b: int
    judged_otherwise: int
    findings: tuple[FindingCompared, ...]
    labels_only_a: tuple[str, ...]
    labels_only_b: tuple[str, ...]


def compared(a: Mapping[str, ScreenedFilm], b: Mapping[str, ScreenedFilm]) -> Comparison:
    """Compare what two classifiers found, each by the hash of a film's pixels.

    Films of one patient are not independent, so decisions are tested on one film a patient: that of the lowest hash.
    """
    both = sorted(a.keys() & b.keys())
    patients = {pixels: a[pixels].patient or b[pixels].patient for pixels in both}
    chosen = _one_a_patient(both, patients)
    labels_a, labels_b = (_labels(one.values()) for one in (a, b))
    found = [_of_finding(label, a, b, both, chosen) for label in labels_a if label in labels_b]
    adjusted = holm([one.p for one in found])
    return Comparison(
        films=len(both), patients=len(chosen), unknown_patients=sum(patient is None for patient in patients.values()),
        only_a=len(a) - len(both), only_b=len(b) - len(both), judged_otherwise=sum(a[one].method != b[one].method for one in both),
        findings=tuple(replace(one, p_adjusted=p) for one, p in zip(found, adjusted, strict=True)),
        labels_only_a=tuple(label for label in labels_a if label not in labels_b),
        labels_only_b=tuple(label for label in labels_b if label not in labels_a),
    )  # fmt: skip


def _one_a_patient(films: Iterable[str], patients: Mapping[str, str | None]) -> frozenset[str]:
    chosen: dict[str, str] = {}
    for pixels in films:
        chosen.setdefault(patients[pixels] or f"film {pixels}", pixels)
    return frozenset(chosen.values())


def _labels(films: Iterable[ScreenedFilm]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for film in films for label in film.findings))


def _of_finding(
    label: str, a: Mapping[str, ScreenedFilm], b: Mapping[str, ScreenedFilm], films: Iterable[str], chosen: frozenset[str]
) -> FindingCompared:
    pairs = {
        pixels: (a[pixels].findings[label], b[pixels].findings[label])
        for pixels in films
        if label in a[pixels].findings and label in b[pixels].findings
    }
    decided = {pixels: (one.positive, other.positive) for pixels, (one, other) in pairs.items()}
    tested = _changed(decided[pixels] for pixels in decided if pixels in chosen)
    steps = [step for pair in pairs.values() if (step := _step(*pair)) is not None]
    return FindingCompared(
        label=label, positive_a=sum(one for one, _ in decided.values()), positive_b=sum(other for _, other in decided.values()),
        decisions=_changed(decided.values()), tested=tested, p=(p := mcnemar_exact(tested.only_a, tested.only_b)), p_adjusted=p,
        agreement=rank_correlation([one.probability for one, _ in pairs.values()], [other.probability for _, other in pairs.values()]),
        shares=len(steps), share_change=sum(steps) / len(steps) if steps else None,
        flags=_changed((one.flagged, other.flagged) for one, other in pairs.values() if None not in (one.flagged, other.flagged)),
    )  # fmt: skip


def _changed(pairs: Iterable[tuple[bool | None, bool | None]]) -> Changed:
    listed = list(pairs)
    only_a, only_b = (sum(pair == wanted for pair in listed) for wanted in ((True, False), (False, True)))
    return Changed(len(listed), only_a, only_b)


def _step(one: Found, other: Found) -> float | None:
    """Return by how much the share outside differs; None where one has no map."""
    if one.share_outside is None or other.share_outside is None:
        return None
    return other.share_outside - one.share_outside
