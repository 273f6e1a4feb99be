"""Lungs that go on beyond the film are told, by lung and edge; whole ones are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.anatomy.anatomy import Anatomy
from models.anatomy.cut_off import cut_off
from models.values.cut_off import CutOff, Edge, Lung, said_of


def cropped(anatomy: Anatomy, edge: Edge, pixels: int) -> Anatomy:
    """Return an anatomy whose field ends so many pixels within the lungs, at an edge."""
    rows, columns = (np.flatnonzero((anatomy.lungs > 0).any(axis=axis)) for axis in (1, 0))
    kept = {
        Edge.UPPER: np.s_[rows[0] + pixels :, :], Edge.LOWER: np.s_[: rows[-1] + 1 - pixels, :],
        Edge.LEFT: np.s_[:, columns[0] + pixels :], Edge.RIGHT: np.s_[:, : columns[-1] + 1 - pixels],
    }[edge]  # fmt: skip
    structures = anatomy.structures
    return replace(anatomy, lungs=anatomy.lungs[kept], structures=replace(structures, labels=structures.labels[kept]))


def test_whole_lungs_are_whole(anatomy: Anatomy) -> None:
    assert cut_off(anatomy) == ()


@pytest.mark.parametrize("edge", Edge)
def test_a_cut_is_told_with_its_edge(anatomy: Anatomy, edge: Edge) -> None:
    found = cut_off(cropped(anatomy, edge, 25))
    assert {one.edge for one in found} == {edge}
    if not edge.is_level:
        assert [one.lung for one in found] == [Lung.RIGHT if edge is Edge.LEFT else Lung.LEFT]
    assert all(one.share > 0.4 for one in found)


def test_the_deeper_the_cut_the_more_of_the_lung_ends_there(anatomy: Anatomy) -> None:
    shares = [max(one.share for one in cut_off(cropped(anatomy, Edge.UPPER, pixels))) for pixels in (8, 16, 32)]
    assert shares == sorted(shares)


def test_each_edge_is_said_once() -> None:
    right, left = (CutOff(lung, Edge.LOWER, 0.5) for lung in Lung)
    assert said_of([right]) == ["the right lung is cut off at the film's lower edge"]
    assert said_of([right, left, CutOff(Lung.LEFT, Edge.RIGHT, 0.3)]) == [
        "both lungs are cut off at the film's lower edge", "the left lung is cut off at the film's right edge",
    ]  # fmt: skip
