"""What commands write into one file, each told by how it begins: its own result a command may write over, and nothing else."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

_BEGINNING = 1 << 16
_AUTHOR = b"/Author (CXR Audit)"


class Output(Enum):
    """A kind of result; the value is the pattern that its files begin with."""

    RECORDS = r'\{"file": "(?:[^"\\]|\\.)*", "anatomy":'
    FINDINGS = r"\ufeff?entry[,;\t]time_utc[,;\t]actor[,;\t]"
    ENTRIES = r'\{"seq": \d+, "time_utc": "'
    COMPARISON = r"finding,films,positive_a,positive_b,"
    COHORT = r'\{\n "cohort": \{\n  "name": "'
    CERTIFICATE = r'\{\n "checks": \[\n  \{\n   "follows": "'
    SEGMENTATIONS = r'\[(\]|\n \{\n  "mask": ")'
    REPORT_PDF = r"%PDF-"
    REPORT_HTML = r'<!DOCTYPE html>\n<html lang="en">\n<head>\n(<meta [^\n]*>\n)*<meta name="generator" content="CXR Audit">\n'
    REPORT_CSV = r"(finding,(probability,threshold|films,positive)|All films|Entries by kind|Checks of the certificate)[,\r\n]"

    def is_in(self, file: Path) -> bool:
        """Tell whether a file holds such a result, or nothing at all.

        Raises:
            OSError: It cannot be read.
        """
        with file.open("rb") as opened:
            beginning = opened.read(_BEGINNING).decode("utf-8", "replace")
        return not beginning or (re.match(self.value, beginning) is not None and (self is not Output.REPORT_PDF or _is_ours(file)))


def _is_ours(pdf: Path) -> bool:
    """Tell whether a PDF names this program as its author; it does so near its end."""
    return _AUTHOR in pdf.read_bytes()
