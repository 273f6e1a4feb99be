"""The self-check passes here, and fails for each thing that can go wrong with an installation."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import app.selfcheck.check
from app.selfcheck.check import Item, kept_numbers, picture, self_check, self_check_record
from app.workers.inline import InlineWorkers
from app.workers.messages import Refused, Request, Task
from audit.records.body import body_of, json_of
from audit.records.kinds import EntryKind
from models.networks.library import NETWORKS, embedded
from models.networks.manifest import ManifestError
from models.reading.pixels import decoding
from models.values.refusal import NotARadiograph, RefusalCode
from tests.films import LOSSY, RAMP, SYNTAXES

Failed = Callable[..., dict[str, Item]]


@pytest.fixture(scope="module")
def items(workers: InlineWorkers) -> list[Item]:
    return list(self_check(workers, kept_numbers()))


@pytest.fixture
def failed(scripted: Any) -> Failed:
    """Check with spoiled kept numbers, and return what failed, by name."""

    def check(kept: dict[str, Any]) -> dict[str, Item]:
        return {item.name: item for item in self_check(scripted, kept) if not item.passed}

    return check


def _without_networks(kept: dict[str, Any]) -> dict[str, Any]:
    return kept | {"networks": {}}


def test_this_installation_passes(items: list[Item]) -> None:
    assert [item for item in items if not item.passed] == []
    assert {item.device for item in items} == {None, "cpu"}


def test_every_decoder_and_every_network_is_checked(items: list[Item]) -> None:
    names = [item.name for item in items]
    assert len(set(names)) == len(names)
    kept = kept_numbers()
    assert set(kept["syntaxes"]) == set(map(str, SYNTAXES))
    assert {sample["name"] for sample in kept["syntaxes"].values()} <= set(names)
    for network in NETWORKS:
        assert f"weights of {network}" in names
        assert f"{network}, phantom marked" in names


def test_what_a_sample_shows_is_known_without_any_decoder() -> None:
    np.testing.assert_array_equal(np.round(picture(12) * 4095), RAMP)
    np.testing.assert_array_equal(np.round(picture(8) * 255), RAMP >> 4)


def test_lossless_syntaxes_must_be_exact_and_lossy_ones_within_two_steps() -> None:
    for uid, sample in kept_numbers()["syntaxes"].items():
        steps = sample["tolerance"] * (2 ** sample["bits"] - 1)
        assert steps < (2.02 if uid in set(map(str, LOSSY)) else 0.01)


def test_tolerances_let_no_decision_pass() -> None:
    """A logit that deviates so far changes a probability by 0.00125 at most."""
    tolerances = kept_numbers()["tolerances"]
    assert tolerances["embedded"] / 4 < 0.0013
    assert tolerances["lungs"] <= 0.0005


def test_the_entry_says_what_was_checked(items: list[Item]) -> None:
    record = self_check_record(items)
    assert body_of(EntryKind.SELF_CHECK, json_of(record)) == record
    assert record.passed is True
    assert record.sentence == f"All {len(items)} checks passed."
    assert record.weights == {name: embedded(name).weights_sha256 for name in NETWORKS}
    assert (record.device, len(record.items)) == ("cpu", len(items))
    assert {"torch", "pydicom"} <= set(record.libraries)
    spoiled = self_check_record([replace(items[0], passed=False), *items[1:]])
    assert spoiled.passed is False
    assert spoiled.sentence == f"1 of {len(items)} checks failed: {items[0].name}."


def test_a_spoiled_kept_number_fails(workers: InlineWorkers, items: list[Item]) -> None:
    kept = copy.deepcopy(kept_numbers())
    kept["networks"]["embedded"]["plain"]["embedded"][3] += 0.01
    kept["networks"]["embedded"]["plain"]["lungs"][0] += 0.001
    kept["networks"]["embedded"]["marked"]["film-check"] = [1.0]
    del kept["networks"]["teaching"]
    failed = {item.name: item for item in self_check(workers, kept) if not item.passed}
    assert set(failed) == {"embedded, phantom plain", "lungs, phantom plain", "film-check, phantom marked"}
    assert failed["embedded, phantom plain"].deviation == pytest.approx(0.01, abs=1e-3)


def test_a_missing_decoder_fails_that_syntax_alone(failed: Failed, monkeypatch: pytest.MonkeyPatch) -> None:
    found = decoding.decoder_of

    def without(syntax: Any) -> Any:
        if syntax == "1.2.840.10008.1.2.4.80":
            raise NotARadiograph(RefusalCode.UNKNOWN_COMPRESSION, "No decoder here reads it; export it uncompressed.")
        return found(syntax)

    monkeypatch.setattr(decoding, "decoder_of", without)
    (item,) = failed(_without_networks(kept_numbers())).values()
    assert (item.name, item.sentence) == ("JPEG-LS Lossless Image Compression", "No decoder here reads it; export it uncompressed.")


def test_a_decoder_that_is_off_by_one_step_fails(failed: Failed, scripted: Any, workers: InlineWorkers) -> None:
    submit = scripted.submit

    def off(kind: Task, payload: Any, *, urgent: bool = False) -> Any:
        job = submit(kind, payload, urgent=urgent)
        if str(payload.path).endswith("!1.2.840.10008.1.2.5.dcm"):
            job.result().payload.pixels[7, 9] += np.float32(1 / 4095)
        return job

    scripted.submit = off
    assert set(failed(_without_networks(kept_numbers()))) == {"RLE Lossless"}


def test_a_reader_that_crashes_over_a_sample_fails_it(failed: Failed, scripted: Any) -> None:
    def crash(request: Request) -> Refused | None:
        crashes = request.kind is Task.READ and str(request.payload.path).endswith("4.90.dcm")
        return Refused(request.id, RefusalCode.CRASHED_READER, "The decoder crashed.") if crashes else None

    scripted.script = crash
    (item,) = failed(_without_networks(kept_numbers())).values()
    assert item.sentence == "The decoder crashed."


def test_a_spoiled_weights_file_fails(failed: Failed, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spoiled = tmp_path / "lungs.safetensors"
    data = bytearray(embedded("lungs").weights.read_bytes())
    data[-1] ^= 1
    spoiled.write_bytes(data)
    monkeypatch.setattr(
        app.selfcheck.check, "embedded", lambda name: replace(embedded(name), **({"weights": spoiled} if name == "lungs" else {}))
    )
    assert set(failed(_without_networks(kept_numbers()))) == {"weights of lungs"}


def test_weights_that_are_not_there_fail(failed: Failed, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.selfcheck.check, "embedded", lambda name: replace(embedded(name), weights=tmp_path / "nothing"))
    assert set(failed(_without_networks(kept_numbers()))) == {f"weights of {name}" for name in NETWORKS}


def test_a_card_that_cannot_be_read_fails(failed: Failed, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(name: str) -> Any:
        raise ManifestError("lungs.toml: cannot be read.")

    monkeypatch.setattr(app.selfcheck.check, "embedded", unreadable)
    assert {item.sentence for item in failed(_without_networks(kept_numbers())).values()} == {"lungs.toml: cannot be read."}


def test_an_engine_that_cannot_load_its_networks_fails_them_all(failed: Failed, scripted: Any) -> None:
    scripted.script = lambda request: (
        Refused(request.id, "unusable_segmenter", "The weights differ.") if request.kind is Task.SCREEN else None
    )
    found = failed(kept_numbers())
    assert {item.sentence for item in found.values()} == {"The weights differ."}
    assert len(found) == 8
