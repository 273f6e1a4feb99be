"""Reference and calibration of a classifier, from films that are looked at twice (method, sections 5 to 7)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

from models.attention.reference.films import Films
from models.attention.reference.reference import Reference
from models.challenge.calibration.bank import bank, without_controls
from models.challenge.calibration.calibration import Calibration
from models.challenge.fillers.donors import Donor
from models.screening.collect import collected
from models.screening.loaded_method import LoadedMethod
from models.screening.review import SecondLook, completed
from models.screening.second_look import second_look
from models.values.progress import Progress
from models.values.radiograph import Radiograph


def calibrated(
    films: Sequence[Radiograph], method: LoadedMethod, lending: Callable[[Sequence[Donor]], tuple[Donor, ...]] | None = None
) -> Generator[Progress, None, tuple[Reference, Calibration]]:
    """Build reference and calibration of a classifier from films, and review the films by them.

    Args:
        films: One a patient, that the classifier did not learn from; those that cannot serve are left out.
        method: By what they are examined.
        lending: Makes the donors that are kept of all films; None keeps some films as they are.

    Yields:
        A Progress after each look.

    Raises:
        NotAReference: Too few films can serve.
    """
    parts, serve, donors = list[Films](), list[Radiograph](), list[Donor]()
    for film in films:
        one = collected([film], method)
        parts.append(one.films)
        serve += [film] if one.donors else []
        donors = [*donors, *one.donors] if lending else [*bank([*donors, *one.donors])]
        yield Progress(len(parts), 2 * len(films), "looking where the classifier looks")
    reference = Reference.build(method.made_with, Films.joined(parts))
    empty = without_controls(method.made_with, (lending or bank)(donors), reference.films.logits)
    filling, looks = replace(method, calibration=empty), list[SecondLook]()
    for film in serve:
        looks.append(second_look([film], filling))
        yield Progress(len(films) + len(looks), len(films) + len(serve), "filling in places where nothing matters")
    return reference, completed(empty, looks)
