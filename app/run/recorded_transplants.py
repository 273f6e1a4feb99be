"""The transplants of a film as the record keeps them."""

from __future__ import annotations

from collections.abc import Sequence

from audit.records.challenges import CarriedRecord, TransplantRecord
from models.values.challenge import Carried, Transplant


def transplant_records(transplants: Sequence[Transplant] | None) -> tuple[TransplantRecord, ...] | None:
    """Return what was carried to other films; None where that was not asked for."""
    return None if transplants is None else tuple(map(_transplant, transplants))


def _transplant(one: Transplant) -> TransplantRecord:
    reasons = {} if one.not_run is None else {"spot": one.not_run, "twin": one.not_run}
    return TransplantRecord(
        region=one.region, label=one.label, recipients=one.recipients, spot=_carried(one.spot), twin=_carried(one.twin), reasons=reasons
    )  # fmt: skip


def _carried(one: Carried | None) -> CarriedRecord | None:
    return None if one is None else CarriedRecord(logit=one.logit, probability=one.probability, turned_positive=one.turned_positive)
