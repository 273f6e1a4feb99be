"""What made a cohort, so that it can be made again: name and hash stand in the account."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from audit.records.canonical import canonical

_SHOWN = 12
_SOURCE = "source_sha256"
_ENTERED = {"from": "entered since", "to": "entered before", _SOURCE: "read from paths of sha256"}


@dataclass(frozen=True)
class Query:
    """A query over a log.

    Attributes:
        head: Number and hash of the last entry that was looked at.
        classifier: Name, and SHA-256 of the weights.
        fingerprint: Of the method.
        entered: When, and from where, films were to be entered; see ``Entered.asked``.
        where: Attributes and values; of one attribute any of its values serves.
        labels_sha256: Of the table of labels and attributes; None without one.
        joined: The column by which that was joined, to what, and the SHA-256 of which row is of which film.
        labels: Columns that the person named for a label, with it.
        groups: Columns that the person named as groups.
    """

    head: tuple[int, str]
    classifier: tuple[str, str]
    fingerprint: str
    entered: tuple[tuple[str, str], ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    labels_sha256: str | None = None
    joined: tuple[str, str, str] | None = None
    labels: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the cohort is called: classifier, conditions, and how far into the log."""
        entered = (f"{_ENTERED[name]} {value[:_SHOWN] if name == _SOURCE else value}" for name, value in self.entered)
        conditions = "".join(f", {one}" for one in (*entered, *(f"{attribute} = {value}" for attribute, value in self.where)))
        return f"{self.classifier[0]}{conditions}, up to entry {self.head[0]}"

    @property
    def sha256(self) -> str:
        """Of the query's canonical JSON (RFC 8785)."""
        return hashlib.sha256(canonical(self.as_json())).hexdigest()

    @property
    def short(self) -> str:
        """How the hash begins."""
        return self.sha256[:_SHOWN]

    def as_json(self) -> dict[str, Any]:
        """Return the query as a value of JSON."""
        return {
            "head": {"seq": self.head[0], "hash": self.head[1]},
            "classifier": {"name": self.classifier[0], "weights_sha256": self.classifier[1]},
            "fingerprint": self.fingerprint,
            "where": [list(pair) for pair in self.where],
            "labels_sha256": self.labels_sha256,
            "joined": list(self.joined) if self.joined else None,
            "labels": [list(pair) for pair in self.labels],
            "groups": list(self.groups),
            **({"entered": dict(self.entered)} if self.entered else {}),
        }
