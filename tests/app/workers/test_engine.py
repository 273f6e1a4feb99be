"""The engine: a method is loaded once, named by its fingerprint from then on, and never another than the one that was asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import resources
from app.site.recorded import recorded_method
from app.site.references import own_reference
from app.site.regions import read_usable_table
from app.workers.engine import Engine
from app.workers.messages import Interim, Outcome, PartialResult, Refused, Request, Result, Task
from app.workers.tasks.anatomy import FindAnatomy
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.screen import METHOD_CHANGED, ScreenFilms
from app.workers.worker import answer
from models.networks.device import DeviceChoice
from models.networks.library import embedded
from models.values.digests import sha256_of
from models.values.method import METHOD, Method
from models.values.parameters import CHEAPEST, Parameters
from models.values.radiograph import Radiograph
from models.values.screening import Scored

_LOAD = LoadMethod("embedded", CHEAPEST)


def _engine() -> Engine:
    return Engine(DeviceChoice.CPU)


def _asked(engine: Engine, kind: Task, payload: Any) -> Outcome:
    return answer(Request(1, kind, payload), engine.handle, tell=lambda progress: None, stopped=lambda: False)


def _loaded(engine: Engine, load: LoadMethod = _LOAD) -> Method:
    ending = _asked(engine, Task.LOAD_METHOD, load)
    assert isinstance(ending, Result), ending
    assert isinstance(ending.payload, Method)
    return ending.payload


def _fingerprint(method: Method) -> str:
    fingerprint = recorded_method(method).fingerprint
    assert fingerprint is not None
    return fingerprint


def _screened(engine: Engine, film: Radiograph, method: Method, load: LoadMethod = _LOAD) -> Outcome:
    return _asked(engine, Task.SCREEN, ScreenFilms((film,), _fingerprint(method), load))


def _own_reference(method: Method) -> Path:
    """Write a reference of this person's own: the shipped films, in another file."""
    own = own_reference(method.networks["classifier"], method.regions_sha256)
    own.parent.mkdir(parents=True, exist_ok=True)
    with np.load(resources.path("references/embedded.npz")) as shipped:
        np.savez(own, **dict(shipped))
    return own


def test_a_method_names_all_that_it_rests_on() -> None:
    method = _loaded(_engine())
    roles = {"classifier": "embedded", "lungs": "lungs", "input_check": "film-check"}
    assert method.parameters == CHEAPEST
    assert method.networks == {role: embedded(name).weights_sha256 for role, name in roles.items()}
    assert method.manifests == {role: embedded(name).computation_sha256 for role, name in roles.items()}
    kept = {kind: sha256_of(resources.path(f"{kind}/embedded.npz")) for kind in ("references", "calibrations")}
    assert (method.reference_sha256, method.calibration_sha256) == (kept["references"], kept["calibrations"])
    assert method.number == METHOD


def test_what_is_asked_for_otherwise_is_another_method(wider_table: Path) -> None:
    engine = _engine()
    loads = [_LOAD, replace(_LOAD, classifier="teaching"), replace(_LOAD, parameters=Parameters()),
             replace(_LOAD, regions=read_usable_table(wider_table)), replace(_LOAD, operating_point="balanced")]  # fmt: skip
    fingerprints = {recorded_method(_loaded(engine, load)).fingerprint for load in loads}
    assert len(fingerprints) == len(loads)
    assert recorded_method(_loaded(_engine())).fingerprint in fingerprints


def test_a_method_decides_at_the_point_that_is_asked_for() -> None:
    """The default under its name is the same method; a reference serves both, decided anew."""
    engine, manifest = _engine(), embedded("embedded")
    default, named, balanced = (_loaded(engine, replace(_LOAD, operating_point=point)) for point in (None, "specificity-90", "balanced"))
    assert default == named
    assert balanced.manifests == default.manifests | {"classifier": manifest.at("balanced").computation_sha256}
    assert balanced.reference_sha256 == default.reference_sha256
    for method, load in ((default, _LOAD), (balanced, replace(_LOAD, operating_point="balanced"))):
        loaded = engine.loaded(_fingerprint(method), load)
        assert loaded.reference is not None
        limits = np.log(loaded.classifier.manifest.thresholds) - np.log1p(-np.array(loaded.classifier.manifest.thresholds))
        assert (loaded.reference.films.positive == (loaded.reference.films.logits >= limits)).all()


@pytest.mark.parametrize(
    ("classifier", "sentence"),
    [
        ("embedded", "embedded has no operating point 'loud'; it has: specificity-90, balanced."),
        ("teaching", "teaching has no operating point 'loud'; it has one, without a name, which is used when none is asked for."),
    ],
)
def test_a_point_that_a_classifier_does_not_have_is_refused(classifier: str, sentence: str) -> None:
    ending = _asked(_engine(), Task.LOAD_METHOD, replace(_LOAD, classifier=classifier, operating_point="loud"))
    assert isinstance(ending, Refused)
    assert (ending.code, ending.sentence) == ("unusable_operating_point", sentence)


def test_the_same_table_read_from_a_file_is_the_same_method(tmp_path: Path) -> None:
    copy = tmp_path / "copy.toml"
    copy.write_bytes(resources.path("regions.toml").read_bytes())
    engine = _engine()
    assert _loaded(engine, replace(_LOAD, regions=read_usable_table(copy))) == _loaded(engine)


