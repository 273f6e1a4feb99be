"""Method and classifier as records keep them, and the one fingerprint: what changes it, and what does not."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

import pytest

from app.site import recorded
from app.site.recorded import recorded_classifier, recorded_method
from audit.records.fingerprint import digest_of, method_record
from audit.records.method import MethodRecord
from models.values.method import METHOD, Method, Role
from models.values.parameters import Parameters
from models.values.screening import ClassifierUsed

_NETWORKS = {str(role): digit * 64 for role, digit in zip(Role, "123", strict=True)}
_MANIFESTS = {str(role): digit * 64 for role, digit in zip(Role, "456", strict=True)}
_METHOD = Method(Parameters(), "a" * 64, "b" * 64, None, None, _NETWORKS, _MANIFESTS)
_OTHER = "f" * 64


def _changed(method: Method) -> dict[str, Method]:
    """Return methods that differ in one part each."""
    parameters = method.parameters
    of_parameters = {one.name: replace(parameters, **{one.name: getattr(parameters, one.name) + 1}) for one in fields(parameters)}
    found = {f"parameters.{name}": replace(method, parameters=other) for name, other in of_parameters.items()}
    found |= {
        name: replace(method, **{name: _OTHER}) for name in ("regions_sha256", "gate_sha256", "reference_sha256", "calibration_sha256")
    }
    found |= {f"networks.{role}": replace(method, networks=method.networks | {role: _OTHER}) for role in method.networks}
    found |= {f"manifests.{role}": replace(method, manifests=method.manifests | {role: _OTHER}) for role in method.manifests}
    return found | {"number": replace(method, number=METHOD + 1)}


def test_every_part_of_a_method_changes_its_fingerprint() -> None:
    changed = _changed(_METHOD)
    assert {name.split(".")[0] for name in changed} == {one.name for one in fields(Method)}
    fingerprints = [recorded_method(method).fingerprint for method in (_METHOD, *changed.values())]
    assert None not in fingerprints
    assert len(set(fingerprints)) == len(changed) + 1


def test_the_record_of_a_method_holds_every_part_of_it() -> None:
    method = replace(_METHOD, reference_sha256="c" * 64, calibration_sha256="d" * 64)
    held = asdict(recorded_method(method))
    assert {one.name for one in fields(MethodRecord)} - {one.name for one in fields(Method)} == {
        "fingerprint", "parameters_sha256", "code_version",
    }  # fmt: skip
    assert {name: held[name] for name in asdict(method)} == asdict(method)
    assert held["parameters_sha256"] == digest_of(held["parameters"])


def test_two_hashes_that_change_places_are_another_method() -> None:
    assert recorded_method(replace(_METHOD, networks=_MANIFESTS, manifests=_NETWORKS)).fingerprint != recorded_method(_METHOD).fingerprint
    one, other = replace(_METHOD, reference_sha256=_OTHER), replace(_METHOD, calibration_sha256=_OTHER)
    assert recorded_method(one).fingerprint != recorded_method(other).fingerprint


def test_the_version_of_the_code_has_no_part_in_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    here = recorded_method(_METHOD)
    monkeypatch.setattr(recorded, "__version__", "99.0")
    later = recorded_method(_METHOD)
    assert (later.code_version, later.fingerprint) == ("99.0", here.fingerprint)
    assert replace(later, code_version=here.code_version) == here


def test_device_and_number_format_have_no_part_in_the_method() -> None:
    """They change rounding alone; they stand with the classifier."""
    used = ClassifierUsed("embedded", "1" * 64, ("Mass",), (20, 20), "cuda:0", "float16")
    assert (recorded_classifier(used).device, recorded_classifier(used).dtype) == ("cuda:0", "float16")
    words = "".join(map(str, _names(asdict(recorded_method(_METHOD)))))
    assert "device" not in words
    assert "dtype" not in words


def _names(value: dict[str, Any]) -> list[str]:
    return [name for key, inner in value.items() for name in (key, *(_names(inner) if isinstance(inner, dict) else ()))]


def _with(parameters: dict[str, Any], **changes: Any) -> MethodRecord:
    parts = {name: value for name, value in asdict(_METHOD).items() if name != "parameters"}
    return method_record(**parts | {"parameters": parameters, "code_version": "1"} | changes)


def test_a_number_is_the_same_with_and_without_its_fraction() -> None:
    """A site may write 15 or 15.0, and JSON gives back 15."""
    whole, fraction = _with({"tolerance": 15, "share": 0.5}), _with({"tolerance": 15.0, "share": 0.5})
    assert (whole.fingerprint, whole.parameters_sha256) == (fraction.fingerprint, fraction.parameters_sha256)
    assert whole.fingerprint != _with({"tolerance": 15.1, "share": 0.5}).fingerprint
    assert whole.fingerprint != _with({"tolerance": "15", "share": 0.5}).fingerprint


def test_the_order_in_which_parts_were_named_has_no_part_in_the_fingerprint() -> None:
    backwards = replace(_METHOD, networks=dict(reversed(_NETWORKS.items())), manifests=dict(reversed(_MANIFESTS.items())))
    assert recorded_method(backwards).fingerprint == recorded_method(_METHOD).fingerprint


def test_a_method_that_is_not_known_wholly_has_no_fingerprint() -> None:
    record = _with({"share": 0.5}, complete=False)
    assert record.fingerprint is None
    assert record.parameters_sha256 == digest_of({"share": 0.5})
