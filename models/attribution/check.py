"""What a certificate says: values without torch, for the log and the window."""

from __future__ import annotations

from dataclasses import dataclass

from models.attribution.method import Method


@dataclass(frozen=True)
class Check:
    """One row of a certificate.

    Attributes:
        name: Of the property that was examined.
        passed: Whether it holds; None where it could not be examined.
        number: What was measured, or None.
        limit: What it was held against, or None.
        sentence: What a person should read.
        methods: Which methods are not to be relied on where it does not hold.
        series: Further numbers in the order the sentence tells.
    """

    name: str
    passed: bool | None
    number: float | None
    limit: float | None
    sentence: str
    methods: tuple[Method, ...] = ()
    series: tuple[float, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """All rows for one network.

    Attributes:
        checks: In the order they were made.
    """

    checks: tuple[Check, ...]

    @property
    def greyed(self) -> dict[Method, str]:
        """Methods that failed, each with the first reason."""
        reasons: dict[Method, str] = {}
        for check in self.checks:
            if check.passed is False:
                for method in check.methods:
                    reasons.setdefault(method, check.sentence)
        return reasons

    def __getitem__(self, name: str) -> Check:
        return next(check for check in self.checks if check.name == name)
