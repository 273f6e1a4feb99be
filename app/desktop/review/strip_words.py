"""What is read beside the picture of a test; no record is needed for it, and none is imported before the window is shown."""

from __future__ import annotations

from app.desktop.review.view import TestPicture
from app.export.changes import change, change_text

FEW = "too few"
SUPPORTED = (
    "A filler supports dependence where p holds after correction, the change is above the floor, and the decision is lost or the change "
    "is at least half the way to the threshold. It does not say that the finding is absent, nor why the classifier uses the place."
)


def in_words(picture: TestPicture) -> str:
    """Return what the picture shows, for whoever cannot see it."""
    lines = [f"Region {picture.place}. Score {picture.before_text}, threshold {picture.threshold_text}."]
    for row in picture.rows:
        floor = "no floor" if row.floor is None else f"floor {row.floor:.2f}"
        supports = "supports dependence" if row.supports else "does not support dependence"
        moved = f"score {row.after}, logit {change_text(row.delta)}, {floor}"
        lines.append(f"{row.name}: {moved}; {row.reached} matched places reach as far; {supports}.")
        if row.own:
            low, middle, high = (change(delta) for delta in row.own)
            lines.append(f"{row.name}, at other places of this film the logit changes by {high} to {low}, median {middle}.")
    return "\n".join(lines)
