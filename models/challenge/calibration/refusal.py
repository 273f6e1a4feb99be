"""Why a file cannot serve as a calibration."""

from __future__ import annotations


class NotACalibration(ValueError):
    """A file that cannot serve; the sentence says why."""
