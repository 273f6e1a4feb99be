"""A reference serves the classifier and the region table that it was built under."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import resources
from app.site.references import kept_reference, own_reference, reference_file, retired_reference, stale_references
from app.site.regions import SHIPPED, own_table
from models.networks.library import embedded
from models.networks.manifest import Manifest, ManifestError
from models.values.digests import sha256_of

_OTHER = "ab" * 32


@pytest.fixture
def weights() -> str:
    return embedded("embedded").weights_sha256


def test_the_shipped_reference_serves_the_shipped_table_alone(weights: str) -> None:
    assert reference_file(weights, sha256_of(SHIPPED)) == resources.path("references/embedded.npz")
    assert reference_file(weights, _OTHER) is None
    assert reference_file(_OTHER, sha256_of(SHIPPED)) is None


def test_ones_own_goes_first_under_its_own_table(weights: str) -> None:
    own_reference(weights, _OTHER).parent.mkdir(parents=True)
    own_reference(weights, _OTHER).touch()
    assert reference_file(weights, _OTHER) == own_reference(weights, _OTHER)
    assert reference_file(weights, sha256_of(SHIPPED)) == resources.path("references/embedded.npz")
    own_reference(weights, sha256_of(SHIPPED)).touch()
    assert reference_file(weights, sha256_of(SHIPPED)) == own_reference(weights, sha256_of(SHIPPED))


def test_references_of_replaced_weights_are_kept_and_named(weights: str) -> None:
    assert stale_references() == ()
    for each in (weights, _OTHER):
        own_reference(each, sha256_of(SHIPPED)).parent.mkdir(parents=True)
        own_reference(each, sha256_of(SHIPPED)).touch()
    own_reference(weights, sha256_of(SHIPPED)).write_bytes(resources.path("references/embedded.npz").read_bytes())
    (stale,) = stale_references()
    assert stale.file == own_reference(_OTHER, sha256_of(SHIPPED))
    assert stale.why == "It is of weights abababababab… that were replaced."
    assert own_reference(_OTHER, sha256_of(SHIPPED)).is_file()


def test_ones_own_reference_of_retired_weights_still_serves_replay(weights: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own_reference(weights, sha256_of(SHIPPED)).parent.mkdir(parents=True)
    own_reference(weights, sha256_of(SHIPPED)).touch()
    monkeypatch.setattr("app.site.classifiers.EMBEDDED", ("teaching",))
    (stale,) = stale_references()
    assert stale.why.endswith("… that were replaced. Only replay of earlier entries needs it.")


REFERENCES = {
    "b3dac63965dc0030d5fec047a92443b1626ba4773ab5ac1adfef204f00645fea",
    "1120b3e2bda81fbbd6aa17d0f0a622a7ba131aa7e558a8c2ba01691c4b6c7b2b",
    "594a0941a40f7e1700c3d21cd68fff51fb0f8441b081bc1d0b65851a77714cb1",
    "abc84d1b5a7e0d8d4edfe7269ca3c3ee41ee70390f9be10d64d01c0813516560",
    "a507e88af9571f1caf58950b124b110013f65fdc166baccd917ed964e2102bf3",
    "f92e8aa97ce1d0bc39f74b8553afa343ac9648055ea2c860900c4e49e70daaac",
}
"""Shipped references since method 3, by which entries may have been read. It only grows, as do the weights (decision 0040)."""


def test_shipped_references_are_never_lost() -> None:
    kept = {sha256_of(file) for file in resources.path("references").rglob("*.npz")}
    assert {sha256_of(file) for file in resources.path("references").glob("*.npz")} <= REFERENCES <= kept
    retired = {retired_reference(sha256_of(file)): file for file in resources.path("references/retired").glob("*.npz")}
    assert all(found == file for found, file in retired.items())
    assert retired_reference(_OTHER) is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ("segmenter_sha256", "other weights of the segmenter"), ("gate_sha256", "another quality check"),
        ("regions_sha256", "another region table"), ("schema", "of another version"),
    ],
)  # fmt: skip
def test_a_reference_that_was_made_otherwise_is_named_with_the_reason(weights: str, changed: str, why: str) -> None:
    own = own_reference(weights, sha256_of(SHIPPED))
    own.parent.mkdir(parents=True)
    with np.load(resources.path("references/embedded.npz")) as shipped:
        np.savez(own, **(dict(shipped) | {changed: np.array(2 if changed == "schema" else _OTHER)}))
    (stale,) = stale_references()
    assert stale.file == own
    assert why in stale.why


def test_a_damaged_manifest_of_another_classifier_is_passed_over(weights: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(name: str) -> Manifest:
        if name != "embedded":
            raise ManifestError(f"{name}.toml: not a TOML file.")
        return embedded(name)

    monkeypatch.setattr("app.site.kept_files.EMBEDDED", ("teaching", "embedded"))
    monkeypatch.setattr("app.site.kept_files.embedded", read)
    assert reference_file(weights, sha256_of(SHIPPED)) == resources.path("references/embedded.npz")


def test_a_reference_is_known_under_the_table_in_use_alone(weights: str, wider_table: Path) -> None:
    shipped = kept_reference(weights)
    assert shipped is not None
    assert (shipped.file, shipped.films, shipped.why_not) == (resources.path("references/embedded.npz"), 209, None)
    assert shipped.made_with["weights"] == weights
    shutil.copy(wider_table, own_table())
    assert kept_reference(weights) is None


def test_a_reference_that_does_not_serve_is_known_with_the_reason(weights: str) -> None:
    own = own_reference(weights, sha256_of(SHIPPED))
    own.parent.mkdir(parents=True)
    own.touch()
    found = kept_reference(weights)
    assert found is not None
    assert (found.file, found.films, "build it anew" in (found.why_not or "")) == (own, None, True)
    with np.load(resources.path("references/embedded.npz")) as arrays:
        np.savez(own, **(dict(arrays) | {"segmenter_sha256": np.array(_OTHER)}))
    found = kept_reference(weights)
    assert found is not None
    assert (found.films, "other weights of the segmenter" in (found.why_not or "")) == (209, True)
