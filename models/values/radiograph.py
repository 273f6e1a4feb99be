"""The Radiograph: one decoded frontal chest X-ray, its identity and how it is first shown; reading is in ``models.reading``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class SpacingSource(StrEnum):
    """Where the size of a pixel comes from."""

    PIXEL_SPACING = "PixelSpacing"
    PIXEL_SPACING_GEOMETRY = "PixelSpacing, GEOMETRY"
    PIXEL_SPACING_FIDUCIAL = "PixelSpacing, FIDUCIAL"
    IMAGER_PIXEL_SPACING = "ImagerPixelSpacing"
    IMAGER_MAGNIFIED = "ImagerPixelSpacing, EstimatedRadiographicMagnificationFactor"
    NOMINAL_SCANNED = "NominalScannedPixelSpacing"


class Orientation(StrEnum):
    """How a film is stored, by its PatientOrientation; recorded, never believed, and no pixel is moved by it."""

    UPRIGHT = "upright"
    MIRRORED = "mirrored"
    ROTATED_180 = "rotated_180"
    ROTATED_180_MIRRORED = "rotated_180_mirrored"
    ROTATED_CLOCKWISE = "rotated_clockwise"
    ROTATED_CLOCKWISE_MIRRORED = "rotated_clockwise_mirrored"
    ROTATED_ANTICLOCKWISE = "rotated_anticlockwise"
    ROTATED_ANTICLOCKWISE_MIRRORED = "rotated_anticlockwise_mirrored"
    LATERAL = "lateral"

    @property
    def edges(self) -> tuple[str, str] | None:
        """Where the image's right and lower edge point to in the patient, as PatientOrientation spells it; None of a lateral film."""
        return _EDGES.get(self)


_EDGES = {
    Orientation.UPRIGHT: ("L", "F"),
    Orientation.MIRRORED: ("R", "F"),
    Orientation.ROTATED_180: ("R", "H"),
    Orientation.ROTATED_180_MIRRORED: ("L", "H"),
    Orientation.ROTATED_CLOCKWISE: ("H", "L"),
    Orientation.ROTATED_CLOCKWISE_MIRRORED: ("H", "R"),
    Orientation.ROTATED_ANTICLOCKWISE: ("F", "R"),
    Orientation.ROTATED_ANTICLOCKWISE_MIRRORED: ("F", "L"),
}
"""“Mirrored” is the film seen from behind, then rotated."""


class Polarity(StrEnum):
    """Whether a film's intensities are what its header says."""

    AS_TAGGED = "as tagged"
    INVERTED = "inverted"


class Note(StrEnum):
    """What a reader of the result should know of the film and of the way from the file to the pixels."""

    COLOUR_FLATTENED = "colour_flattened"
    ALPHA_ON_BLACK = "alpha_on_black"
    EIGHT_OF_SIXTEEN_BITS = "eight_of_sixteen_bits"
    EXIF_ROTATED = "exif_rotated"
    PADDING_BLACKENED = "padding_blackened"
    PIXELS_NOT_SQUARE = "pixels_not_square"
    PHOTOMETRIC_ASSUMED = "photometric_assumed"
    MODALITY_BY_CLASS = "modality_by_class"
    SYNTAX_CONTRADICTED = "syntax_contradicted"
    FEW_GREY_LEVELS = "few_grey_levels"
    UNDER_16 = "under_16"
    SMALL_FILM = "small_film"

    @property
    def sentence(self) -> str:
        """The note in words."""
        return _SENTENCES[self]


