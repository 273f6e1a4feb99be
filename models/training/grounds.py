"""Reference and calibration of a copy, of films that nothing was learned from; made in the memory, and never written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.attention.reference.films import Films
from models.attention.reference.reference import Reference
from models.challenge.calibration.bank import bank, without_controls
from models.challenge.calibration.controls import ControlTable
from models.screening.collect import collected
from models.screening.collected import Collected
from models.screening.loaded_method import LoadedMethod
from models.screening.second_look import control_places
from models.training.unseen import Unseen
from models.values.radiograph import Radiograph


def with_grounds(method: LoadedMethod, rest_on: Sequence[Sequence[Unseen]]) -> tuple[LoadedMethod, list[Unseen]]:
    """Return a method with reference and calibration, both of the first usable film of each patient; and those films."""
    used, kept = list[Unseen](), list[Collected]()
    for films in rest_on:
        for one in films:
            if len((found := collected([with_view(one)], method)).films.logits):
                used.append(one)
                kept.append(found)
                break
    films_kept = Films.joined([found.films for found in kept])
    donors = bank(donor for found in kept for donor in found.donors)
    begun = without_controls(method.made_with, donors, films_kept.logits)
    method = replace(method, reference=Reference.build(method.made_with, films_kept), calibration=begun)
    table = ControlTable.joined([control_places([with_view(one)], method) for one in used])
    return replace(method, calibration=replace(begun, table=table)), used


def with_view(one: Unseen) -> Radiograph:
    """Return a film with the view that the collection tells, as a film's header would."""
    return replace(one.film, header=replace(one.film.header, view=one.view or None))
