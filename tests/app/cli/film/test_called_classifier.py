"""A program on the whole way: imported, certified, screened, exported and replayed; what it has not is told in a sentence."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from app.site.classifiers import own_classifiers
from app.workers.inline import InlineWorkers
from audit.records.film import CalledRecord
from models.challenge.occlusion import certified_calls
from models.selftest import reactivity
from models.values.called import NO_GRADIENTS
from models.values.digests import sha256_of
from models.values.verdict import Verdict
from tests.logs import films
from tests.models.networks.external.programs import manifest_text, script

Run = Callable[..., Any]

_LABELS = ("Mass", "Nodule")
_RULE = (
    "    rough = sum(abs(image[64 * row + k] - image[64 * row + k + 1]) for row in range(14) for k in range(63))\n"
    "    told(film, scores={'Mass': round(1 / (1 + 2.718281828 ** -(rough / 20)), 2), 'Nodule': 0.25})\n"
)


@pytest.fixture(autouse=True)
def started_anew(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command has workers of its own, which have loaded nothing."""
    for command in ("film.screen", "log.replay", "models.certify", "models.importing", "models.layers"):
        monkeypatch.setattr(f"app.cli.{command}.Pool", lambda **_: nullcontext(InlineWorkers()))
    monkeypatch.setattr(reactivity, "_PHANTOMS", range(7_100_000, 7_100_002))
    monkeypatch.setattr(certified_calls, "PHANTOMS", range(5_000_001, 5_000_003))


def _described(folder: Path, body: str, **others: object) -> tuple[Path, Path]:
    """Write a program and its manifest."""
    folder.mkdir()
    file = script(folder, body)
    (manifest := folder / "manifest.toml").write_text(manifest_text(file, _LABELS, 64, **({"calls": 30, "step": 0.01} | others)))
    return file, manifest


def test_imported_certified_screened_exported_and_replayed(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    file, manifest = _described(tmp_path / "made", _RULE)
    log, out, film = tmp_path / "a.db", tmp_path / "a.csv", phantom_folder / "marked.dcm"
    imported = run("models", "import", file, "--manifest", manifest, "--log", log)
    assert (imported.code, "its maps are 6 × 6" in imported.out) == (0, True)
    assert sha256_of(own_classifiers() / "called" / file.name) == sha256_of(file)
    certified = run("models", "certify", "called", "--log", log)
    assert (certified.code, NO_GRADIENTS in certified.out.replace("\n", " ")) == (0, True)
    assert {line.split()[0] for line in certified.out.splitlines() if line.split()[1:2] in (["calls"], ["seconds"])} == {"measured"}
    assert "not tested" not in certified.out
    assert "It took 18 calls." in certified.out
    shown = run("models", "show", "called")
    assert (shown.code, "Score and map of a film take at most 30 calls" in shown.out) == (0, True)
    refused = run("selftest", "--classifier", "called", "--log", log)
    assert (refused.code, "no copy of it can be made" in refused.err) == (2, True)
    assert "calls certified" in run("models", "list").out
    screened = run("screen", film, "--classifier", "called", "--log", log)
    assert (screened.code, "Version 1.0, called" in screened.out) == (0, True)
    (entry,) = films(log)
    assert run("report", log, entry.seq, "--out", tmp_path / "page.html").code == 0
    assert "Occlusion map of" in (tmp_path / "page.html").read_text("utf-8")
    used = entry.film.classifier
    assert used
    assert (used.kind, used.weights_sha256, used.grid) == ("external", sha256_of(file), (6, 6))
    assert isinstance(used.called, CalledRecord)
    assert (used.called.version, used.called.step, used.called.repeat) == ("1.0", 0.01, 0)
    assert used.called.calls <= 30
    assert all(finding.verdict != Verdict.NO_OUTSIDE_DEPENDENCE_FOUND for finding in entry.film.findings or ())
    assert run("log", "verify", log, "--deep").code == 0
    assert run("log", "export", log, "--out", out).code == 0
    with out.open(newline="", encoding="utf-8") as opened:
        assert {row["called"].partition(",")[0] for row in csv.DictReader(opened)} == {"Version 1.0"}
    replayed = run("replay", log, entry.seq, "--film", film)
    assert (replayed.code, "everything is the same" in replayed.out) == (0, True)
    layers = run("models", "layers", "called")
    assert (layers.code, "it has no target layer" in layers.err.replace("\n", " ")) == (1, True)


def test_a_film_that_it_gives_no_score_for_fails_with_the_reason_and_the_others_do_not(
    run: Run, phantom_folder: Path, tmp_path: Path
) -> None:
    body = "    if 'asked' not in globals():\n        asked = image; told(film, error='not this one'); continue\n"
    body += "    if image == asked:\n        told(film, error='not this one'); continue\n"
    _, manifest = _described(tmp_path / "called", body + _RULE)
    both = [phantom_folder / "marked.dcm", phantom_folder / "plain.dcm"]
    ended = run("screen", *both, "--classifier", manifest.parent, "--log", tmp_path / "a.db")
    assert ended.code == 1
    entries = films(tmp_path / "a.db")
    assert sorted(entry.kind for entry in entries) == ["failed", "screened"]
    (failed,) = (entry.film for entry in entries if entry.kind == "failed")
    assert (failed.code, failed.reason) == ("engine", "The classifier's program says: not this one")
