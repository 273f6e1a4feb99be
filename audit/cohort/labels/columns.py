"""What each column of a person's table is: the truth of labels, a patient, an attribute; or none of it, and why."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from audit.cohort.film_row import TAGS
from audit.cohort.labels.cells import decade_of, is_answer, is_unknown, number_of, parts_of, plain
from audit.cohort.labels.reading import Table

NO_FINDING = frozenset({"nofinding", "nofindings", "normal", "none"})
_TAG_NAMES = {plain(name): name for name in TAGS} | {
    "viewposition": "view", "appa": "view", "projection": "view", "patientsex": "sex", "gender": "sex", "patientgender": "sex",
    "patientage": "age", "ageyears": "age", "ageband": "age", "manufacturername": "manufacturer", "manufacturermodelname": "model",
    "modelname": "model", "stationname": "station", "institutionname": "institution", "bodypartexamined": "body part",
    "burnedinannotation": "burned-in annotation",
}  # fmt: skip
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_BOX_NAME = re.compile(r"(^|[^a-z])b?box(es)?([^a-z]|$)", re.IGNORECASE)
_DAY = re.compile(r"((18|19|20)\d\d[-./]?[01]\d[-./]?[0-3]\d|\d{1,2}[-./]\d{1,2}[-./](\d{4}|\d{2}))([T ].*)?")
_PERSON_NAME = re.compile(r"[^\W\d][^^]*\^[^^]*(\^.*)?")
_SEVERAL_NUMBERS = re.compile(r"[\[(]?\s*-?\d+(\.\d+)?(\s*[,;:| ]\s*-?\d+(\.\d+)?){3,}.*")
_MOST_VALUES, _MOST_NUMBERS = 50, 20
_UNIQUE, _FROM_ROWS = 0.9, 10
_LONG_TEXT, _MANY_WORDS = 40, 5


class Kind(Enum):
    """What a column is; the value is how it is told, of one that is left out why."""

    FINDINGS = "findings"
    LABEL = "label"
    PATIENT = "patient"
    ATTRIBUTE = "attribute"
    KEY = "films are found by it"
    PERSONAL = "names or dates to the day, which are never shown"
    ACCESSION = "accession numbers, of which the log holds nothing to compare"
    BOXES = "boxes"
    SCORES = "scores"
    MEASUREMENTS = "measurements"
    IDENTIFIERS = "identifiers: nearly every row has its own"
    FREE_TEXT = "free text"
    MANY = f"more than {_MOST_VALUES} different values"
    UNCLEAR = "called as a label, but not all of it is yes or no"
    TWICE = "say what another column says, which counts"
    NOTHING_FOUND = "says what the labels' own columns say"
    EMPTY = "nothing in it"


_BY_NAME = {
    Kind.PATIENT: {
        "patient", "patientid", "patientsid", "patientnumber", "patientno", "patid", "pid", "mrn", "medicalrecordnumber", "subject",
        "subjectid",
    },
    Kind.PERSONAL: {
        "name", "fullname", "lastname", "surname", "familyname", "firstname", "givenname", "patientname", "patientsname", "birthdate",
        "birthday", "dateofbirth", "dob", "patientbirthdate", "patientsbirthdate", "patientdob", "ssn", "email", "phone", "address",
    },
    Kind.ACCESSION: {"accession", "accessionnumber", "accessionno"},
    Kind.NOTHING_FOUND: NO_FINDING - {"none"},
    Kind.ATTRIBUTE: _TAG_NAMES.keys(),
}  # fmt: skip
NEVER_GROUPS = frozenset({Kind.PATIENT, Kind.PERSONAL, Kind.KEY, Kind.ACCESSION})
"""What names single patients or films."""
_USED = frozenset({Kind.FINDINGS, Kind.LABEL, Kind.PATIENT, Kind.ATTRIBUTE, Kind.KEY})


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        name: In the table.
        kind: What it is.
        means: The label, or the attribute, that it is of.
    """

    name: str
    kind: Kind
    means: str

    @property
    def left_out(self) -> bool:
        """Whether nothing is made of it."""
        return self.kind not in _USED


