"""The reference as a file: it comes back as it was, is known by its hash, and nothing else passes for one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import resources
from models.attention.reference.films import Films
from models.attention.reference.focal import LEAST, MATCHED
from models.attention.reference.reference import NotAReference, Reference
from models.networks.library import embedded


@pytest.fixture(scope="module")
def small() -> Reference:
    rng = np.random.default_rng(0)
    shape = (8, 2, 5, 5)
    films = Films(
        rng.standard_normal(shape).astype(np.float16), rng.random(shape) < 0.5, rng.standard_normal((8, 2)).astype(np.float32),
        rng.random((8, 2)) < 0.5, rng.standard_normal((8, 2, 3)).astype(np.float32),
    )  # fmt: skip
    return Reference.build("ab" * 32, films)


def test_what_is_written_is_read_again(small: Reference, tmp_path: Path) -> None:
    small.write(tmp_path / "one.npz")
    found = Reference.load(tmp_path / "one.npz")
    assert found.weights_sha256 == small.weights_sha256
    assert len(found.sha256) == 64
    np.testing.assert_array_equal(found.pooled, small.pooled)
    np.testing.assert_array_equal(found.own, small.own)
    for name in ("maps", "outside", "logits", "positive", "budgets"):
        np.testing.assert_array_equal(getattr(found.films, name), getattr(small.films, name))


def test_the_budgets_mean_is_told(small: Reference) -> None:
    np.testing.assert_allclose(small.budget(1), small.films.budgets[:, 1].mean(axis=0), rtol=1e-5)


@pytest.mark.parametrize("alike", [MATCHED - 1, MATCHED, MATCHED + 1])
def test_a_usual_map_is_usual_however_many_films_share_its_decision(alike: int) -> None:
    """At exactly MATCHED each film has one fewer to be read against; it still counts."""
    rng = np.random.default_rng(1)
    count, shape = MATCHED + 20, (1, 5, 5)
    films = Films(
        rng.standard_normal((count, *shape)).astype(np.float16), np.ones((count, *shape), bool),
        np.zeros((count, 1), np.float32), np.arange(count)[:, None] < alike, np.zeros((count, 1, 0), np.float32),
    )  # fmt: skip
    found = Reference.build("", films).read(0, np.zeros((5, 5), np.float32), np.ones((5, 5), bool), 0.0, positive=True)
    assert found is not None
    assert found.pooled == (alike < MATCHED)
    assert found.p > 0.5


@pytest.mark.parametrize("cut", [0, 10, 500])
def test_a_damaged_file_is_no_reference(small: Reference, tmp_path: Path, cut: int) -> None:
    file = tmp_path / "one.npz"
    small.write(file)
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(NotAReference, match="build it anew"):
        Reference.load(file)


def test_a_pickled_array_is_never_opened(small: Reference, tmp_path: Path) -> None:
    file = tmp_path / "one.npz"
    small.write(file)
    with np.load(file) as table:
        arrays = dict(table)
    arrays["maps"] = np.array([{"a": 1}], object)
    np.savez(file, **arrays)
    with pytest.raises(NotAReference, match="damaged"):
        Reference.load(file)


def test_arrays_that_contradict_each_other_are_no_reference(small: Reference, tmp_path: Path) -> None:
    file = tmp_path / "one.npz"
    Reference(small.weights_sha256, small.films, small.own[:3], small.pooled).write(file)
    with pytest.raises(NotAReference):
        Reference.load(file)


def test_a_reference_of_one_film_is_none(small: Reference) -> None:
    one = Films(*(getattr(small.films, name)[:1] for name in ("maps", "outside", "logits", "positive", "budgets")))
    with pytest.raises(NotAReference, match="fewer than two"):
        Reference.build("ab", one)


def test_films_join_and_none_joins_with_any(small: Reference) -> None:
    both = Films.joined([Films.none(2), small.films, small.films])
    assert len(both.logits) == 16
    assert len(Films.joined([Films.none(2)]).logits) == 0


def test_the_embedded_classifiers_reference_is_of_its_weights_and_large_enough() -> None:
    file = resources.path("references/embedded.npz")
    shipped = Reference.load(file)
    assert shipped.weights_sha256 == embedded("embedded").weights_sha256
    assert shipped.films.logits.shape[1] == len(embedded("embedded").labels)
    assert len(shipped.films.logits) >= LEAST
    assert np.isfinite(shipped.pooled).all()
    assert file.stat().st_size < 1_500_000
