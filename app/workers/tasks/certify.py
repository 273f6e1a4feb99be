"""Examine a classifier."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.radiograph import Radiograph


@dataclass(frozen=True)
class CertifyClassifier:
    """Examine a classifier on films, or on phantoms where there are none; the answer is Certified."""

    classifier: str
    films: tuple[Radiograph, ...] = ()
