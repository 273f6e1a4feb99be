"""The challenged regions over a film: their outlines, and the texts that belong to them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItemGroup

from app.desktop.theme import PROBLEM
from app.desktop.viewer.outlines import Outline
from app.desktop.viewer.view import Mark, RegionOutline
from models.grids.masks import bounds

_LINE = QColor(PROBLEM)
_COLOUR = (_LINE.red(), _LINE.green(), _LINE.blue())


class Regions(QGraphicsItemGroup):
    """Outlines that are drawn as fine at every zoom.

    Args:
        height: Above what they are drawn.
    """

    def __init__(self, *, height: int) -> None:
        super().__init__()
        self.setZValue(height)
        self._outlines: list[Outline] = []
        self._marks: list[Mark] = []

    def show_regions(self, regions: Sequence[RegionOutline], film: tuple[int, int]) -> None:
        """Draw regions.

        Args:
            regions: Of the finding at hand.
            film: Rows and columns of the film.
        """
        for old in self._outlines:
            self.removeFromGroup(old)
            self.scene().removeItem(old)
        self._outlines = [Outline(_COLOUR, dashed=False, height=0) for _ in regions]
        self._marks = [_mark(region, film) for region in regions]
        for outline, region in zip(self._outlines, regions, strict=True):
            outline.show_mask(region.mask, film)
            self.addToGroup(outline)

    def marks(self) -> list[Mark]:
        """Return what is written beside the outlines, each with the box of its region; nothing while they are hidden."""
        return self._marks if self.isVisible() else []


def _mark(region: RegionOutline, film: tuple[int, int]) -> Mark:
    rows, columns = region.mask.shape
    x0, y0, x1, y1 = bounds(region.mask)
    box = (x0 * film[1] // columns, y0 * film[0] // rows, -(-x1 * film[1] // columns), -(-y1 * film[0] // rows))
    return Mark(box, region.text, challenged=True)
