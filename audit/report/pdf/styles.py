"""Sizes and spaces of a page: A4, black on white, one size for text, one for what is told beside."""

from __future__ import annotations

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle

from audit.report.pdf.lettering import BOLD, REGULAR

PAGE = A4
MARGIN, HEAD = 48.0, 30.0
RULE = Color(0.7, 0.7, 0.7)
SHADE = Color(0.93, 0.93, 0.93)

TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9, leading=12.5, spaceAfter=4, splitLongWords=1)
QUIET = ParagraphStyle("quiet", TEXT, fontSize=7.5, leading=10, textColor=Color(0.25, 0.25, 0.25), spaceAfter=3)
BULLET = ParagraphStyle("bullet", TEXT, leftIndent=11, bulletIndent=1, spaceAfter=2)
TITLE = ParagraphStyle("title", TEXT, fontName=BOLD, fontSize=16, leading=20, spaceAfter=2)
SUBTITLE = ParagraphStyle("subtitle", TEXT, fontSize=10, leading=13, spaceAfter=8)
SECTION = ParagraphStyle("section", TEXT, fontName=BOLD, fontSize=12.5, leading=16, spaceBefore=12, spaceAfter=4)
TABLE_NAME = ParagraphStyle("table name", TEXT, fontName=BOLD, spaceBefore=5, spaceAfter=3)
SAID = ParagraphStyle("said", TEXT, fontName=BOLD, fontSize=9.5, leading=13, spaceBefore=5, spaceAfter=2)
VERDICT = ParagraphStyle("verdict", TEXT, fontName=BOLD, fontSize=13, leading=17, spaceAfter=0)
CELL = ParagraphStyle("cell", TEXT, fontSize=7.5, leading=9.5, spaceAfter=0)
NUMBER = ParagraphStyle("number", CELL, alignment=2)
FOOT = ParagraphStyle("foot", TEXT, fontSize=6.3, leading=8, spaceAfter=0, textColor=Color(0.25, 0.25, 0.25))
