"""What is known of an audit's blind spots: a copy that was made to rely on a plant, and how scores react to what is inserted."""

from __future__ import annotations

from audit.records.events import EventRecord, FilmsExaminedRecord
from audit.records.film import ClassifierRecord
from audit.records.typed import Sha256, record


@record
class FilmsUsedRecord:
    """Films of a self-test.

    Attributes:
        learned, rested_on, asked: How many a copy learned from, had reference and calibration of, and was screened on.
        phantoms: They were drawn, and are nobody's.
        sha256: Over the hashes of their pixels, in their order: the same films, the same test.
    """

    learned: int
    rested_on: int
    asked: int
    phantoms: bool
    sha256: Sha256


@record
class SawRecord:
    """What an audit saw of a copy.

    Attributes:
        made: Decisions that the plant made: positive with it, negative without; of a copy without a plant, its positive findings.
        outside, context: Of these, those found dependent on places outside, and dependent on plausible context.
        named: Of these, those whose verdict names the plant's place rightly.
        undetermined: Of these, those of which nothing could be said.
    """

    made: int
    outside: int
    context: int
    named: int
    undetermined: int


@record
class SelfTestRecord(EventRecord):
    """One copy of a self-test.

    Attributes:
        classifier: Whose copy it is.
        fingerprint: Of the method by which it was screened, without reference and calibration, which are the copy's own.
        films: On which.
        plant: Its kind; null where nothing was planted.
        local: The plant lies outside the body; only of these an audit of places can say that they are foreign.
        label: The finding that it goes with.
        seed: Of everything drawn by chance.
        correlation: Of plant and finding; null without a plant.
        expected_shift, shift: What the plant adds to the logit of a copy that learned all there is to learn, and its median here.
        counts: The copy learned its plant, so that it says something of the audit.
        audit, without_detectors: What was seen of it, as it is and with the detectors of marks and lines switched off.
        seconds: That it took.
    """

    classifier: ClassifierRecord
    fingerprint: Sha256
    films: FilmsUsedRecord
    plant: str | None
    local: bool
    label: str
    seed: int
    correlation: float | None
    expected_shift: float
    shift: float | None
    counts: bool
    audit: SawRecord
    without_detectors: SawRecord
    seconds: float


@record
class ReactionRecord:
    """How the logit of one finding changes when something is inserted: the mean over films, with its 95 % interval."""

    label: str
    mean: float
    low: float
    high: float


@record
class InsertedRecord:
    """What was inserted, and how each finding reacts."""

    kind: str
    reactions: tuple[ReactionRecord, ...]


@record
class ReactivityRecord(EventRecord):
    """How a frozen classifier reacts to what is inserted into films: reactivity, not use."""

    classifier: ClassifierRecord
    films: FilmsExaminedRecord
    inserted: tuple[InsertedRecord, ...]
