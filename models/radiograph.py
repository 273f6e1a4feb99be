"""The Radiograph: one decoded frontal chest X-ray, and the reasons why a file is not one.

Only values; reading is in ``models.reading``, so that a window can hold a film without holding a decoder.

    NotARadiograph      a file that is refused, with a code and a sentence
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class RefusalCode(StrEnum):
    """Why a file is not screened."""

    NOT_FOUND = "not_found"
    UNREADABLE = "unreadable"
    NOT_AN_IMAGE = "not_an_image"
    TRUNCATED = "truncated"
    NOT_A_PROJECTION = "not_a_projection"
    NO_PIXELS = "no_pixels"
    SEVERAL_FRAMES = "several_frames"
    COLOUR = "colour"
    UNKNOWN_COMPRESSION = "unknown_compression"
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


class SpacingSource(StrEnum):
    """Where the size of a pixel comes from."""

    PIXEL_SPACING = "PixelSpacing"
    IMAGER_PIXEL_SPACING = "ImagerPixelSpacing"


@dataclass(frozen=True)
class Tags:
    """What a header says of the exposure; recorded, never believed. Unknown is None."""

    sex: str | None = None
    age_band: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    station: str | None = None
    institution: str | None = None
    body_part: str | None = None
    patient_position: str | None = None
    burned_in: str | None = None


@dataclass(frozen=True)
class Header:
    """Identity and origin of a film, as the record keeps them (contract, section 3). Unknown is None.

    Attributes:
        mm_per_pixel: Width and height of a source pixel, where they are the same.
        decoder: Library that turned the file's bytes into pixels.
    """

    file_sha256: str
    pixel_sha256: str
    rows: int
    columns: int
    sop_instance_uid: str | None = None
    study_instance_uid: str | None = None
    mm_per_pixel: float | None = None
    spacing_from: SpacingSource | None = None
    view: str | None = None
    modality: str | None = None
    photometric: str | None = None
    transfer_syntax: str | None = None
    decoder: str | None = None
    tags: Tags = Tags()


@dataclass(frozen=True)
class Window:
    """A linear window on a film's grey in [0, 1].

    Attributes:
        centre, width: As in PS3.3 C.11.2.1.2, in grey of the film.
        origin: "file" or "automatic".
    """

    centre: float
    width: float
    origin: str


@dataclass(frozen=True)
class Radiograph:
    """One decoded film.

    Attributes:
        pixels: H×W float32 in [0, 1], bright = dense; what the networks see.
        window: How the film is first shown; the networks never see it.
        header: Identity and origin.
    """

    pixels: NDArray[np.float32]
    window: Window
    header: Header


def pixel_hash(pixels: NDArray[np.float32]) -> str:
    """Return the SHA-256 over shape, dtype and values of a film's pixels."""
    digest = hashlib.sha256(f"{pixels.dtype.str} {pixels.shape}".encode())
    digest.update(np.ascontiguousarray(pixels).tobytes())
    return digest.hexdigest()


def automatic_window(pixels: NDArray[np.float32]) -> Window:
    """Return the window that shows the middle 99 % of a film's grey."""
    low, high = np.percentile(pixels[::4, ::4], (0.5, 99.5))
    return Window(float(low + high) / 2, max(float(high - low), 1e-3), "automatic")