_SENTENCES = {
    Note.COLOUR_FLATTENED: "The file holds colour; the film is its luminance.",
    Note.ALPHA_ON_BLACK: "The picture is transparent in part; it was laid on black.",
    Note.EIGHT_OF_SIXTEEN_BITS: "The picture holds 16 bits in colour; 8 of them were read.",
    Note.EXIF_ROTATED: "The picture was rotated as its EXIF orientation says; coordinates are those of the rotated picture.",
    Note.PADDING_BLACKENED: "The padding around the film is shown black and does not count.",
    Note.PIXELS_NOT_SQUARE: "The pixels are not square; the film was read as stored, and lengths are in pixels only.",
    Note.PHOTOMETRIC_ASSUMED: "The header does not say whether low values are black; it was assumed, and the pixels were checked for it.",
    Note.MODALITY_BY_CLASS: "The Modality tag names no kind of image; the SOP class says that it is a radiograph.",
    Note.SYNTAX_CONTRADICTED: "The pixels are not encoded as the header's transfer syntax says; they were decoded as what they are.",
    Note.FEW_GREY_LEVELS: "The film has very few levels of grey; fine detail may be lost.",
    Note.UNDER_16: "The patient is under 16: networks and figures are of adults, but for a few films.",
    Note.SMALL_FILM: "The film has fewer than 320 pixels on a side: nearly all figures are of larger films.",
}


@dataclass(frozen=True)
class Tags:
    """What a header says of the exposure; recorded, never believed. Unknown is None.

    Attributes:
        acquisition_month: As "2026-01".
    """

    sex: str | None = None
    age_band: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    station: str | None = None
    institution: str | None = None
    body_part: str | None = None
    laterality: str | None = None
    patient_position: str | None = None
    burned_in: str | None = None
    acquisition_month: str | None = None


@dataclass(frozen=True)
class Header:
    """Identity and origin of a film, as the record keeps them (contract, section 3). Unknown is None.

    Attributes:
        pixel_sha256: Over the pixels as the header spells them, before any inversion.
        pixel_spacing_mm: Width and height of a source pixel, where they are the same.
        patient_digest: Keyed hash of the patient's identifier, where the header has one and the reader was given a key.
        decoder: Plug-in or library that turned the file's bytes into pixels.
        orientation: As PatientOrientation says.
        age_years: Of the patient; serves to judge the spacing and for a note, and goes no further: the record keeps the tags' band.
        polarity: Whether the pixels were inverted because they contradict the header.
        notes: What happened on the way to the pixels.
    """

    file_sha256: str
    pixel_sha256: str
    rows: int
    columns: int
    sop_instance_uid: str | None = None
    study_instance_uid: str | None = None
    patient_digest: str | None = None
    pixel_spacing_mm: float | None = None
    spacing_from: SpacingSource | None = None
    view: str | None = None
    modality: str | None = None
    photometric: str | None = None
    transfer_syntax: str | None = None
    decoder: str | None = None
    orientation: Orientation | None = None
    age_years: float | None = None
    polarity: Polarity = Polarity.AS_TAGGED
    notes: tuple[Note, ...] = ()
    tags: Tags = Tags()


class WindowOrigin(StrEnum):
    """Who chose a window; said in the window's corner."""

    FILE = "file"
    AUTOMATIC = "automatic"
    FILE_HIDES = "automatic: the file's own would hide the film"


@dataclass(frozen=True)
class Window:
    """A linear window on a film's grey in [0, 1].

    Attributes:
        centre, width: Black ends at centre − width / 2, white begins at centre + width / 2, in grey of the film.
        origin: Who chose it, as WindowOrigin spells it.
    """

    centre: float
    width: float
    origin: str


@dataclass(frozen=True)
class NamedWindow:
    """A window that a file offers; the name is the header's explanation of it, or "". It goes no further than the screen."""

    name: str
    window: Window


@dataclass(frozen=True)
class Radiograph:
    """One decoded film.

    Attributes:
        pixels: H×W float32 in [0, 1], bright = dense; what the networks see.
        window: How the film is first shown; the networks never see it.
        header: Identity and origin.
        windows: All that the file offers, in its order, those that would hide the film too.
    """

    pixels: NDArray[np.float32]
    window: Window
    header: Header
    windows: tuple[NamedWindow, ...] = ()
