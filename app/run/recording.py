"""From models' values to the log's record (contract, section 3): the one translator."""

from __future__ import annotations

import hashlib
import io
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app import __version__
from audit.records.kinds import RECORD_SCHEMA, EntryKind
from models.values.input_check import InputCheck
from models.values.parameters import Parameters
from models.values.screening import Screening


def screened_record(screening: Screening, parameters: Parameters) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the record of a screened film, without its file, and the blobs it names by hash."""
    maps, lungs = np.ascontiguousarray(screening.signed_maps), _one_bit_png(screening.lungs > 0)
    allowed = _one_bit_png(np.concatenate(list(screening.allowed.values()))) if screening.allowed else None
    record = _record(EntryKind.SCREENED, parameters, seconds=screening.seconds) | {
        "radiograph": asdict(screening.header),
        "classifier": asdict(screening.classifier),
        "film_check": asdict(screening.check),
        "anatomy": asdict(screening.anatomy),
        "findings": [asdict(finding) for finding in screening.findings],
        "blobs": {
            "signed_maps": {"sha256": _sha256(maps.tobytes()), "dtype": "float16", "shape": maps.shape, "film": screening.map_box},
            "lungs": {"sha256": _sha256(lungs), "type": "image/png"},
            "allowed": {"sha256": _sha256(allowed), "type": "image/png", "regions": list(screening.allowed)} if allowed else None,
        },
    }
    return record, {_sha256(data): data for data in (maps.tobytes(), lungs, allowed) if data}


def ended_record(
    kind: EntryKind,
    parameters: Parameters,
    *,
    code: str,
    reason: str,
    seconds: float,
    header: dict[str, Any] | None,
    check: InputCheck | None = None,
) -> dict[str, Any]:
    """Return the record of a film that was refused or that failed.

    Args:
        kind: REFUSED or FAILED.
        parameters: It would have been screened with.
        code: The kind of reason.
        reason: The sentence.
        seconds: Spent on it.
        header: What is known of the film; for a file that could not be read at most its hash.
        check: What the film check saw, where the film got so far.
    """
    film_check = asdict(check) if check else None
    told = {"code": str(code), "reason": reason, "radiograph": header, "film_check": film_check}
    return _record(kind, parameters, seconds=seconds) | told


def _record(kind: EntryKind, parameters: Parameters, *, seconds: float) -> dict[str, Any]:
    return {
        "schema": RECORD_SCHEMA, "status": str(kind), "code": None, "reason": None, "seconds": round(seconds, 3), "radiograph": None,
        "film_check": None, "classifier": None, "anatomy": None, "verdict": None, "findings": None, "blobs": None,
        "parameters_sha256": parameters.sha256(), "parameters": asdict(parameters), "code_version": __version__,
    }  # fmt: skip


def _one_bit_png(mask: NDArray[np.bool_]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(mask).save(file, "PNG")
    return file.getvalue()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
