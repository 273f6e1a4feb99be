"""Examine a classifier."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.values.radiograph import Radiograph

if TYPE_CHECKING:
    from app.workers.engine import Engine


@dataclass(frozen=True)
class CertifyClassifier:
    """Examine a classifier on films, or on phantoms where there are none; the result is Certified."""

    classifier: str
    films: tuple[Radiograph, ...] = ()


def handle(engine: Engine, payload: CertifyClassifier) -> Generator[Any, None, Any]:
    """Examine one property after the other, then how scores react to what is inserted."""
    from app.workers.worker import Expected
    from models.attribution.certification import NotCertifiable, certified
    from models.attribution.refusal import NotAttributable
    from models.challenge.occlusion.called_classifier import CalledClassifier
    from models.challenge.occlusion.certified_calls import certified_calls
    from models.selftest.reactivity import reactivity

    classifier, films = engine.classifier(payload.classifier), [film.pixels for film in payload.films]
    try:
        if isinstance(classifier, CalledClassifier):
            found = yield from certified_calls(classifier, films)
            return replace(found, reactivity=(yield from reactivity(classifier, films)))
        watched = engine.watched(payload.classifier)
        found = yield from certified(watched, films)
        return replace(found, reactivity=(yield from reactivity(watched, films)))
    except (NotCertifiable, NotAttributable) as reason:
        raise Expected("not_certifiable", str(reason)) from None
