"""Ages of patients and dates, in the spellings that headers have."""

from __future__ import annotations

import re
from datetime import date

_OLDEST = 120
_DAYS_A_YEAR = 365.25
_FIRST_RADIOGRAPHS = 1895
_UNITS = {
    1: "Y YR YRS YEAR YEARS YO Y/O J JAHR JAHRE A AN ANS AÑO AÑOS ANO ANOS ANNO ANNI JAAR",
    12: "M MO MOS MON MONS MTH MTHS MONTH MONTHS MONAT MONATE MOIS MES MESES MESE MESI",
    52: "W WK WKS WEEK WEEKS WOCHE WOCHEN SEMAINE SEMAINES SEMANA SEMANAS SETTIMANA SETTIMANE",
    365: "D DAY DAYS TAG TAGE JOUR JOURS DIA DIAS DÍA DÍAS GIORNO GIORNI",
    8760: "H HR HRS HOUR HOURS STUNDE STUNDEN",
}
_PER_YEAR = {word: per_year for per_year, words in _UNITS.items() for word in words.split()}
_PART = re.compile(r"(\d{1,5}(?:[.,]\d+)?)\s*([^\W\d]+(?:/[^\W\d]+)?)?\.?\s*")
_DATE = re.compile(r"(\d{4})[.\-/]?(\d{2})[.\-/]?(\d{2})(?:\D.*|\d{2,6}.*)?")


def years_in(age: str | None) -> float | None:
    """Return the years of an age string (PS3.5, AS): "018M" is 1.5; so are "18-month-old", "1Y6M" and "1.5". None where it is no age."""
    rest, at, total = re.sub(r"^P(?=\d)|\s*\b(?:OLD|ALT)$|\+$", "", (age or "").strip().upper().replace("-", " ")), 0, 0.0
    while at < len(rest) or not rest:
        part = _PART.match(rest, at)
        alone = part is not None and not at and part.end() == len(rest) and not part[2]
        per_year = 1 if alone else _PER_YEAR.get((part and part[2]) or "")
        if part is None or per_year is None:
            return None
        total, at = total + float(part[1].replace(",", ".")) / per_year, part.end()
    return total if total <= _OLDEST else None


def between(born: str | None, seen: str | None) -> float | None:
    """Return the years from one date to another (PS3.5, DA), or None where one is none or the age is not plausible."""
    first, last = _day(born), _day(seen)
    age = (last - first).days / _DAYS_A_YEAR if first and last else -1.0
    return age if 0 <= age <= _OLDEST else None


def month(text: str | None) -> str | None:
    """Return the month of a date or of a date and time (PS3.5, DA and DT) as "2026-01"; None where it is none."""
    day = _day(text)
    return f"{day:%Y-%m}" if day and day.year >= _FIRST_RADIOGRAPHS else None


def _day(text: str | None) -> date | None:
    match = _DATE.fullmatch(text or "")
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
