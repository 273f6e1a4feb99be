"""The reference as a file: it comes back as it was, is known by its hash, and nothing else passes for one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import resources
from models.anatomy.quality import gate_sha256
from models.attention.reference.films import FIELDS, Films
from models.attention.reference.focal import LEAST, MATCHED
from models.attention.reference.made_with import MadeWith
from models.attention.reference.patients import patient_name, patient_names
from models.attention.reference.reference import Reference
from models.attention.reference.refusal import NotAReference
from models.networks.library import embedded
from models.regions.table import shipped_table
from models.values.radiograph import Header

MADE_WITH = MadeWith(*(two * 32 for two in ("aa", "bb", "cc", "dd")))


@pytest.fixture(scope="module")
def small() -> Reference:
    rng = np.random.default_rng(0)
    shape = (8, 2, 5, 5)
    films = Films(
        rng.standard_normal(shape).astype(np.float16), rng.random(shape) < 0.5, rng.standard_normal((8, 2)).astype(np.float32),
        rng.random((8, 2)) < 0.5, rng.standard_normal((8, 2, 3)).astype(np.float32), np.array([f"patient {i}" for i in range(8)]),
    )  # fmt: skip
    return Reference.build(MADE_WITH, films)


def test_what_is_written_is_read_again(small: Reference, tmp_path: Path) -> None:
    small.write(tmp_path / "one.npz")
    found = Reference.load(tmp_path / "one.npz")
    assert found.made_with == small.made_with
    assert len(found.sha256) == 64
    np.testing.assert_array_equal(found.pooled, small.pooled)
    np.testing.assert_array_equal(found.own, small.own)
    for name in FIELDS:
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
        np.arange(count).astype(str),
    )  # fmt: skip
    found = Reference.build(MADE_WITH, films).read(0, np.zeros((5, 5), np.float32), np.ones((5, 5), bool), 0.0, positive=True)
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


def test_one_byte_of_a_header_is_damage(small: Reference, tmp_path: Path) -> None:
    """The version, flags or method of an entry in the archive: each raises something else."""
    file = tmp_path / "one.npz"
    small.write(file)
    data = file.read_bytes()
    directory = data.index(b"PK\x01\x02")
    for offset in (6, 8, 10):
        file.write_bytes(data[: directory + offset] + bytes([data[directory + offset] ^ 0xFF]) + data[directory + offset + 1 :])
        with pytest.raises(NotAReference, match="damaged; build it anew"):
            Reference.load(file)


def test_a_file_that_cannot_be_read_is_no_reference(tmp_path: Path) -> None:
    with pytest.raises(NotAReference, match="cannot be read"):
        Reference.load(tmp_path)


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
    Reference(small.made_with, small.films, small.own[:3], small.pooled).write(file)
    with pytest.raises(NotAReference, match="own is not of 8 films and 2 classes"):
        Reference.load(file)


def test_a_reference_of_one_film_is_none(small: Reference) -> None:
    one = small.films.subset(np.arange(1))
    with pytest.raises(NotAReference, match="fewer than two"):
        Reference.build(MADE_WITH, one)


def test_films_join_and_none_joins_with_any(small: Reference) -> None:
    both = Films.joined([Films.none(2), small.films, small.films])
    assert len(both.logits) == 16
    assert len(Films.joined([Films.none(2)]).logits) == 0


def test_the_embedded_classifiers_reference_is_of_its_weights_and_large_enough() -> None:
    file = resources.path("references/embedded.npz")
    shipped = Reference.load(file)
    here = (embedded("embedded").weights_sha256, shipped_table().sha256, embedded("lungs").weights_sha256, gate_sha256())
    assert shipped.made_with.mismatch(MadeWith(*here)) is None
    assert shipped.films.logits.shape[1] == len(embedded("embedded").labels)
    assert len(shipped.films.logits) >= max(LEAST, 200)
    assert len(set(shipped.films.patients)) == len(shipped.films.patients)
    assert all(name.startswith("pixels:") for name in shipped.films.patients)
    assert file.stat().st_size < 3_000_000


def _stored(small: Reference, file: Path, **other: Any) -> Path:
    small.write(file)
    with np.load(file) as table:
        arrays = dict(table)
    np.savez(file, **(arrays | {name: np.array(value) for name, value in other.items()}))
    return file


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"schema": 2}, "The reference is of another version; build it anew with 'models reference'."),
        ({"weights_sha256": "ab"}, "damaged: weights_sha256 is no SHA-256; build it anew"),
        ({"gate_sha256": "G" * 64}, "damaged: gate_sha256 is no SHA-256"),
        ({"logits": np.zeros((8, 2))}, "damaged: logits is of the type float64"),
        ({"logits": np.zeros(8, np.float32)}, "damaged: logits, maps or budgets have not the right number of axes"),
        ({"positive": np.zeros((7, 2), bool)}, "damaged: positive is not of 8 films and 2 classes"),
        ({"patients": ["one"] * 8}, "damaged: patients does not name another patient for each film"),
        ({"patients": np.arange(8)}, "damaged: patients does not name another patient"),
        ({"pooled": np.full((8, 2), np.nan, np.float32)}, "damaged: pooled holds a number that is not finite"),
    ],
    ids=str,
)
def test_an_entry_that_does_not_fit_is_named(small: Reference, tmp_path: Path, other: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotAReference, match=sentence):
        Reference.load(_stored(small, tmp_path / "one.npz", **other))


@pytest.mark.parametrize(
    ("index", "sentence"),
    [
        (0, "The reference was made with other weights of the classifier (aaaa…) than are here (ffff…); build it anew"),
        (1, "The reference was made with another region table (bbbb…)"),
        (2, "The reference was made with other weights of the segmenter (cccc…)"),
        (3, "The reference was made with another quality check of the segmentation (dddd…)"),
    ],
)
def test_a_reference_that_was_made_with_anything_else_is_a_mismatch(small: Reference, index: int, sentence: str) -> None:
    here = ["aa" * 32, "bb" * 32, "cc" * 32, "dd" * 32]
    assert small.made_with.mismatch(MadeWith(*here)) is None
    here[index] = "ff" * 32
    said = small.made_with.mismatch(MadeWith(*here))
    assert said is not None
    assert said.startswith(sentence)


def test_two_films_of_one_patient_are_no_reference(small: Reference) -> None:
    with pytest.raises(NotAReference, match="one film a patient"):
        Reference.build(MADE_WITH, Films.joined([small.films, small.films]))


def test_a_patient_is_known_by_identifier_and_by_pixels() -> None:
    nobody, somebody = Header("f", "aa", 1, 1), Header("f", "aa", 1, 1, patient_digest="dd")
    assert (patient_name(nobody), patient_name(somebody)) == ("pixels:aa", "dd")
    assert patient_names(somebody) == {"dd", "pixels:aa"}


@pytest.mark.parametrize("count", [30, MATCHED + 1, MATCHED + 30])
def test_a_film_is_read_as_against_a_reference_without_its_patient(count: int) -> None:
    """What is usual, the level and the ranks are those of a reference that was built without him; nobody else is read otherwise."""
    rng = np.random.default_rng(2)
    shape = (count, 2, 9, 7)
    films = Films(
        rng.standard_normal(shape).astype(np.float16), rng.random(shape) < 0.6, rng.standard_normal((count, 2)).astype(np.float32),
        rng.random((count, 2)) < 0.5, rng.standard_normal((count, 2, 3)).astype(np.float32), np.arange(count).astype(str),
    )  # fmt: skip
    whole = Reference.build(MADE_WITH, films)
    for i in (0, 7, count - 1):
        without = Reference.build(MADE_WITH, films.subset(np.arange(count) != i))
        for k in range(2):
            asked = (k, films.maps[i, k].astype(np.float32), films.outside[i, k], float(films.logits[i, k]))
            positive = bool(films.positive[i, k])
            left_out = whole.read(*asked, positive=positive, patients=frozenset({str(i), "somebody else"}))
            assert left_out == without.read(*asked, positive=positive)
            assert left_out != whole.read(*asked, positive=positive)
            assert whole.read(*asked, positive=positive, patients=frozenset({"nobody"})) == whole.read(*asked, positive=positive)
            np.testing.assert_array_equal(whole.budget(k, frozenset({str(i)})), without.budget(k))


def test_who_is_left_alone_with_one_other_is_not_read(small: Reference) -> None:
    two = Reference.build(MADE_WITH, small.films.subset(np.arange(2)))
    outside = np.ones((5, 5), bool)
    assert two.read(0, np.ones((5, 5), np.float32), outside, 0.0, positive=True, patients=frozenset({"patient 0"})) is None


def test_budgets_that_do_not_sum_to_the_logit_are_no_part_of_the_mean(small: Reference) -> None:
    budgets = small.films.budgets.copy()
    budgets[3, 1] = np.nan
    films = replace(small.films, budgets=budgets)
    np.testing.assert_allclose(films.budget(1), np.delete(budgets[:, 1], 3, axis=0).mean(axis=0), rtol=1e-5)
    np.testing.assert_array_equal(films.budget(0), small.budget(0))
    budgets[:] = np.nan
    assert films.budget(0) is None


def _of_scores(count: int) -> Films:
    """Films whose maps are noise and whose scores are even steps; half of them are positive at 0.5."""
    rng = np.random.default_rng(2)
    shape = (count, 2, 5, 5)
    logits = np.linspace(-3, 3, count, dtype=np.float32)[:, None].repeat(2, axis=1)
    return Films(
        rng.standard_normal(shape).astype(np.float16), rng.random(shape) < 0.5, logits, logits >= 0, np.zeros((count, 2, 0), np.float32),
        np.arange(count).astype(str),
    )  # fmt: skip


def test_a_reference_serves_every_operating_point_as_if_it_had_been_built_there() -> None:
    """Scores are kept, so decisions are made anew; only the classes whose decisions change are read anew."""
    films = _of_scores(2 * MATCHED + 40)
    kept = Reference.build(MADE_WITH, films)
    thresholds = [0.6, 0.5]
    there = kept.decided_at(thresholds)
    positive = films.logits >= np.log(np.array(thresholds) / (1 - np.array(thresholds))).astype(np.float32)
    built = Reference.build(MADE_WITH, replace(films, positive=positive))
    assert there.decided_anew == {0}
    assert (there.films.positive == positive).all()
    assert 0 < (positive != films.positive).sum() < len(films.logits)
    mapped, outside = np.full((5, 5), 0.3, np.float32), np.ones((5, 5), bool)
    for k, decided in ((0, True), (0, False), (1, True), (1, False)):
        assert there.read(k, mapped, outside, 0.5, positive=decided) == built.read(k, mapped, outside, 0.5, positive=decided)
        without = frozenset({"7"})
        assert there.read(k, mapped, outside, 0.5, positive=decided, patients=without) == built.read(
            k, mapped, outside, 0.5, positive=decided, patients=without
        )


def test_a_reference_at_the_point_where_it_was_built_is_the_same_one() -> None:
    kept = Reference.build(MADE_WITH, _of_scores(10))
    assert kept.decided_at([0.5, 0.5]) is kept


def test_the_shipped_reference_serves_every_operating_point_of_its_classifier() -> None:
    manifest, shipped = embedded("embedded"), Reference.load(resources.path("references/embedded.npz"))
    for point in manifest.points:
        thresholds = manifest.at(point).thresholds
        there = shipped.decided_at(thresholds)
        chances = 1 / (1 + np.exp(-shipped.films.logits.astype(np.float64)))
        assert (there.films.positive == (chances >= thresholds)).all()
        assert there.sha256 == shipped.sha256
