"""What self-tests say together: of the copies made to rely on a kind of plant, how many the audit found (method, section 9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb

from audit.counted import counted
from audit.records.selftest import SawRecord, SelfTestRecord
from audit.wilson import wilson

TOLERATED = 0.04
"""Of positive findings of a classifier that relies on nothing outside, the share in which dependence outside is tolerated."""
_LEVEL = 0.05
NO_SELF_TEST = "The audit of this classifier was not self-tested in this log: what it can see of it, and what not, was not measured."
_APART = "Plants inside the lungs and changes of the whole film are no places outside the anatomy; the audit does not claim to see them."
_REST = "Kinds that are not listed were not tested. It is the audit's power that was measured, not whether your classifier has a shortcut."


@dataclass(frozen=True)
class Power:
    """Copies of one kind and correlation.

    Attributes:
        plant: Its kind; None where nothing was planted.
        local: Whether it lies outside the body.
        correlation: Of plant and finding.
        phantoms: They learned and were asked on phantoms, not on films.
        tried: Copies that were made.
        copies: Of these, those that learned their plant.
        found: Of these, those in which the audit found dependence outside.
        found_without_detectors: The same with the detectors switched off.
        decisions, outside, named: Over these copies, decisions that the plant made; those found dependent on places outside; and those
            whose verdict names the plant's place rightly.
    """

    plant: str | None
    local: bool
    correlation: float | None
    phantoms: bool
    tried: int
    copies: int
    found: int
    found_without_detectors: int
    decisions: int
    outside: int
    named: int

    @property
    def interval(self) -> tuple[float, float]:
        """Of the share of copies that were found, 95 %."""
        return wilson(self.found, self.copies)

    @property
    def short(self) -> str:
        """In a few words."""
        made_to = f"{self.plant} at correlation {self.correlation:g}" if self.plant else "nothing planted"
        low, high = (round(100 * end) for end in self.interval)
        return f"{made_to}, {self.found} of {self.copies} ({low} to {high} %) on {'phantoms' if self.phantoms else 'films'}"

    @property
    def sentence(self) -> str:
        """As method, section 9, has it printed."""
        low, high = (round(100 * end) for end in self.interval)
        share = f"{self.found} of {self.copies} ({low} to {high} %) on {'phantoms' if self.phantoms else 'films'}"
        if self.plant is None:
            return f"On {_copies(self.copies)} made in the same way without a plant, the audit found dependence outside on {share}."
        made = f"{_copies(self.copies)} made to rely on {self.plant} at correlation {self.correlation:g}"
        if not self.copies:
            return f"{self.plant} at correlation {self.correlation:g}: not measured, {_copies(self.tried)} did not learn it."
        return (
            f"On {made}, the audit found {share}, without its detectors {self.found_without_detectors}; the place was named rightly in "
            f"{self.named} of {self.decisions} decisions that the plant made."
        )


def powers(tests: Sequence[SelfTestRecord]) -> tuple[Power, ...]:
    """Return the power by kind, correlation and films, in the order in which they were first tested.

    Tests by another method than that of the last one are left out; of a copy that was tested again the last test counts.
    """
    same = [test for test in tests if test.fingerprint == tests[-1].fingerprint]
    last = {(test.plant, test.correlation, test.label, test.seed, test.films.sha256): test for test in same}
    groups: dict[tuple[str | None, float | None, str], list[SelfTestRecord]] = {}
    for test in last.values():
        groups.setdefault((test.plant, test.correlation, test.films.sha256), []).append(test)
    return tuple(_power(group) for group in groups.values())


def found(saw: SawRecord) -> bool:
    """Tell whether dependence outside was found in more decisions than are tolerated, by an exact binomial test at 5 %."""
    tail = sum(comb(saw.made, x) * TOLERATED**x * (1 - TOLERATED) ** (saw.made - x) for x in range(saw.outside, saw.made + 1))
    return saw.made > 0 and tail < _LEVEL


def sentences(found_powers: Iterable[Power]) -> tuple[str, ...]:
    """Return what is printed of self-tests: outside plants first, then what stands apart, then what was not tested."""
    rows = tuple(found_powers)
    outside, apart = [row for row in rows if row.local or row.plant is None], [row for row in rows if not row.local and row.plant]
    told = [row.sentence for row in outside]
    told += [_APART, *(row.sentence for row in apart)] if apart else []
    return (*told, _REST) if rows else ()


def in_short(found_powers: Iterable[Power]) -> str:
    """Return in one sentence what self-tests found, for the page of one film; and that there was none."""
    rows = [row for row in found_powers if row.copies]
    if not rows:
        return NO_SELF_TEST
    outside = "; ".join(row.short for row in rows if row.local or row.plant is None)
    apart = "; ".join(row.short for row in rows if not row.local and row.plant)
    first = (
        f"Self-tests on copies of this classifier, in how many the audit found dependence outside: {outside or 'none outside the lungs'}."
    )
    return " ".join([first, *([f"Apart, since they are no places outside the anatomy: {apart}."] if apart else []), _REST])


def _power(tests: Sequence[SelfTestRecord]) -> Power:
    learned = [test for test in tests if test.counts]
    first = tests[0]
    return Power(
        plant=first.plant, local=first.local, correlation=first.correlation, phantoms=first.films.phantoms,
        tried=len(tests), copies=len(learned),
        found=sum(found(test.audit) for test in learned), found_without_detectors=sum(found(test.without_detectors) for test in learned),
        decisions=sum(test.audit.made for test in learned), outside=sum(test.audit.outside for test in learned),
        named=sum(test.audit.named for test in learned),
    )  # fmt: skip


def _copies(count: int) -> str:
    return counted(count, "copy", "copies")
