"""What a certificate says: values without torch, for the log and the window."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.attribution import MapMethod
from models.values.called import NO_GRADIENTS
from models.values.reactivity import Reactivity
from models.values.screening import ClassifierUsed

MOST_FILMS = 12
"""A certificate is examined on so many; more cost time and memory and tell nothing new about a network."""

CALLED = "gradients"
"""Name of the row that says there are none, in the certificate of a classifier that can only be called."""


@dataclass(frozen=True)
class Check:
    """One row of a certificate.

    Attributes:
        name: Of the property that was examined.
        passed: Whether it holds; None where it could not be examined.
        number: What was measured, or None.
        limit: What it was held against, or None.
        sentence: What was found, in words.
        methods: Which methods are not to be relied on where it does not hold.
        series: Further numbers in the order of the sentence.
        follows: What follows where it does not hold, where the sentence does not say so itself.
    """

    name: str
    passed: bool | None
    number: float | None
    limit: float | None
    sentence: str
    methods: tuple[MapMethod, ...] = ()
    series: tuple[float, ...] = ()
    follows: str = ""


@dataclass(frozen=True)
class Certificate:
    """All rows for one network.

    Attributes:
        checks: In the order they were made.
    """

    checks: tuple[Check, ...]

    @property
    def of_calls(self) -> bool:
        """Whether it is of a classifier that can only be called."""
        return any(check.name == CALLED for check in self.checks)

    @property
    def greyed(self) -> dict[MapMethod, str]:
        """Methods that failed, each with the first reason."""
        reasons: dict[MapMethod, str] = {}
        for check in self.checks:
            if check.passed is False:
                for method in check.methods:
                    reasons.setdefault(method, check.follows or check.sentence)
        return reasons

    @property
    def passed(self) -> bool:
        """Whether what findings rest on failed in nothing that could be examined: Grad-CAM, or the calls where there is nothing else."""
        if self.of_calls:
            return all(check.passed is not False for check in self.checks)
        return MapMethod.GRAD_CAM not in self.greyed

    @property
    def sentence(self) -> str:
        """What follows for a reader of maps."""
        if self.of_calls:
            failed = [check.sentence for check in self.checks if check.passed is False]
            return " ".join((NO_GRADIENTS, *failed))
        verdict = "Grad-CAM passes." if self.passed else f"Grad-CAM fails. {self.greyed[MapMethod.GRAD_CAM]}"
        guided = self.greyed.get(MapMethod.GUIDED_BACKPROP, "Guided maps changed with the weights; they are no evidence all the same.")
        return f"{verdict} {guided}"

    def __getitem__(self, name: str) -> Check:
        return next(check for check in self.checks if check.name == name)


@dataclass(frozen=True)
class Certified:
    """A certificate, and what it is of.

    Attributes:
        certificate: The rows.
        classifier: Name, hash of the weights, grid, device and type.
        target_layer: The target layer.
        films: How many films it was examined on.
        phantoms: They were drawn, and are nobody's.
        reactivity: How scores react to what is inserted into films, of phantoms into others than these; None where it was not asked.
    """

    certificate: Certificate
    classifier: ClassifierUsed
    target_layer: str
    films: int
    phantoms: bool
    reactivity: Reactivity | None = None
