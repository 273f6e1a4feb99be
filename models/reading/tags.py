"""Header values, whatever the header holds: text, numbers, and the tags that the record keeps."""

from __future__ import annotations

import math
import re
from itertools import takewhile

from pydicom import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence
from pydicom.valuerep import PersonName

from models.values.digests import keyed_digest
from models.values.radiograph import Tags

_LONGEST = 64


def text(dataset: Dataset, keyword: str) -> str | None:
    """Return one value as trimmed text, or None when it is absent, empty or unreadable."""
    value = _first(dataset, keyword)
    plain = re.sub(r"[\x00-\x1f]+", " ", str(value)).strip() if value is not None else ""
    return plain[:_LONGEST] or None


def code(dataset: Dataset, keyword: str) -> str | None:
    """Return a code string (PS3.5, CS) in capitals, or None; a sentence or a name in its place is not kept."""
    found = (text(dataset, keyword) or "").upper()
    return found if re.fullmatch(r"[A-Z0-9 _]{1,16}", found) else None


def uid(dataset: Dataset, keyword: str) -> str | None:
    """Return a unique identifier (PS3.5, UI), or None; anything but digits and dots in its place is not kept."""
    found = text(dataset, keyword) or ""
    return found if re.fullmatch(r"[0-9.]{1,64}", found) else None


def number(dataset: Dataset, keyword: str) -> float | None:
    """Return one value as a finite number, or None."""
    try:
        value = float(_first(dataset, keyword))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def numbers(dataset: Dataset, keyword: str) -> list[float]:
    """Return all values as finite numbers, up to the first that is none."""
    try:
        value = dataset.get(keyword)
        values = value if isinstance(value, MultiValue) else [] if value is None else [value]
        found = [float(one) for one in values]
    except (AttributeError, KeyError, NotImplementedError, TypeError, ValueError, OverflowError):
        return []
    return list(takewhile(math.isfinite, found))


def _first(dataset: Dataset, keyword: str) -> object:
    try:
        value = dataset.get(keyword)
    except (AttributeError, KeyError, NotImplementedError, TypeError, ValueError):
        return None
    if isinstance(value, Sequence | PersonName):
        return None
    return next(iter(value), None) if isinstance(value, MultiValue) else value


def plain_tags(dataset: Dataset) -> Tags:
    """Return what the record keeps of the exposure: never a name, an identifier or a date."""
    sex = text(dataset, "PatientSex")
    burned_in = text(dataset, "BurnedInAnnotation")
    laterality = text(dataset, "ImageLaterality") or text(dataset, "Laterality")
    return Tags(
        sex=sex if sex in {"F", "M", "O"} else None,
        age_band=age_band(text(dataset, "PatientAge")),
        manufacturer=text(dataset, "Manufacturer"),
        model=text(dataset, "ManufacturerModelName"),
        station=text(dataset, "StationName"),
        institution=text(dataset, "InstitutionName"),
        body_part=code(dataset, "BodyPartExamined"),
        laterality=laterality if laterality in {"R", "L", "U", "B"} else None,
        patient_position=code(dataset, "PatientPosition"),
        burned_in=burned_in if burned_in in {"YES", "NO"} else None,
    )


def patient_digest(dataset: Dataset, key: bytes | None) -> str | None:
    """Return the keyed hash of PatientID, blanks around it apart (PS3.5, LO); None without a key or an identifier."""
    name = str(_first(dataset, "PatientID") or "").strip()
    return keyed_digest(key, name.encode("utf-8", "surrogateescape")) if key and name else None


def age_band(age: str | None) -> str | None:
    """Return the decade of an age string (PS3.5, AS): "069Y" is "60-69"; from 90 years on "90+"."""
    match = re.fullmatch(r"(\d{1,3})([DWMY])?", age or "")
    if not match or int(match[1]) > 120 * {"D": 365, "W": 52, "M": 12}.get(match[2] or "Y", 1):
        return None
    years = int(match[1]) // {"D": 365, "W": 52, "M": 12}.get(match[2] or "Y", 1)
    return "90+" if years >= 90 else f"{years // 10 * 10}-{years // 10 * 10 + 9}"
