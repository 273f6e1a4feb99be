"""Header values, whatever the header holds: text, numbers, and the tags that the record keeps."""

from __future__ import annotations

import math
import re
from itertools import takewhile

from pydicom import Dataset

from models.reading.dataset.raw import numbers_in, texts
from models.reading.header.ages import between, month, years_in
from models.values.digests import keyed_digest
from models.values.radiograph import Tags

_LONGEST = 64
_OLDEST = 90
_SEXES = {
    "F": {"F", "FEMALE", "W", "WOMAN", "WEIBLICH", "FRAU", "FEMME", "FÉMININ", "FEMININ", "MUJER", "FEMENINO", "FEMMINA"},
    "M": {"M", "MALE", "MAN", "MÄNNLICH", "MAENNLICH", "MANN", "HOMME", "MASCULIN", "HOMBRE", "MASCULINO", "MASCHIO"},
    "O": {"O", "OTHER"},
}
_DATES = ("AcquisitionDate", "AcquisitionDateTime", "ContentDate", "SeriesDate", "StudyDate")


def text(dataset: Dataset, keyword: str) -> str | None:
    """Return one value as trimmed text, or None when it is absent, empty or unreadable."""
    value = next(iter(texts(dataset, keyword)), "")
    return re.sub(r"[\x00-\x1f]+", " ", value).strip()[:_LONGEST].strip() or None


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
    return next(iter(numbers(dataset, keyword)), None)


def numbers(dataset: Dataset, keyword: str) -> list[float]:
    """Return all values as finite numbers, up to the first that is none."""
    return list(takewhile(math.isfinite, numbers_in(dataset, keyword)))


def plain_tags(dataset: Dataset) -> Tags:
    """Return what the record keeps of the exposure: never a name or an identifier, and of dates the month alone."""
    sex = (text(dataset, "PatientSex") or "").upper()
    burned_in = code(dataset, "BurnedInAnnotation")
    laterality = code(dataset, "ImageLaterality") or code(dataset, "Laterality")
    return Tags(
        sex=next((letter for letter, words in _SEXES.items() if sex in words), None),
        age_band=age_band(years(dataset)),
        manufacturer=text(dataset, "Manufacturer"),
        model=text(dataset, "ManufacturerModelName"),
        station=text(dataset, "StationName"),
        institution=text(dataset, "InstitutionName"),
        body_part=code(dataset, "BodyPartExamined"),
        laterality=laterality if laterality in {"R", "L", "U", "B"} else None,
        patient_position=code(dataset, "PatientPosition"),
        burned_in=burned_in if burned_in in {"YES", "NO"} else None,
        acquisition_month=next((found for date in _DATES if (found := month(text(dataset, date)))), None),
    )


def patient_digest(dataset: Dataset, key: bytes | None) -> str | None:
    """Return the keyed hash of PatientID, blanks around it apart (PS3.5, LO); None without a key or an identifier."""
    name = next(iter(texts(dataset, "PatientID")), "").strip()
    return keyed_digest(key, name.encode("utf-8", "surrogateescape")) if key and name else None


def years(dataset: Dataset) -> float | None:
    """Return the patient's age in years by PatientAge in any spelling, else from birth to the film; None where neither is plausible."""
    stated = years_in(text(dataset, "PatientAge"))
    if stated is not None:
        return stated
    born = text(dataset, "PatientBirthDate")
    return next((age for date in _DATES if (age := between(born, text(dataset, date))) is not None), None)


def age_band(age: float | None) -> str | None:
    """Return the decade of an age: 69 is "60-69"; from 90 years on "90+"."""
    if age is None:
        return None
    return "90+" if age >= _OLDEST else f"{int(age) // 10 * 10}-{int(age) // 10 * 10 + 9}"
