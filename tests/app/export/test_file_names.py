"""Labels and names of films as names of files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.export.file_names import file_names, folded, free_stem, safe_stem
from models.networks.library import EMBEDDED, embedded

_ODD = [
    "Nodule/Mass",
    "Mass",
    "mass",
    "MASS",
    "",
    "..",
    ".",
    "CON",
    "con.txt",
    "Lpt1",
    "a" * 400,
    "ä" * 400,
    "a:b",
    "x. ",
    "\ud800",
    "é",
    "e\u0301",
]


@pytest.mark.parametrize("name", EMBEDDED)
def test_ordinary_labels_give_themselves_in_small_letters(name: str) -> None:
    labels = embedded(name).labels
    assert file_names(labels) == tuple(label.lower() for label in labels)
    assert file_names(["Pleural Effusion", "Enlarged_Heart", "2nd-rib (left)"]) == ("pleural effusion", "enlarged_heart", "2nd-rib (left)")


def test_a_label_keeps_its_name_whatever_other_labels_there_are() -> None:
    alone, beside = file_names(["Nodule/Mass"]), file_names(["Edema", "Nodule/Mass", "Nodule-Mass"])
    assert alone[0] == beside[1] == "nodule-mass-" + alone[0][-8:]
    assert (beside[0], beside[2]) == ("edema", "nodule-mass")


def test_odd_labels_give_names_that_every_system_takes() -> None:
    names = file_names(_ODD)
    _check(names)
    assert names[_ODD.index("Nodule/Mass")].startswith("nodule-mass-")
    assert names[_ODD.index("CON")].startswith("-con-")


@given(st.lists(st.text(), max_size=8))
@example(_ODD)
@example(["Mass", "mass-3c3e4b8d", "mass"])
@example(["Mass", "Mass"])
def test_any_labels_give_distinct_names_of_files_in_the_folder(labels: list[str]) -> None:
    names = file_names(labels)
    _check(names)
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            (Path(folder) / f"entry-000001-{name}.png").touch(exist_ok=False)
        assert len(list(Path(folder).iterdir())) == len(labels)


def _check(names: tuple[str, ...]) -> None:
    assert len({folded(name) for name in names}) == len(names)
    for name in names:
        assert name
        assert name == name.strip(" .") == name.lower()
        assert not set(name) & set('<>:"/\\|?*\0\n')
        assert name.isprintable()
        assert len(f"entry-000001-{name}.png".encode()) <= 255
        assert name.partition(".")[0].strip() not in {"con", "prn", "aux", "nul", "com1", "lpt1"}


@pytest.mark.parametrize("stem", ["film", "Film 7", "1.2.840.113619.2", "胸部", "phantom-1-marker", ".hidden"[1:]])
def test_a_safe_stem_stays_as_it_is(stem: str) -> None:
    assert safe_stem(stem) == stem


@given(st.text())
@example("0" * 181)
@example("ä" * 200)
@example("con." + "0" * 176)
def test_a_safe_stem_is_safe_and_stays_so(text: str) -> None:
    stem = safe_stem(text)
    assert safe_stem(stem) == stem
    assert Path(stem).name == stem


def test_two_texts_never_share_a_safe_stem() -> None:
    assert len({safe_stem(text) for text in ("a/b", "a:b", "a-b", "a\\b")}) == 4


def test_a_stem_is_free_when_all_its_files_are() -> None:
    taken = {"film.png", "other.structures.png"}
    assert free_stem("Film", taken, suffixes=(".png",)) == "Film-2"
    assert free_stem("film", taken, suffixes=(".png",)) == "film-3"
    assert free_stem("other", taken, suffixes=(".png", ".structures.png")) == "other-2"
    assert taken >= {"film-2.png", "film-3.png", "other-2.png", "other-2.structures.png"}
