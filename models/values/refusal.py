"""Why a file is not a Radiograph: a code and a sentence."""

from __future__ import annotations

from enum import StrEnum


class RefusalCode(StrEnum):
    """Why a file is not screened."""

    NOT_FOUND = "not_found"
    NOT_FETCHED = "not_fetched"
    UNREADABLE = "unreadable"
    NOT_AN_IMAGE = "not_an_image"
    TRUNCATED = "truncated"
    NOT_A_PROJECTION = "not_a_projection"
    NO_PIXELS = "no_pixels"
    SEVERAL_FRAMES = "several_frames"
    COLOUR = "colour"
    UNKNOWN_COMPRESSION = "unknown_compression"
    UNKNOWN_DEPTH = "unknown_depth"
    DAMAGED_PIXELS = "damaged_pixels"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    BLANK = "blank"
    CRASHED_READER = "crashed_reader"
    TOO_SLOW = "too_slow"
    TOO_DEEP = "too_deep"
    ENCRYPTED = "encrypted"
    NESTED_ARCHIVE = "nested_archive"
    OUTSIDE_FOLDER = "outside_folder"


class NotARadiograph(Exception):
    """A file that is refused.

    Attributes:
        code: The kind of reason.
        sentence: Cause and remedy for a radiologist; nothing of the patient or of the path is in it.
        file_sha256: Of the file, where it could be read.
    """

    def __init__(self, code: RefusalCode, sentence: str, file_sha256: str | None = None) -> None:
        super().__init__(code, sentence, file_sha256)
        self.code, self.sentence, self.file_sha256 = code, sentence, file_sha256

    def __str__(self) -> str:
        return self.sentence


class NoScore(Exception):
    """A film for which a classifier gives no score that can be used: the film fails, and the sentence says why."""
