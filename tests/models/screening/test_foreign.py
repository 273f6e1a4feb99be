"""A marker on soft tissue is foreign anywhere; a line is over the shoulder and beside the body, not within the thorax."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.anatomy.structures import Structure
from models.detectors.contents import Contents
from models.film.phantom import Phantom
from models.regions.places import FilmRegions
from models.regions.table import shipped_table
from models.screening.foreign import foreign


@dataclass(frozen=True)
class _Found:
    """What detectors would have found."""

    marks: NDArray[np.bool_]
    device_lines: NDArray[np.bool_]


def _nothing(anatomy: Anatomy) -> NDArray[np.bool_]:
    return np.zeros(anatomy.structures.labels.shape, bool)


def test_marks_are_foreign_everywhere(anatomy: Anatomy) -> None:
    everywhere = ~_nothing(anatomy)
    assert foreign(_Found(everywhere, _nothing(anatomy)), anatomy).all()  # type: ignore[arg-type]


@pytest.mark.parametrize("structure", list(Structure))
def test_lines_are_foreign_over_shoulders_and_beside_the_body_alone(anatomy: Anatomy, structure: Structure) -> None:
    found = foreign(_Found(_nothing(anatomy), ~_nothing(anatomy)), anatomy)  # type: ignore[arg-type]
    beside = {Structure.SHOULDERS_AND_ARMS, Structure.BACKGROUND}
    assert found[anatomy.structures.mask(structure)].any() == (structure in beside)


def _with(structure: Structure, place: tuple[slice, slice], anatomy: Anatomy) -> Anatomy:
    labels = anatomy.structures.labels.copy()
    labels[place] = structure.number
    return replace(anatomy, structures=replace(anatomy.structures, labels=labels))


@pytest.mark.parametrize(("line", "whole"), [(np.s_[248:252, 20:-20], True), (np.s_[228:252, 120:124], False)])
def test_a_line_along_the_lower_border_is_foreign_and_a_tube_that_leaves_there_is_not(
    anatomy: Anatomy, line: tuple[slice, slice], whole: bool
) -> None:
    """Of 256 pixels the border is 20 wide."""
    lines = _nothing(anatomy)
    lines[line] = True
    found = foreign(_Found(_nothing(anatomy), lines), _with(Structure.BELOW_DIAPHRAGM, np.s_[200:], anatomy))  # type: ignore[arg-type]
    np.testing.assert_array_equal(found, lines & whole)


@pytest.mark.parametrize(("shoulder", "last"), [(41, 61), (39, 39)])
def test_a_line_that_lies_mostly_over_the_shoulder_is_foreign_as_a_whole(anatomy: Anatomy, shoulder: int, last: int) -> None:
    """Of 40 pixels beside the cage 20 lie over the shoulder, or 18: then that part alone is foreign."""
    lines = _nothing(anatomy)
    lines[24, 21:61] = True
    neck = _with(Structure.ABOVE_CLAVICLES, np.s_[:30], anatomy)
    found = foreign(_Found(_nothing(anatomy), lines), _with(Structure.SHOULDERS_AND_ARMS, np.s_[:30, :shoulder], neck))  # type: ignore[arg-type]
    np.testing.assert_array_equal(np.flatnonzero(found[24]), np.arange(21, last))


def test_a_side_marker_on_the_shoulder_is_no_context_though_soft_tissue_is(drawn_film: Phantom, anatomy: Anatomy) -> None:
    """The phantom's own letter, moved to where all around it is plausible context for a finding of the lung."""
    table = shipped_table()
    plain = FilmRegions(table, anatomy, 1.5).of("Pneumonia").plausible
    x0, y0, x1, y1 = drawn_film.marker_box
    height, width = y1 - y0, x1 - x0
    shoulder = plain & anatomy.structures.mask(Structure.SHOULDERS_AND_ARMS)
    room = sliding_window_view(shoulder, (height, width)).all(axis=(2, 3))
    row, column = np.argwhere(room)[0]
    box = np.s_[row : row + height, column : column + width]
    pixels = drawn_film.pixels.copy()
    pixels[box] = np.where((letter := pixels[y0:y1, x0:x1]) > 0.9, letter, pixels[box])
    contents = Contents(pixels, anatomy.structures.field)
    found = FilmRegions(table, anatomy, 1.5, foreign=lambda: foreign(contents, anatomy)).of("Pneumonia")
    assert plain[box].all()
    assert found.non_anatomical[box].all()
