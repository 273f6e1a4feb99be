"""A classifier: its card, its certificate, its reference, and what the log holds of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.log.store import Stored
from audit.records.events import CertificateRecord, ClassifierAddedRecord
from audit.records.film import FilmRecord
from audit.records.selftest import ReactivityRecord, SelfTestRecord
from audit.records.told import verdict_text
from audit.records.verdicts import WORST_FIRST
from audit.report.document import Block, Bullets, Cell, Column, Document, Facts, Heading, Paragraph, Section, Table
from audit.report.foot import AsOf, foot, method_facts
from audit.selftest.power import NO_SELF_TEST, powers, sentences

_HASH = 16


@dataclass(frozen=True)
class Card:
    """What this machine knows of a classifier.

    Attributes:
        name: Of the classifier.
        weights_sha256: Of its weights.
        facts: Names and values of its card; () where it is not on this machine.
        kept: Sentences on its reference and its calibration here.
        certificate: That is kept beside its weights, for a log that holds none.
    """

    name: str
    weights_sha256: str
    facts: tuple[tuple[str, str], ...] = ()
    kept: tuple[str, ...] = ()
    certificate: CertificateRecord | None = None


@dataclass
class Held:
    """What a log holds of a classifier, gathered entry by entry."""

    films: int = 0
    first: str = ""
    last: str = ""
    added: str = ""
    reactivity: str = ""
    certificate: tuple[int, CertificateRecord] | None = None
    methods: dict[str, FilmRecord] = field(default_factory=dict)
    count: Counter[tuple[str, str]] = field(default_factory=Counter)
    self_tests: list[SelfTestRecord] = field(default_factory=list)

    def take(self, entry: Stored, weights_sha256: str) -> None:
        """Take one entry in, where it is of the classifier."""
        match entry.record:
            case FilmRecord(classifier=used) as record if used and used.weights_sha256 == weights_sha256:
                self.films += 1
                self.first, self.last = self.first or entry.time_utc, entry.time_utc
                self.methods[record.method.fingerprint or ""] = record
                for one in record.findings or ():
                    self.count[one.label, "films"] += 1
                    self.count[one.label, "positive"] += one.positive
                    self.count[one.label, one.verdict or "none"] += 1
            case CertificateRecord(classifier=used) as certificate if used.weights_sha256 == weights_sha256:
                self.certificate = entry.seq, certificate
            case SelfTestRecord(classifier=used) as test if used.weights_sha256 == weights_sha256:
                self.self_tests.append(test)
            case ReactivityRecord(classifier=used) as reactivity if used.weights_sha256 == weights_sha256:
                self.reactivity = reactivity.sentence
            case ClassifierAddedRecord(weights_sha256=weights) if weights == weights_sha256:
                self.added = entry.time_utc
            case _:
                pass


def classifier_report(card: Card, entries: Iterable[Stored], as_of: AsOf) -> Document:
    """Return the report of a classifier.

    Args:
        card: What is known of it.
        entries: Of the log, up to where the report holds.
        as_of: That entry.
    """
    held = Held()
    for entry in entries:
        held.take(entry, card.weights_sha256)
    first = (Facts(_facts(card, held)), *_certificate(held, card), *map(Paragraph, card.kept), *_blind_spots(held), _verdicts(held))
    known = Facts(card.facts) if card.facts else Paragraph("The classifier is not on this machine, so its card is not shown.")
    subtitle = f"{card.name}, weights sha256 {card.weights_sha256[:_HASH]}…"
    methods = [record.method for record in held.methods.values()]
    return Document("Audit of a classifier", subtitle, first, (Section("Card", (known,)), *_methods(held)), foot(as_of, *methods[-1:]))


def _facts(card: Card, held: Held) -> tuple[tuple[str, str], ...]:
    span = f", from {held.first[:10]} to {held.last[:10]}" if held.films else ""
    return (
        ("name", card.name), ("weights sha256", card.weights_sha256), ("films screened in this log", f"{held.films}{span}"),
        ("methods", str(len(held.methods))), ("added in this log", held.added[:10] or "not in this log"),
    )  # fmt: skip


def _certificate(held: Held, card: Card) -> tuple[Block, ...]:
    """Return the log's last certificate, else the one that is kept beside the weights."""
    seq, found = held.certificate or (None, card.certificate)
    if found is None:
        return (Paragraph("Certificate: there is none of these weights, neither in the log nor on this machine."),)
    columns = (Column("check"), Column("result"), _measured("number"), _measured("limit"), Column("what it says"))
    rows = tuple((one.name, one.result, one.number, one.limit, one.sentence) for one in found.checks)
    where = f"Entry {seq}" if seq else "Kept beside the weights, not in this log"
    made = f"made by version {found.code_version} on {found.films.count} {'phantoms' if found.films.phantoms else 'films'}"
    told = Paragraph(f"{where}; {made}; target layer {found.target_layer}.", quiet=True)
    return (Paragraph(f"Certificate: {found.sentence}"), told, Table("Checks of the certificate", columns, rows))


def _measured(name: str) -> Column:
    """Return a column of numbers of any size: limits of a certificate go down to 0.0001."""
    return Column(name, decimals=3, significant=3)


def _blind_spots(held: Held) -> tuple[Block, ...]:
    """Return what self-tests and reactivity say."""
    tested = Bullets(sentences(powers(held.self_tests)) or (NO_SELF_TEST,))
    return (Heading("What this audit can see"), tested, *([Paragraph(held.reactivity)] if held.reactivity else []))


def _verdicts(held: Held) -> Table:
    labels = list(dict.fromkeys(label for label, _ in held.count))
    told = [verdict for verdict in WORST_FIRST if any(held.count[label, verdict] for label in labels)]
    counts = (Column(name, decimals=0) for name in ("films", "positive", *map(verdict_text, told)))
    rows: list[tuple[Cell, ...]] = [(label, *(held.count[label, name] for name in ("films", "positive", *told))) for label in labels]
    caption = "Entries of films in this log, by all methods; a verdict a finding."
    return Table("Films and verdicts", (Column("finding"), *counts), tuple(rows), caption=caption)


def _methods(held: Held) -> tuple[Section, ...]:
    return tuple(
        Section(f"Method {record.method.number}, {name[:_HASH]}…", (Facts(method_facts(record)),)) for name, record in held.methods.items()
    )
