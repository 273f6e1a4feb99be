"""The picture of the test that is told of, with its region above and what its marks mean below."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.desktop.review.strip_drawing import StripDrawing, legend
from app.desktop.review.strip_words import SUPPORTED
from app.desktop.review.view import TestPicture
from app.desktop.texts import FewLines, plain_label, shown

_LINES = 2


class StripPanel(QWidget):
    """One test of the finding at hand; no room is taken where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing = StripDrawing()
        self._place, self._legend = FewLines("heading"), plain_label("quiet")
        self._place.set_most(_LINES)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self._place, self.drawing, self._legend):
            layout.addWidget(widget)
        self.show_picture(None)

    def show_picture(self, picture: TestPicture | None) -> None:
        """Show a test."""
        self.setVisible(picture is not None)
        self.drawing.show_picture(picture)
        if picture is not None:
            decides = "This region decides the verdict. " if picture.decides else ""
            self._place.show_text(f"Region {picture.place}")
            self._place.setToolTip(f"{self._place.whole}. {decides}{SUPPORTED}")
            self._legend.setText(legend(picture))

    def texts(self) -> dict[str, str]:
        """Return what is read here: the region and the legend; nothing where there is no picture."""
        return {} if self.isHidden() else {"region": self._place.whole, "legend": shown(self._legend)}
