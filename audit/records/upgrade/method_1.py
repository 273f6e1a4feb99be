"""The method of a record of schema 1, as far as the record and the version that wrote it tell it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from audit.records.fingerprint import method_record

_GATE = "265cb715f33fc3a5e7722da3c0790e43f169256fb88ecc55466c0eaf5657a444"
"""Of the quality check and the shape model of version 0.1; records of its last shape were judged by them."""
_MANIFESTS = {
    "b45381119f0eadf5d6f24a9dfb0e8a72ba5e0496aa9ec9cde97080768fa08a3f": "f4bf9ab6b04a3f14339295a08db1d0ab1d03b9cc544838ed06695eacc9b9227e",
    "f65d384b786435f1f972adec226dafb56ff8b0a66f8d949dfbe5dff9c9ce3ce4": "a247c937a4ec274d6025ec8495598b085656d410dd1865de803bf3f10fa5a8ad",
    "9e80a900ff2f8172eca71e232cb78aeaede321b24ac006e4f46984148508918d": "06a606a15d81b870640cbd43129913360bb9b919b582269bc33f17d1ce810f7e",
    "d52996fa7d46c1d9a67988281c9b94741fcd1d783a48f0f2342adb2c70560c1f": "b3fd3be60fe2c2175c935cd13a57d146d5fe0dbd7af7de4122bb7fc4c4339e0f",
}
"""What the manifests of version 0.1 said of the computation, by the weights' SHA-256."""
_REFERENCES = {
    "ff53f13929d39b5b51a85031f4035c362131fa145f22a9c99ab55fccaf8dd6c5": "6cd0a20a43a44447dca2624de4e005bbaf31f4b984bbcb52cfea53994a170f17"
}
"""The shipped reference, by the hash of its file in version 0.1: the same films and numbers as in the present file."""
_NUMBER, _EARLIER = 1, 0


def method_of_schema_1(value: dict[str, Any]) -> dict[str, Any]:
    """Return the method's record; its fingerprint is null where the present method cannot have been that of the record."""
    used, anatomy, check = value["classifier"], value["anatomy"], value["film_check"]
    networks = {role: part["weights_sha256"] for role, part in (("classifier", used), ("lungs", anatomy), ("input_check", check)) if part}
    reference = used.get("reference_sha256") if used else None
    last = _is_of_the_last_shape(value) and (reference is None or reference in _REFERENCES)
    manifests = {role: _MANIFESTS[weights] for role, weights in networks.items() if weights in _MANIFESTS}
    complete = last and len(manifests) == 3
    return asdict(
        method_record(
            number=_NUMBER if last else _EARLIER, parameters=value["parameters"],
            regions_sha256=anatomy.get("regions_sha256") if anatomy else None, gate_sha256=_GATE if complete else None,
            reference_sha256=_REFERENCES.get(reference, reference) if reference else None, calibration_sha256=None, networks=networks,
            manifests=manifests if complete else {}, code_version=value["code_version"], complete=complete,
        )
    )  # fmt: skip


def _is_of_the_last_shape(value: dict[str, Any]) -> bool:
    """Tell whether a screened film was judged as it is now: with a quality of eight parts, by the region table."""
    anatomy = value["anatomy"] or {}
    quality = anatomy.get("quality") or {"parts": {"certainty": None}}
    return "certainty" not in quality["parts"] and "regions_sha256" in anatomy
