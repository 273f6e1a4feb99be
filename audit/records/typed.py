"""What every type of the log's bodies is: a frozen dataclass whose values are plain, finite and of the type that they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, dataclass_transform

from pydantic import ConfigDict, Field

T = TypeVar("T")

_CONFIG = ConfigDict(
    extra="forbid", strict=True, allow_inf_nan=False, revalidate_instances="always", json_schema_serialization_defaults_required=True
)

VOCABULARY = "x-vocabulary"
"""Names the set that a text is chosen from, in the JSON Schema; the sets are enums of ``models``, which this package does not know."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a frozen dataclass that is validated strictly: no unknown key, no other type, no number that is not finite.

    Its fields are in the order of canonical JSON, in which orjson writes them.
    """
    cls.__annotations__ = dict(sorted(cls.__annotations__.items()))
    cls.__pydantic_config__ = _CONFIG  # type: ignore[attr-defined]
    return dataclass(frozen=True, kw_only=True)(cls)


def chosen(vocabulary: str) -> Any:
    """Return the field of a text that is chosen from a set."""
    return Field(json_schema_extra={VOCABULARY: vocabulary})


Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Whole = Annotated[int, Field(gt=-(2**53), lt=2**53)]
"""A whole number that is one in any program that reads JSON; a larger one is a float."""
Probability = Annotated[float, Field(ge=0, le=1)]
Box = tuple[int, int, int, int]
"""Source pixels of the film as stored: x0, y0, x1, y1, half-open, origin top left, x to the right."""
Reasons = dict[str, str]
"""Why a value beside it is null: its name, and a sentence."""
