"""What single cells of a person's table say: unknown, yes or no, a number, an age, a sex."""

from __future__ import annotations

import math
import re

_UNKNOWN = frozenset({"", "na", "n/a", "nan", "null", "unknown", "?", "-"})
_YES = frozenset({"1", "1.0", "true", "yes", "y", "positive", "present"})
_NO = frozenset({"0", "0.0", "false", "no", "n", "negative", "absent"})
_UNSURE = frozenset({"-1", "-1.0", "uncertain", "equivocal"})
_AGE = re.compile(r"0*(\d{1,3})(?:\.\d+)?\s*(y|m|w|d|years?|months?|weeks?|days?)?", re.IGNORECASE)
_DECADE = re.compile(r"0-9|([1-8])0-(?:\1)9|90\+")
_BETWEEN = re.compile(r"[|,;]")
_OLDEST_BAND, _OLDEST = 90, 120
_SEXES = {"f": "F", "female": "F", "woman": "F", "m": "M", "male": "M", "man": "M"}


def plain(name: str) -> str:
    """Return a name without case, blanks and signs, by which "Pleural_Thickening" is "pleural thickening"."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def parts_of(cell: str) -> set[str]:
    """Return the plain names that a list of findings holds, parted by bars, commas or semicolons."""
    return set(map(plain, _BETWEEN.split(cell)))


def is_unknown(cell: str) -> bool:
    """Tell whether a cell says nothing."""
    return cell.casefold() in _UNKNOWN


def is_answer(cell: str) -> bool:
    """Tell whether a cell is yes, no, unsure or nothing."""
    return is_unknown(cell) or cell.casefold() in _YES | _NO | _UNSURE


def truth_of(cell: str) -> float:
    """Return 1 for yes, 0 for no, and NaN for all else."""
    said = cell.casefold()
    return 1.0 if said in _YES else 0.0 if said in _NO else float("nan")


def is_unsure(cell: str) -> bool:
    """Tell whether a cell says that it does not know: -1 in tables made from reports."""
    return cell.casefold() in _UNSURE


def number_of(cell: str) -> float | None:
    """Return a finite number, with a point or a comma; None where it is none."""
    try:
        number = float(cell.replace(",", ".", 1))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def decade_of(cell: str) -> str | None:
    """Return the decade of an age as the log writes it, "60-69" or "90+": of years, of "058Y" or "11M", or of a decade itself."""
    if _DECADE.fullmatch(cell):
        return cell
    found = _AGE.fullmatch(cell)
    if not found:
        return None
    years = int(found[1]) if (found[2] or "y")[0].lower() == "y" else 0
    if years > _OLDEST:
        return None
    return "90+" if years >= _OLDEST_BAND else f"{years // 10 * 10}-{years // 10 * 10 + 9}"


def sex_of(cell: str) -> str:
    """Return F or M as the log writes it, or what the cell says."""
    return _SEXES.get(cell.casefold(), cell)
