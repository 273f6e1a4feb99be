"""PNG, JPEG and TIFF films: grey pictures without a header to speak of."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from models.reading.bounds import LARGEST, check_content, check_size, has_few_levels
from models.reading.colour import is_grey, luminance
from models.reading.kinds import PICTURE_FORMATS
from models.reading.pictures.png import bare
from models.reading.window import automatic_window
from models.values.digests import pixel_hash
from models.values.radiograph import Header, Note, Radiograph
from models.values.refusal import NotARadiograph, RefusalCode

_DEEP = {"I;16", "I;16L", "I;16B", "I;16N", "I"}
_BROKEN = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError, TypeError, IndexError, OverflowError, EOFError, RuntimeError,
    AttributeError, ZeroDivisionError, struct.error, zlib.error,
)  # fmt: skip
_ORIENTATION, _BITS_PER_SAMPLE, _PHOTOMETRIC, _WHITE_IS_ZERO = 274, 258, 262, 0
"""Tags of EXIF and TIFF."""


def read_picture(data: bytes, file_sha256: str) -> Radiograph:
    """Read a picture of 1, 8 or 16 bits: colour is flattened to luminance, transparency laid on black, EXIF's orientation honoured.

    Raises:
        NotARadiograph: The picture is damaged, too small, too large, too deep, or has several pages.
    """
    kind = next(name for signature, name in PICTURE_FORMATS.items() if data.startswith(signature))
    try:
        try:
            pixels, notes = _decoded(data, kind)
        except _BROKEN:
            if kind != "PNG":
                raise
            pixels, notes = _decoded(bare(data), kind)  # Pillow takes offence at texts and profiles that are large or torn.
    except Image.DecompressionBombError:
        raise NotARadiograph(
            RefusalCode.TOO_LARGE, f"The picture has far more than {LARGEST} pixels each way; export it smaller."
        ) from None
    except _BROKEN:
        raise NotARadiograph(
            RefusalCode.DAMAGED_PIXELS, "The picture is damaged, cut off or of a rare kind; export it again as PNG."
        ) from None
    check_content(pixels)
    notes += [Note.FEW_GREY_LEVELS] if has_few_levels(pixels) else []
    rows, columns = pixels.shape
    header = Header(file_sha256, pixel_hash(pixels), rows, columns, transfer_syntax=kind, decoder="pillow", notes=tuple(notes))
    return Radiograph(pixels, automatic_window(pixels), header)


def _decoded(data: bytes, kind: str) -> tuple[NDArray[np.float32], list[Note]]:
    notes: list[Note] = []
    with _quiet(), Image.open(io.BytesIO(data), formats=(kind,)) as image:
        check_size(rows=image.height, columns=image.width, samples=3 if image.mode == "P" else len(image.getbands()))
        if kind != "JPEG" and getattr(image, "n_frames", 1) > 1:  # Further pictures in a JPEG are previews.
            raise NotARadiograph(RefusalCode.SEVERAL_FRAMES, "The picture has several pages; export the film as one.")
        halved = _sixteen_bits(image)
        return _grey(_upright(image, notes), notes, halved=halved), notes


def _upright(image: Image.Image, notes: list[Note]) -> Image.Image:
    """Rotate a picture as its EXIF orientation says; Pillow has done so with a TIFF by the time it is loaded."""
    if image.format == "PNG":
        image.load()  # Its EXIF may be behind the pixels.
    try:
        rotated = image.getexif().get(_ORIENTATION, 1) in range(2, 9)
    except _BROKEN:  # Torn metadata does no harm.
        rotated = False
    image.load()
    if rotated:
        notes.append(Note.EXIF_ROTATED)
    return ImageOps.exif_transpose(image) if rotated and image.format != "TIFF" else image


def _grey(image: Image.Image, notes: list[Note], *, halved: bool) -> NDArray[np.float32]:
    if image.mode in _DEEP:
        return _deep(image)
    if image.mode == "F":
        raise NotARadiograph(RefusalCode.UNKNOWN_DEPTH, "The picture holds fractions without a known range; export it with 8 or 16 bits.")
    if image.mode in {"1", "L"} and "transparency" not in image.info:
        return np.asarray(image.convert("L"), np.float32) / np.float32(255)
    channels = np.asarray(_on_black(image, notes))
    if halved:
        notes.append(Note.EIGHT_OF_SIXTEEN_BITS)
    if is_grey(channels):
        return np.asarray(channels[..., 0], np.float32) / np.float32(255)
    notes.append(Note.COLOUR_FLATTENED)
    return luminance(channels, 255)


def _deep(image: Image.Image) -> NDArray[np.float32]:
    """Return grey of 9 to 16 bits, which Pillow may keep in 32; a TIFF may count from white."""
    values = np.asarray(image)
    if values.min() < 0:
        raise NotARadiograph(RefusalCode.UNKNOWN_DEPTH, "The picture has negative numbers; export it with 8 or 16 bits without a sign.")
    if values.max() > 65535:
        raise NotARadiograph(RefusalCode.UNKNOWN_DEPTH, "The picture has more than 16 bits a pixel; export it with 8 or 16.")
    tags = getattr(image, "tag_v2", {})
    bits = min(int(tags.get(_BITS_PER_SAMPLE, (16,))[0]), 16)
    pixels = np.clip(values.astype(np.float32) / np.float32(2**bits - 1), 0, 1)
    return np.asarray(1 - pixels if tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO else pixels)


def _on_black(image: Image.Image, notes: list[Note]) -> Image.Image:
    """Return a picture in RGB; what shines through it is black."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    alpha = image.convert("RGBA")
    if alpha.getchannel("A").getextrema() == (255, 255):
        return alpha.convert("RGB")
    notes.append(Note.ALPHA_ON_BLACK)
    return Image.alpha_composite(Image.new("RGBA", alpha.size, (0, 0, 0, 255)), alpha).convert("RGB")


def _sixteen_bits(image: Image.Image) -> bool:
    """Tell a PNG or TIFF of 16 bits a channel, of which Pillow reads the upper 8."""
    if image.format == "TIFF":
        return image.mode not in _DEEP and 16 in getattr(image, "tag_v2", {}).get(_BITS_PER_SAMPLE, ())
    return image.format == "PNG" and any(";16" in str(tile.args) for tile in getattr(image, "tile", ()))


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence Pillow's warnings: how large is too large is decided here, and torn metadata does no harm."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
