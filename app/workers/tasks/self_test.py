"""Make a copy of a classifier that relies on a plant, and see what the audit finds of it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.values.regions import RegionTable

if TYPE_CHECKING:
    from app.workers.engine import Engine
    from models.selftest.copies import Copy
    from models.selftest.films import SelfTestFilms


@dataclass(frozen=True)
class AuditCopy:
    """Audit one copy; the result is an AuditedCopy.

    Attributes:
        classifier: The name of that whose copy it is.
        copy: Which plant, which finding, how closely they go together.
        films: Of the self-test; numbers are of phantoms, which are drawn here: to learn from, to rest on, to be asked about.
        regions: The region table; None is the shipped one.
    """

    classifier: str
    copy: Copy
    films: SelfTestFilms | tuple[int, int, int]
    regions: RegionTable | None = None


def handle(engine: Engine, payload: AuditCopy) -> Generator[Any, None, Any]:
    """Teach, calibrate and screen."""
    from app.workers.worker import Expected
    from models.attention.reference.refusal import NotAReference
    from models.attribution.refusal import NotAttributable
    from models.selftest.auditing import audited
    from models.selftest.films import phantoms
    from models.selftest.heads import NoLinearHead

    method = engine.without_reference(payload.classifier, payload.regions)
    method = replace(method, segmenter=engine.remembering(method.segmenter))
    try:
        films = phantoms(*payload.films) if isinstance(payload.films, tuple) else payload.films
        return (yield from audited(payload.copy, films, method))
    except (NoLinearHead, NotAReference, NotAttributable) as reason:
        raise Expected("no_self_test", str(reason)) from None