def recognised(
    table: Table, labels: Sequence[str], *, key: str, named: Mapping[str, str], groups: Collection[str]
) -> tuple[Column, ...]:  # fmt: skip
    """Return what each column is.

    Args:
        table: A person's.
        labels: Of the classifier.
        key: The column by which films are found.
        named: Labels by the columns that a person named for them.
        groups: Columns that a person named as groups, which are attributes whatever they hold, but for ``NEVER_GROUPS``.
    """
    by_name = {plain(label): label for label in labels}

    def of(name: str) -> Column:
        if name in named:
            return Column(name, Kind.LABEL, named[name])
        kind = Kind.KEY if name == key else _kind(name, table.column(name), by_name)
        if name in groups and kind not in NEVER_GROUPS:
            kind = Kind.ATTRIBUTE
        return Column(name, kind, by_name[plain(name)] if kind is Kind.LABEL else _attribute(name, table.column(name)))

    return tuple(_once([of(name) for name in table.columns], named))


def _once(columns: Sequence[Column], named: Collection[str]) -> Iterator[Column]:
    """Yield the columns; of several of one label or attribute one alone is used, that which a person named, else the first."""
    used = dict[tuple[Kind, str], str]()
    for one in sorted(columns, key=lambda column: column.name not in named):
        used.setdefault((one.kind, one.means), one.name)
    for one in columns:
        twice = one.kind in (Kind.LABEL, Kind.ATTRIBUTE) and used[one.kind, one.means] != one.name
        yield replace(one, kind=Kind.TWICE) if twice else one


def _attribute(name: str, cells: Sequence[str]) -> str:
    """Return which attribute a column would be: one that headers have, an age under whatever name, or one of its own."""
    return "age" if _is_age(name, cells) else _TAG_NAMES.get(plain(name), name)


def _is_age(name: str, cells: Sequence[str]) -> bool:
    """Tell whether a name has the word age in it, and more than half of what is known are ages."""
    known = [cell for cell in cells if not is_unknown(cell)]
    return "age" in (word.lower() for word in _WORD.findall(name)) and 2 * sum(decade_of(cell) is not None for cell in known) > len(known)


def _kind(name: str, cells: Sequence[str], labels: Mapping[str, str]) -> Kind:
    known = [cell for cell in cells if not is_unknown(cell)]
    if not known:
        return Kind.EMPTY
    if plain(name) in labels:
        return Kind.LABEL if all(map(is_answer, known)) else Kind.UNCLEAR
    by_name = next((kind for kind, names in _BY_NAME.items() if plain(name) in names), None)
    if by_name:
        return by_name
    if _is_age(name, known):
        return Kind.ATTRIBUTE
    if 2 * sum(bool(_DAY.fullmatch(cell) or _PERSON_NAME.fullmatch(cell)) for cell in known) > len(known):
        return Kind.PERSONAL
    if _names_findings(known, labels):
        return Kind.FINDINGS
    if _BOX_NAME.search(name) or 2 * sum(bool(_SEVERAL_NUMBERS.fullmatch(cell)) for cell in known) > len(known):
        return Kind.BOXES
    return _by_values(known)


def _names_findings(known: Sequence[str], labels: Mapping[str, str]) -> bool:
    """Tell whether at least half of the cells are lists of this classifier's labels, or say that there is none of them."""
    named = list(map(parts_of, known))
    return any(labels.keys() & one for one in named) and 2 * sum(one <= labels.keys() | NO_FINDING for one in named) >= len(named)


def _by_values(known: Sequence[str]) -> Kind:
    values = set(known)
    numbers = [number_of(cell) for cell in values]
    if len(values) > _MOST_NUMBERS and all(number is not None for number in numbers):
        fractions = [number for number in numbers if number is not None and number != int(number)]
        if fractions:
            return Kind.SCORES if all(0 <= number <= 1 for number in numbers if number is not None) else Kind.MEASUREMENTS
    if len(known) >= _FROM_ROWS and len(values) >= _UNIQUE * len(known):
        words = sum(len(cell.split()) for cell in known) / len(known)
        return Kind.FREE_TEXT if words >= _MANY_WORDS else Kind.IDENTIFIERS
    if sum(map(len, values)) / len(values) > _LONG_TEXT:
        return Kind.FREE_TEXT
    return Kind.MANY if len(values) > _MOST_VALUES else Kind.ATTRIBUTE
