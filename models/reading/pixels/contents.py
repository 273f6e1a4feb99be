"""What the pixel data is: by the transfer syntax that the file names, and by its bytes where these contradict it."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from pydicom import DataElement, Dataset, FileDataset
from pydicom.dataelem import RawDataElement
from pydicom.encaps import encapsulate, get_frame
from pydicom.uid import (
    HTJ2K,
    JPEG2000,
    UID,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
)

from models.reading.header.tags import number
from models.reading.pixels.codestream import syntax_of
from models.reading.pixels.syntaxes import DEFLATED_IMAGE_FRAME
from models.values.refusal import NotARadiograph, RefusalCode

_PIXEL_DATA = 0x7FE00010
_ENCAPSULATED_NATIVE = "1.2.840.10008.1.2.1.98"
_ITEM = struct.pack("<HH", 0xFFFE, 0xE000)
_JPEG_LS = {JPEGLSLossless, JPEGLSNearLossless}
_FAMILIES = (
    {JPEGBaseline8Bit, JPEGExtended12Bit}, {JPEGLossless, JPEGLosslessSV1}, _JPEG_LS,
    {JPEG2000Lossless, JPEG2000}, {HTJ2KLossless, HTJ2KLosslessRPCL, HTJ2K},
)  # fmt: skip
"""Syntaxes of one codec."""
_BEYOND = bytes(16)
"""CharLS reads a few bytes beyond a damaged JPEG-LS frame, and where these are nothing it may search on for seconds."""


@dataclass(frozen=True)
class Contents:
    """The pixels as the file has them.

    Attributes:
        syntax: By which they are decoded.
        data: What pydicom takes as PixelData in that syntax.
        frame: The one compressed frame; None where the pixels are not compressed.
        as_named: Whether the file's own transfer syntax says the same.
    """

    syntax: UID
    data: bytes
    frame: bytes | None
    as_named: bool


def contents_of(dataset: FileDataset) -> Contents:
    """Return the pixels of a film and how to decode them.

    Raises:
        NotARadiograph: They are compressed, and neither the file nor their bytes tell how.
        ValueError: They are cut up in a way that no frame can be made of.
    """
    named = UID(str(dataset.file_meta.get("TransferSyntaxUID") or ""))
    element = dataset.get_item(_PIXEL_DATA)
    data = bytes(element.value or b"")
    if _is_encapsulated(element, data, native_length(dataset)):
        frame = get_frame(data, 0, number_of_frames=1)
        return _compressed(frame, data, named, dataset)
    plain = ExplicitVRBigEndian if dataset.original_encoding[1] is False else ExplicitVRLittleEndian
    if not _compresses(named):
        known = named.is_transfer_syntax or not named.is_valid
        found = syntax_of(data) if len(data) < native_length(dataset) else None
        if found and known:
            return Contents(found, encapsulate([data]), data, as_named=not named)
        big = (named == ExplicitVRBigEndian) == (plain == ExplicitVRBigEndian)
        return Contents(plain if known else named, data, None, as_named=not named or big)
    if len(data) >= native_length(dataset):
        return Contents(plain, data, None, as_named=False)
    return _compressed(data, encapsulate([data]), named, dataset)


def native_length(dataset: Dataset) -> int:
    """Return how many bytes the header announces for uncompressed pixels, as far as it is complete."""
    bits = number(dataset, "BitsAllocated") or 0
    pixels = (number(dataset, "Rows") or 0) * (number(dataset, "Columns") or 0) * (number(dataset, "SamplesPerPixel") or 1)
    return int(pixels * bits + 7) // 8


def _compressed(frame: bytes, data: bytes, named: UID, dataset: Dataset) -> Contents:
    native = native_length(dataset)
    found = syntax_of(frame) or (DEFLATED_IMAGE_FRAME if _inflates(frame, native) else None)
    if found is None and native and len(frame) - native in (0, 1):
        return Contents(ExplicitVRLittleEndian, frame, None, as_named=named == _ENCAPSULATED_NATIVE)
    is_told = not named or named == RLELossless or any(named in family for family in _FAMILIES)
    if found is None and (is_told or (named.is_transfer_syntax and not named.is_encapsulated)):
        sentence = "The pixels are damaged, or compressed in another way than the header says; send the film again, uncompressed."
        raise NotARadiograph(RefusalCode.DAMAGED_PIXELS, sentence)
    same = found is None or found == named or any({found, named} <= family for family in _FAMILIES)
    # Within a family either decoder reads both, lossy JPEG of 8 and of 12 bits apart.
    syntax = named if found is None or (same and found not in _FAMILIES[0]) else found
    if syntax in _JPEG_LS:
        data = encapsulate([frame + _BEYOND])
    return Contents(syntax, data, frame, as_named=same or not named)


def _compresses(named: UID) -> bool:
    """Tell whether the standard has pixels in fragments under this name."""
    return named in {DEFLATED_IMAGE_FRAME, _ENCAPSULATED_NATIVE} or (named.is_transfer_syntax and named.is_encapsulated)


def _inflates(frame: bytes, native: int) -> bool:
    """Tell a deflated frame by what comes of it."""
    try:
        return bool(native) and len(zlib.decompressobj(-zlib.MAX_WBITS).decompress(frame, native + 1)) in (native, native + 1)
    except zlib.error:
        return False


def _is_encapsulated(element: DataElement | RawDataElement, data: bytes, native: int) -> bool:
    """Tell fragments by the item that they begin with, where a native film is not as long as that."""
    if data[:4] != _ITEM or len(data) < 8:
        return False
    undefined = getattr(element, "is_undefined_length", False)
    (length,) = struct.unpack_from("<L", data, 4)
    return undefined or (length <= len(data) - 8 and len(data) not in (native, native + 1))
