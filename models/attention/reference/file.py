"""The file of a reference: plain arrays, validated when they are read; nothing is ever unpickled."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.attention.reference.films import FIELDS, Films
from models.attention.reference.made_with import MadeWith, no_hash
from models.attention.reference.plain_arrays import UnreadableArrays, read_arrays, write_arrays
from models.attention.reference.refusal import NotAReference

_SCHEMA = 4
_TYPES: dict[str, str] = {
    "maps": "f2", "outside": "b1", "logits": "f4", "positive": "b1", "budgets": "f4", "own": "f4", "pooled": "f4",
}  # fmt: skip
_ANEW = "build it anew with 'models reference'."


def write(path: Path, made_with: MadeWith, films: Films, tables: dict[str, NDArray[np.float32]]) -> None:
    """Write what a reference is.

    Args:
        path: Of the file.
        made_with: Hashes of what it was made with.
        films: What is kept of films.
        tables: N×K each: ``own`` and ``pooled``.
    """
    arrays: dict[str, Any] = {name: getattr(films, name) for name in FIELDS} | tables
    arrays["outside"] = np.packbits(films.outside)
    arrays |= {name: np.array(value) for name, value in asdict(made_with).items()}
    write_arrays(path, _SCHEMA, arrays)


def read(path: Path) -> tuple[MadeWith, Films, dict[str, NDArray[np.float32]], str]:
    """Read what was written; also the file's SHA-256.

    Raises:
        NotAReference: It cannot be read, is no reference, is one of another version, or its entries contradict each other.
    """
    try:
        arrays, sha256 = read_arrays(path, _SCHEMA, (*FIELDS, "own", "pooled", *MadeWith.__dataclass_fields__), "reference")
        made_with = MadeWith(**{name: str(arrays[name]) for name in MadeWith.__dataclass_fields__})
        if arrays["maps"].ndim == 4 and arrays["outside"].dtype == np.uint8:
            shape = arrays["maps"].shape
            arrays["outside"] = np.unpackbits(arrays["outside"], count=int(np.prod(shape))).reshape(shape).astype(bool)
    except UnreadableArrays as error:
        raise NotAReference(f"{error}; {_ANEW}") from None
    except ValueError:
        raise NotAReference(f"The file of the reference is damaged; {_ANEW}") from None
    if wrong := _contradiction(made_with, arrays):
        raise NotAReference(f"The file of the reference is damaged: {wrong}; {_ANEW}")
    films = Films(**{name: arrays[name] for name in FIELDS})
    return made_with, films, {"own": arrays["own"], "pooled": arrays["pooled"]}, sha256


def _contradiction(made_with: MadeWith, arrays: dict[str, NDArray[Any]]) -> str | None:
    """Say which entry is not of its type or shape; None where all fit each other."""
    if wrong := no_hash(made_with):
        return wrong
    if arrays["logits"].ndim != 2 or arrays["maps"].ndim != 4 or arrays["budgets"].ndim != 3:
        return "logits, maps or budgets have not the right number of axes"
    films, classes = arrays["logits"].shape
    shapes = {"maps": 4, "outside": 4, "positive": 2, "budgets": 3, "own": 2, "pooled": 2}
    for name, kind in _TYPES.items():
        if arrays[name].dtype != np.dtype(kind):
            return f"{name} is of the type {arrays[name].dtype}"
        if name in shapes and (arrays[name].ndim != shapes[name] or arrays[name].shape[:2] != (films, classes)):
            return f"{name} is not of {films} films and {classes} classes"
    patients = arrays["patients"]
    if patients.dtype.kind != "U" or patients.shape != (films,) or len(set(patients.tolist())) < films:
        return "patients does not name another patient for each film"
    unknown = [name for name in ("maps", "logits", "pooled") if not np.isfinite(arrays[name]).all()]
    return f"{unknown[0]} holds a number that is not finite" if unknown else None
