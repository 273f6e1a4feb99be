"""What a table says of films."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from audit.cohort.labels.joining import Joined
from audit.cohort.labels.labelled import Labelled, labelled
from audit.cohort.labels.reading import NoTable, Table

_NAN = np.nan
_LABELS = ("Mass", "Nodule", "Hernia")


def _said(columns: Sequence[str], *rows: Sequence[str], row: Sequence[int] | None = None, **asked: Any) -> Labelled:
    table = Table(("file", *columns), tuple((str(at), *cells) for at, cells in enumerate(rows)), "0" * 64, ())
    join = Joined("file", "file name", tuple(range(len(rows)) if row is None else row), 0, 0, 0)
    return labelled(table, join, _LABELS, **asked)


def test_lists_say_what_is_there_and_what_is_not() -> None:
    """A label that no row names was not looked for; an empty cell says nothing, and neither does a film without a row."""
    found = _said(["labels"], ["Mass|Nodule"], ["No Finding"], [""], ["nodule"], row=(0, 1, 2, 3, -1))
    assert found.truth.keys() == {"Mass", "Nodule"}
    np.testing.assert_array_equal(found.truth["Mass"], [1, 0, _NAN, 0, _NAN])
    np.testing.assert_array_equal(found.truth["Nodule"], [1, 0, _NAN, 1, _NAN])
    assert found.told[1] == "No row of it names Hernia; they are taken as not looked for."


def test_lists_may_be_parted_by_commas_or_semicolons() -> None:
    found = _said(["labels"], ["Mass, Nodule"], ["Mass"], ["nodule; hernia"])
    assert {label: list(truth) for label, truth in found.truth.items()} == {"Mass": [1, 1, 0], "Nodule": [1, 0, 1], "Hernia": [0, 0, 1]}


def test_all_rows_of_a_film_are_one_list() -> None:
    """As in tables with a row a finding."""
    table = Table(("file", "finding"), (("a", "Mass"), ("a", "Nodule"), ("b", "Nodule")), "0" * 64, ())
    found = labelled(table, Joined("file", "file name", (0, 2), 0, 1, 0, ((0, 1),)), _LABELS)
    assert {label: list(truth) for label, truth in found.truth.items()} == {"Mass": [1, 0], "Nodule": [1, 1]}


def test_a_column_of_its_own_counts_before_a_list() -> None:
    found = _said(["mass", "labels"], ["1", "Nodule"], ["-1", "Mass"], ["0", "Mass"])
    np.testing.assert_array_equal(found.truth["Mass"], [1, _NAN, 0])
    np.testing.assert_array_equal(found.truth["Nodule"], [1, 0, 0])
    assert "In it 1 film is uncertain and 0 neither yes nor no; they are taken as unknown." in found.told


def test_a_named_column_is_the_truth_of_its_label() -> None:
    found = _said(["tumour"], ["yes"], ["no"], ["maybe"], named={"tumour": "mass"})
    np.testing.assert_array_equal(found.truth["Mass"], [1, 0, _NAN])
    assert found.told == (
        "Column 'tumour' is the truth of Mass.", "In it 0 films are uncertain and 1 neither yes nor no; they are taken as unknown.",
    )  # fmt: skip


def test_of_two_columns_of_one_thing_one_alone_counts() -> None:
    """The one that a person named, else the first."""
    twice = ["sex", "Gender", "Mass", "reader 2"], ["F", "M", "1", "0"], ["", "F", "0", "1"]
    assert _said(*twice).attributes == {"sex": ("F", None), "reader 2": ("0", "1")}
    np.testing.assert_array_equal(_said(*twice).truth["Mass"], [1, 0])
    np.testing.assert_array_equal(_said(*twice, named={"reader 2": "Mass"}).truth["Mass"], [0, 1])
    backwards = _said(["reader 2", "Mass"], ["0", "1"], ["1", "0"], named={"reader 2": "Mass"})
    np.testing.assert_array_equal(backwards.truth["Mass"], [0, 1])


def test_attributes_are_as_the_log_writes_them() -> None:
    found = _said(["Patient Age", "gender", "ward"], ["58", "female", " n "], ["414", "M", "NA"])
    assert found.attributes == {"age": ("50-59", None), "sex": ("F", "M"), "ward": (" n ", None)}


def test_scores_that_are_named_as_groups_are_quarters_of_the_films() -> None:
    """Of 0, 1, …, 99 hundredths a quarter of the films is up to 0.2475, one over that up to 0.495, and so on."""
    cells = [f"{number / 100:.2f}" for number in range(100)]
    assert _said(["score"], *([cell] for cell in cells)).attributes == {}
    (values,) = _said(["score"], *([cell] for cell in cells), groups=["score"]).attributes.values()
    assert list(dict.fromkeys(values)) == ["up to 0.2475", "over 0.2475 to 0.495", "over 0.495 to 0.7425", "over 0.7425"]
    assert [values.count(value) for value in dict.fromkeys(values)] == [25] * 4


def test_patients_are_kept_apart_and_never_groups() -> None:
    found = _said(["patient id", "ward"], ["7", "a"], ["", "b"], row=(1, 0, -1))
    assert (found.patients, found.attributes) == ((None, "7", None), {"ward": ("b", "a", None)})
    with pytest.raises(NoTable, match="What names single patients or films is no group"):
        _said(["patient id"], ["7"], ["8"], groups=["patient id"])


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({"x": "Mass"}, "It has no column 'x'; it has: file, ward."),
        ({"ward": "Cyst"}, "The classifier has no label 'Cyst'; it has: Mass, "),
    ],
)
def test_what_is_named_must_be_there(named: dict[str, str], sentence: str) -> None:
    with pytest.raises(NoTable, match=sentence):
        _said(["ward"], ["a"], ["b"], named=named)
