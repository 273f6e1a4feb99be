"""What a reference keeps of films, and a film of the reference screened by it: nobody is read against himself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from models.anatomy.segmenter import Segmenter
from models.attention.reference.films import Films
from models.attention.reference.made_with import MadeWith
from models.attention.reference.reference import Reference
from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.networks.preparation import Prepared
from models.reading.window import automatic_window
from models.regions.table import shipped_table
from models.screening.collect import collect
from models.screening.collect import collected as collected_of
from models.screening.loaded_method import LoadedMethod
from models.screening.screen import screen
from models.values.digests import pixel_hash
from models.values.parameters import CHEAPEST
from models.values.progress import result_of
from models.values.radiograph import Header, Radiograph
from models.values.refusal import NoScore
from models.values.screening import Screening

SEEDS = (5_500_020, 5_500_021, 5_500_022)


def _film(seed: int, patient: str | None) -> Radiograph:
    pixels = phantom(seed, size=320).pixels
    return Radiograph(pixels, automatic_window(pixels), Header("00" * 32, pixel_hash(pixels), 320, 320, patient_digest=patient))


FILMS = [_film(SEEDS[0], None), _film(SEEDS[1], "b"), _film(SEEDS[2], "c")]


@pytest.fixture(scope="module")
def sensitive() -> WatchedClassifier:
    """The embedded classifier with thresholds that make every finding positive."""
    manifest = replace(embedded("embedded"), thresholds=(0.0001,) * 14)
    return WatchedClassifier.load(manifest, torch.device("cpu"))


@pytest.fixture(scope="module")
def method(sensitive: WatchedClassifier, segmenter: Segmenter, checker: InputChecker) -> LoadedMethod:
    return LoadedMethod(sensitive, segmenter, checker, shipped_table(), CHEAPEST)


@pytest.fixture(scope="module")
def collected(method: LoadedMethod) -> Films:
    return collect(FILMS, method)


def test_a_film_without_a_score_is_left_out_and_told(method: LoadedMethod, collected: Films, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others of its batch are kept as they are."""
    silent, scoring = method.classifier.prepared(FILMS[1].pixels).tensor, WatchedClassifier.scoring

    def asked(self: WatchedClassifier, films: Sequence[Prepared]) -> Any:
        if any(torch.equal(film.tensor, silent) for film in films):
            raise NoScore("Not this one.")
        return scoring(self, films)

    monkeypatch.setattr(WatchedClassifier, "scoring", asked)
    found = collected_of(FILMS, method)
    assert found.unscored == ("Not this one.",)
    assert found.films.patients.tolist() == [collected.patients[0], collected.patients[2]]
    np.testing.assert_allclose(found.films.logits, collected.logits[[0, 2]], atol=1e-4)
    assert len(found.donors) == 2


@pytest.fixture(scope="module")
def reference(collected: Films, method: LoadedMethod) -> Reference:
    return Reference.build(method.made_with, collected)


def _screened(film: Radiograph, method: LoadedMethod) -> Screening:
    (found,) = result_of(screen([film], method))
    assert isinstance(found, Screening)
    return found


def test_each_film_keeps_its_patients_name_and_its_budgets(collected: Films) -> None:
    assert collected.patients.tolist() == [f"pixels:{FILMS[0].header.pixel_sha256}", "b", "c"]
    assert np.isfinite(collected.budgets).all()


class _Biased(WatchedClassifier):
    """Of its first class map and bias do not sum to the logit."""

    @property
    def biases(self) -> Any:
        found = super().biases.copy()
        found[0] += 1
        return found


def test_a_class_whose_map_does_not_sum_to_its_logit_keeps_no_budget(sensitive: WatchedClassifier, method: LoadedMethod) -> None:
    """As in screening, where it has no decomposition."""
    biased = _Biased(sensitive.manifest, sensitive.network, sensitive.device)
    kept = collect(FILMS[:1], replace(method, classifier=biased))
    assert np.isnan(kept.budgets[0, 0]).all()
    assert np.isfinite(kept.budgets[0, 1:]).all()
    assert kept.budget(0) is None


@pytest.mark.parametrize("film", FILMS[:2], ids=["by its pixels", "by its identifier"])
def test_a_film_of_the_reference_is_read_against_the_others(film: Radiograph, reference: Reference, method: LoadedMethod) -> None:
    names = [f"pixels:{film.header.pixel_sha256}", film.header.patient_digest]
    without = Reference.build(reference.made_with, reference.films.subset(~np.isin(reference.films.patients, names)))
    found, wanted = (_screened(film, replace(method, reference=one)) for one in (reference, without))
    assert [one.attention for one in found.findings] == [one.attention for one in wanted.findings]
    counts = {one.attention.focal_excess.n for one in found.findings if one.attention and one.attention.focal_excess}
    assert counts == {len(FILMS) - 1}


def test_a_reference_of_other_weights_is_a_mismatch_in_a_sentence(reference: Reference, segmenter: Segmenter) -> None:
    made, other = reference.made_with, embedded("teaching").weights_sha256
    here = MadeWith(other, shipped_table().sha256, segmenter.manifest.weights_sha256, made.gate_sha256)
    assert made.mismatch(replace(here, weights_sha256=made.weights_sha256)) is None
    assert made.mismatch(here) == (
        f"The reference was made with other weights of the classifier ({made.weights_sha256[:4]}…) than are here ({other[:4]}…); "
        "build it anew with 'models reference'."
    )
