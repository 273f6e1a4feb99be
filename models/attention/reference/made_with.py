"""What the numbers of a reference depend on besides its films: a film is read against it only where all of that is the same."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields

_HASH = re.compile("[0-9a-f]{64}")
_NAMES = {
    "weights_sha256": "other weights of the classifier", "regions_sha256": "another region table",
    "segmenter_sha256": "other weights of the segmenter", "gate_sha256": "another quality check of the segmentation",
}  # fmt: skip


@dataclass(frozen=True)
class MadeWith:
    """Hashes, each a SHA-256.

    Attributes:
        weights_sha256: Of the classifier's weights; of a program its identity.
        regions_sha256: Of the region table.
        segmenter_sha256: Of the segmenter's weights.
        gate_sha256: Of the segmentation's quality check and of the shape model.
    """

    weights_sha256: str
    regions_sha256: str
    segmenter_sha256: str
    gate_sha256: str

    @property
    def by_part(self) -> dict[str, str]:
        """The hashes by what they are of."""
        return {name.removesuffix("_sha256"): value for name, value in asdict(self).items()}

    def mismatch(self, here: MadeWith, what: str = "reference") -> str | None:
        """Return the first difference in a sentence; None where there is none.

        Args:
            here: What it would be made with now.
            what: Was made, for the sentence.
        """
        for one in fields(self):
            then, now = getattr(self, one.name), getattr(here, one.name)
            if then != now:
                differs = f"made with {_NAMES[one.name]} ({then[:4]}…) than are here ({now[:4]}…)"
                return f"The {what} was {differs}; build it anew with 'models reference'."
        return None


def no_hash(made_with: MadeWith) -> str | None:
    """Say which entry is no SHA-256; None where all are."""
    wrong = (f"{name} is no SHA-256" for name, value in asdict(made_with).items() if not _HASH.fullmatch(value))
    return next(wrong, None)
