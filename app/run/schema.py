"""Writes the JSON Schema of a film's record from its type: ``python -m app.run.schema``, after the type has changed."""

from __future__ import annotations

import json
from enum import StrEnum

import resources
from audit.records.schema import record_schema
from models.values.attention import Holds, Zone
from models.values.challenge import GLOBAL, ChallengeKind, Filler, Place, Removed
from models.values.cut_off import Edge, Lung
from models.values.input_check import NotScreenedCode
from models.values.radiograph import Note, Orientation, Polarity, SpacingSource
from models.values.refusal import RefusalCode
from models.values.verdict import Verdict, Why

_VOCABULARIES: dict[str, tuple[type[StrEnum], ...]] = {
    "zone": (Zone,), "holds": (Holds,), "challenge_kind": (ChallengeKind,), "filler": (Filler,), "polarity": (Polarity,),
    "orientation": (Orientation,), "note": (Note,), "spacing_source": (SpacingSource,), "code": (RefusalCode, NotScreenedCode),
    "lung": (Lung,), "edge": (Edge,), "place": (Place,), "verdict": (Verdict,), "challenged": (Why,),
    "removed": (Removed,),
}  # fmt: skip
_OTHER_CODES = ("defect", "engine")


def vocabulary() -> dict[str, list[str]]:
    """Return the sets that texts of a record are chosen from."""
    words = {name: [str(word) for chosen in enums for word in chosen] for name, enums in _VOCABULARIES.items()}
    return words | {"code": [*words["code"], *_OTHER_CODES], "region_place": [*words["place"], GLOBAL]}


def schema_text() -> str:
    """Return the schema as the file holds it."""
    return json.dumps(record_schema(vocabulary()), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    resources.path("record.schema.json").write_text(schema_text(), "utf-8")