def test_networks_are_loaded_once_for_all_methods() -> None:
    engine = _engine()
    first, second = (engine.loaded(_fingerprint(_loaded(engine, load)), load) for load in (_LOAD, replace(_LOAD, parameters=Parameters())))
    assert (first.parameters, second.parameters) == (CHEAPEST, Parameters())
    assert first.classifier is second.classifier
    assert first.segmenter is second.segmenter
    assert first.checker is second.checker
    assert first.reference is second.reference


def test_a_method_that_was_loaded_is_not_loaded_again(films: list[Radiograph], monkeypatch: pytest.MonkeyPatch) -> None:
    engine = _engine()
    method = _loaded(engine)
    monkeypatch.setattr(Engine, "load", None)
    assert isinstance(_screened(engine, films[1], method), Result)


def test_scores_are_told_in_parts_where_they_are_asked_for(films: list[Radiograph]) -> None:
    """Before the ending, one a film; the recorded findings are those told, with their challenges."""
    engine = _engine()
    fingerprint = _fingerprint(_loaded(engine))
    for asked in (True, False):
        told: list[Interim] = []
        request = Request(1, Task.SCREEN, ScreenFilms(tuple(films), fingerprint, _LOAD, in_parts=asked))
        ending = answer(request, engine.handle, tell=told.append, stopped=lambda: False)
        assert isinstance(ending, Result)
        parts = [one.payload for one in told if isinstance(one, PartialResult)]
        assert all(isinstance(part, Scored) for part in parts)
        assert [part.index for part in parts] == ([0, 1] if asked else [])
        for part in parts:
            whole = ending.payload[part.index]
            assert part.screening.findings == tuple(replace(finding, tests=(), verdict=None, challenged=None) for finding in whole.findings)


def test_anatomy_comes_on_the_films_own_pixels(films: list[Radiograph]) -> None:
    """Lungs, heart and structures as a screening finds them, whatever the classifier."""
    ending = _asked(_engine(), Task.ANATOMY, FindAnatomy(films[1]))
    assert isinstance(ending, Result)
    found = ending.payload
    assert found.structures is not None
    assert found.lungs.shape == found.structures.shape == films[1].pixels.shape
    engine = _engine()
    screened = _screened(engine, films[1], _loaded(engine))
    assert isinstance(screened, Result)
    (screening,) = screened.payload
    assert found.heart is not None
    assert found.heart.mean() == pytest.approx(screening.anatomy.heart_area_share, abs=0.002)
    assert found.ratio == screening.anatomy.ratio
    assert (found.quality, found.frame) == (screening.anatomy.quality, screening.anatomy.frame)
    assert (found.lungs > 0).mean() == pytest.approx(screening.anatomy.lung_area_share, abs=0.002)


def test_an_engine_that_was_started_anew_screens_by_the_fingerprint(films: list[Radiograph]) -> None:
    engine = _engine()
    method = _loaded(engine)
    before, after = _screened(engine, films[1], method), _screened(_engine(), films[1], method)
    assert isinstance(before, Result)
    assert isinstance(after, Result)
    assert [finding.logit for finding in after.payload[0].findings] == [finding.logit for finding in before.payload[0].findings]


def test_a_method_that_is_another_by_now_is_refused(films: list[Radiograph]) -> None:
    """A reference was built anew, and the engine died: it must not go on with another reference than the films before."""
    engine = _engine()
    method = _loaded(engine)
    _own_reference(method)
    assert isinstance(_screened(engine, films[1], method), Result), "what is loaded serves the run to its end"
    anew = _engine()
    refused = _screened(anew, films[1], method)
    assert isinstance(refused, Refused)
    assert refused.code == METHOD_CHANGED
    assert refused.sentence.endswith("Start again.")
    now = _loaded(anew)
    assert now.reference_sha256 != method.reference_sha256
    assert isinstance(_screened(anew, films[1], now), Result)


def test_a_fingerprint_of_another_load_is_refused(films: list[Radiograph]) -> None:
    engine = _engine()
    method = _loaded(engine)
    refused = _screened(_engine(), films[1], method, replace(_LOAD, parameters=replace(CHEAPEST, seed=2)))
    assert isinstance(refused, Refused)
    assert refused.code == METHOD_CHANGED


def test_a_damaged_reference_is_said_and_not_passed_over() -> None:
    engine = _engine()
    own = _own_reference(_loaded(engine))
    own.write_bytes(own.read_bytes()[:1000])
    ending = _asked(engine, Task.LOAD_METHOD, _LOAD)
    assert isinstance(ending, Refused)
    assert ending.code == "unusable_reference"
    assert f"remove the file {own} to use the shipped one" in ending.sentence


def test_a_reference_that_cannot_be_looked_at_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.workers.engine.reference_file", lambda weights, regions: Path("gone.npz"))
    ending = _asked(_engine(), Task.LOAD_METHOD, _LOAD)
    assert isinstance(ending, Refused)
    assert (ending.code, "cannot be read: No such file" in ending.sentence) == ("unusable_reference", True)


def test_a_reference_of_other_weights_is_refused_by_name() -> None:
    engine = _engine()
    method = _loaded(engine)
    with np.load(resources.path("references/embedded.npz")) as shipped:
        arrays = dict(shipped) | {"segmenter_sha256": np.array("ab" * 32)}
    own = own_reference(method.networks["classifier"], method.regions_sha256)
    own.parent.mkdir(parents=True)
    np.savez(own, **arrays)
    ending = _asked(engine, Task.LOAD_METHOD, _LOAD)
    assert isinstance(ending, Refused)
    assert (ending.code, "other weights of the segmenter (abab…)" in ending.sentence) == ("unusable_reference", True)
