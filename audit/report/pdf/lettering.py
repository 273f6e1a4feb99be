"""The fonts of a PDF: DejaVu Sans, which comes with the program, and for what it lacks a font that is installed.

A file is the same bytes on every machine as long as DejaVu has all its characters; Chinese, Japanese and Korean are set by what is found,
and the file says by which font: with the same one it is the same bytes again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

import resources
from audit.report.pdf.installed import candidates
from audit.report.texts import printable

REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"
_NO_GLYPH = "\N{WHITE SQUARE}"
_SHOWN, _DIGITS = 5, 16


class Lettering:
    """Which font sets which character of one document.

    Args:
        texts: All that the document holds.

    Attributes:
        missing: Characters that no font here has; a square stands for each.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        own = _own_glyphs()
        foreign = sorted({one for text in texts for one in printable(text) if ord(one) not in own and one not in "\n\t"})
        self._font_of: dict[str, str] = {}
        for name in candidates() if foreign else ():
            glyphs = _installed_glyphs(str(name))
            self._font_of |= {one: str(name) for one in foreign if ord(one) in glyphs and one not in self._font_of}
            if len(self._font_of) == len(foreign):
                break
        self.missing = tuple(one for one in foreign if one not in self._font_of)

    def notes(self) -> tuple[str, ...]:
        """Return which installed fonts set what DejaVu lacks, and which characters none has, in sentences."""
        return (*([self._set_by()] if self._font_of else []), *([self._not_shown()] if self.missing else []))

    def _set_by(self) -> str:
        used = "; ".join(_told(name) for name in dict.fromkeys(self._font_of.values()))
        return f"Set by fonts of the machine that made this file: {used}. It is the same bytes again where these are found."

    def _not_shown(self) -> str:
        some = ", ".join(f"U+{ord(one):04X}" for one in self.missing[:_SHOWN])
        more = f" and {len(self.missing) - _SHOWN} more" if len(self.missing) > _SHOWN else ""
        return f"No font of the machine that made this file has the characters {some}{more}; a square stands for each."

    def runs(self, text: str, *, bold: bool = False) -> Iterator[tuple[str, str]]:
        """Yield the parts of a text, each with its font."""
        usual, absent = BOLD if bold else REGULAR, set(self.missing)
        clean = "".join(_NO_GLYPH if one in absent else one for one in printable(text))
        for font, part in groupby(clean, key=lambda one: self._font_of.get(one, usual)):
            yield font, "".join(part)

    def markup(self, text: str, *, bold: bool = False) -> str:
        """Return a text as reportlab's paragraphs take it."""
        usual = BOLD if bold else REGULAR
        parts = ((font, escape(part).replace("\n", "<br/>")) for font, part in self.runs(text, bold=bold))
        return "".join(part if font == usual else f'<font name="{font}">{part}</font>' for font, part in parts)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a text is on one line, in points."""
        return sum(float(pdfmetrics.stringWidth(part, font, size)) for font, part in self.runs(text, bold=bold))


@cache
def _own_glyphs() -> frozenset[int]:
    """Register the shipped fonts, and return the characters that both have."""
    fonts = [TTFont(name, str(resources.path(f"fonts/{name}.ttf"))) for name in (REGULAR, BOLD)]
    for font in fonts:
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


def _told(name: str) -> str:
    """Return what an installed font calls itself, and how its file's SHA-256 begins; where it lies is nobody's business."""
    own, digest = pdfmetrics.getFont(name).face.name, sha256(Path(name).read_bytes()).hexdigest()
    return f"{own.decode('ascii', 'replace') if isinstance(own, bytes) else own}, sha256 {digest[:_DIGITS]}…"


@cache
def _installed_glyphs(name: str) -> frozenset[int]:
    """Register an installed font, and return its characters; none where it cannot be embedded."""
    try:
        font = TTFont(name, name)
    except (TTFError, OSError):
        return frozenset()
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)
