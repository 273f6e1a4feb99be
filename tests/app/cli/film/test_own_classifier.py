"""A classifier of one's own on the whole way: screened, verified, exported, replayed; and refused once its weights are others."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from app.site.classifiers import own_classifiers
from app.workers.inline import InlineWorkers
from models.networks.manifest import MANIFEST
from models.values.digests import sha256_of
from tests.logs import films
from tests.own_classifiers import imported_classifier

Run = Callable[..., Any]


@pytest.fixture
def film(phantom_folder: Path) -> Path:
    return phantom_folder / "marked.dcm"


@pytest.fixture(autouse=True)
def started_anew(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command has workers of its own, which have loaded nothing."""
    for command in ("film.screen", "log.replay"):
        monkeypatch.setattr(f"app.cli.{command}.Pool", lambda **_: nullcontext(InlineWorkers()))


def test_screened_verified_exported_and_replayed(run: Run, film: Path, tmp_path: Path) -> None:
    folder, log, out = imported_classifier(own_classifiers() / "chest"), tmp_path / "a.db", tmp_path / "a.csv"
    assert run("screen", film, "--classifier", "chest", "--log", log).code == 0
    (entry,) = films(log)
    assert entry.film.classifier
    assert (entry.film.classifier.name, entry.film.classifier.labels) == ("chest", ("Mass", "Nodule"))
    assert entry.film.classifier.weights_sha256 == sha256_of(folder / "weights.safetensors")
    assert "1 of them already recorded." in run("screen", film, "--classifier", "chest", "--log", log).out
    assert run("log", "verify", log, "--deep").code == 0
    assert run("log", "export", log, "--out", out).code == 0
    with out.open(newline="", encoding="utf-8") as opened:
        assert [(row["classifier"], row["label"]) for row in csv.DictReader(opened)] == [("chest", "Mass"), ("chest", "Nodule")]
    ended = run("replay", log, entry.seq, "--film", film)
    assert (ended.code, "everything is the same" in ended.out) == (0, True)


def test_one_in_a_folder_is_screened_and_replayed_by_the_folder(run: Run, film: Path, tmp_path: Path) -> None:
    folder, log = imported_classifier(tmp_path / "elsewhere"), tmp_path / "a.db"
    assert run("screen", film, "--classifier", folder, "--log", log).code == 0
    (entry,) = films(log)
    ended = run("replay", log, entry.seq, "--film", film)
    assert (ended.code, "no classifier of this name" in ended.err) == (1, True)
    assert run("replay", log, entry.seq, "--film", film, "--classifier", folder).code == 0
    other = imported_classifier(tmp_path / "other")
    (other / MANIFEST).write_text((other / MANIFEST).read_text("utf-8").replace("0.3", "0.4"), "utf-8")
    ended = run("replay", log, entry.seq, "--film", film, "--classifier", other)
    assert (ended.code, ended.out) == (1, "")
    assert "another preparation, other thresholds or another target layer of the classifier" in ended.err


def _altered(weights: Path) -> None:
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_altered, "chest: the weights file differs from the one the manifest names (SHA-256); "),
        (Path.unlink, "chest: the weights file weights.safetensors is missing; "),
    ],
)
def test_other_weights_are_refused_at_the_next_start(
    run: Run, film: Path, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    folder, log = imported_classifier(own_classifiers() / "chest"), tmp_path / "a.db"
    assert run("screen", film, "--classifier", "chest", "--log", log).code == 0
    spoil(folder / "weights.safetensors")
    ended = run("screen", film, "--classifier", "chest", "--log", log, "--again")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"{said}put that back, or remove the classifier and import it again.\n"
    assert len(films(log)) == 1
    ended = run("replay", log, 1, "--film", film)
    assert (ended.code, said in ended.err, "Traceback" in ended.err) == (1, True, False)
