"""The bodies of all entries that are of no film. Each has a sentence for people, without anything of a patient."""

from __future__ import annotations

from typing import Literal

from pydantic import JsonValue

from audit.records.film import ClassifierRecord
from audit.records.typed import Sha256, record

EVENT_SCHEMA: Literal[2] = 2
Moment = Literal["film_shown", "impression_given"]
"""Of a reading that begins with the film alone."""


@record
class EventRecord:
    """What every such body has; the version of the code is null where an earlier schema did not keep it."""

    schema: Literal[2] = EVENT_SCHEMA
    sentence: str
    code_version: str | None


@record
class HeadRecord:
    """An entry by its number and hash."""

    seq: int
    hash: str


@record
class ReadRecord(EventRecord):
    """The log was read: one entry, or those that passed some filters."""

    entry: int | None = None
    filters: dict[str, JsonValue] | None = None
    entries: tuple[int, ...] | None = None


@record
class ExportedRecord(EventRecord):
    """Entries were exported up to a head, to a file with a hash."""

    format: str
    sha256: Sha256
    head: HeadRecord


@record
class DifferenceRecord:
    """One value that a replay found otherwise."""

    field: str
    recorded: JsonValue
    recomputed: JsonValue


@record
class ReplayedRecord(EventRecord):
    """An entry was computed anew and compared."""

    passed: bool
    of: HeadRecord
    same_device: bool
    device: str | None
    tolerance: float
    largest_difference: float
    differences: tuple[DifferenceRecord, ...]
    maps_compared: bool
    recorded_code_version: str
    earlier_method: int | None = None


@record
class FilmsExaminedRecord:
    """On what a certificate rests."""

    count: int
    phantoms: bool


GRADIENTS = "gradients"
"""The row of a certificate that says that there are none."""


@record
class CheckRecord:
    """One row of a certificate; ``series`` are further numbers in the order that the sentence tells."""

    name: str
    passed: bool | None
    number: float | None
    limit: float | None
    sentence: str
    methods: tuple[str, ...]
    series: tuple[float, ...]
    follows: str

    @property
    def result(self) -> str:
        """The result in a word; what was measured is held against nothing, and gradients are none where a classifier can only be called."""
        if self.passed is None:
            return "measured" if self.number is not None else "none" if self.name == GRADIENTS else "not tested"
        return "passed" if self.passed else "failed"


@record
class CertificateRecord(EventRecord):
    """What a classifier's maps can be relied on for."""

    passed: bool
    classifier: ClassifierRecord
    target_layer: str
    films: FilmsExaminedRecord
    checks: tuple[CheckRecord, ...]


@record
class ItemRecord:
    """One thing that a self-check looked at."""

    name: str
    passed: bool
    deviation: float | None
    tolerance: float | None
    sentence: str | None
    device: str | None


@record
class SelfCheckRecord(EventRecord):
    """Whether an installation still reads and computes what it did."""

    passed: bool
    items: tuple[ItemRecord, ...]
    weights: dict[str, str | None]
    device: str | None
    kept_sha256: Sha256
    python: str
    libraries: dict[str, str]


@record
class ClassifierAddedRecord(EventRecord):
    """A classifier was added."""

    name: str
    weights_sha256: Sha256
    labels: tuple[str, ...]


@record
class SettingsRecord(EventRecord):
    """Settings of this site were changed."""


@record
class CopiedRecord(EventRecord):
    """A verified copy was made, or the log was restored from one: entries and head of the copy."""

    entries: int
    head: str


@record
class MigratedRecord(EventRecord):
    """The log was brought from one schema of its database to another."""

    from_schema: int
    to_schema: int


@record
class KeyAddedRecord(EventRecord):
    """Checkpoints are signed by this key from here on."""

    public_key: str


@record
class BlobsPurgedRecord(EventRecord):
    """A tombstone: blobs of entries before a time were let go."""

    before: str
    blobs: tuple[Sha256, ...]


@record
class FirstImpressionRecord(EventRecord):
    """A reader saw a film without what a classifier says of it, or had seen it and was shown that, too.

    Attributes:
        moment: Which of both.
        at: When it was, in UTC; the entry may be written a little later.
        pixel_sha256: Of the film.
        entry: Number of the film's entry that was shown or hidden; null where it stood in the log only afterwards.
    """

    moment: Moment
    at: str
    pixel_sha256: Sha256
    entry: int | None
