"""From the bytes of a film to its stored values."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, FileDataset
from pydicom.encaps import get_frame
from pydicom.errors import BytesLengthException
from pydicom.pixels.decoders.base import Decoder
from pydicom.uid import UID, ExplicitVRLittleEndian

from models.reading.codestream import FrameSize, frame_size
from models.reading.syntaxes import DEFLATED_IMAGE_FRAME, decoder_of, plug_ins, stores_words
from models.reading.tags import number
from models.values.refusal import NotARadiograph, RefusalCode

BROKEN = (
    BytesLengthException, EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, NotImplementedError,
    OSError, RecursionError, RuntimeError, struct.error, zlib.error,
)  # fmt: skip
"""What pydicom and its plug-ins raise on damaged files."""

_PANIC = "PanicException"
"""What a plug-in in Rust raises where it would have crashed; it is no Exception and cannot be imported."""
_DEPTHS = (1, 8, 16, 32)


@dataclass(frozen=True)
class StoredPixels:
    """The stored values of a film (PS3.5 8.1), low aligned, without unused bits.

    Attributes:
        values: H×W, or H×W×3 in RGB; integers.
        bits: Of them, the sign included.
        signed: Whether they are in two's complement.
        decoder: Name of the plug-in or library that decoded them.
        words: H×W as kept by the file, unused bits included, where any were in use.
    """

    values: NDArray[Any]
    bits: int
    signed: bool
    decoder: str
    words: NDArray[Any] | None = None

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest value that can be stored."""
        half = 2 ** (self.bits - 1)
        return (-half, half - 1) if self.signed else (0, 2 * half - 1)


def stored_values(dataset: FileDataset) -> StoredPixels:
    """Decode a film of one frame, whose header ``check_depth`` completed.

    Raises:
        NotARadiograph: No decoder, damaged pixels, or several frames.
    """
    syntax: UID = dataset.file_meta.TransferSyntaxUID
    if syntax == DEFLATED_IMAGE_FRAME:
        _inflate_frame(dataset)
    found = decoder_of(dataset.file_meta.TransferSyntaxUID)
    size = _declared_size(dataset, found)
    values, decoder = _decoded(dataset, found)
    if values.ndim != (2 if dataset.SamplesPerPixel == 1 else 3):
        raise NotARadiograph(RefusalCode.SEVERAL_FRAMES, "The file holds several frames; send the single film.")
    values = values.astype(values.dtype.newbyteorder("="), copy=False)
    bits, signed = int(dataset.BitsStored), dataset.PixelRepresentation == 1
    if stores_words(found):
        return _out_of_words(values, bits=bits, signed=signed, high=int(dataset.HighBit), decoder=decoder)
    return _out_of_numbers(values, bits=_bits_in_use(values, bits, size, dataset), signed=signed, decoder=decoder)


def check_depth(dataset: Dataset) -> None:
    """Fill in what a header may leave open without being misread; refuse depths that no film has.

    Raises:
        NotARadiograph: BitsAllocated is none of 1, 8, 16 and 32.
        ValueError: BitsStored exceeds it.
    """
    allocated = int(number(dataset, "BitsAllocated") or 0)
    if allocated not in _DEPTHS:
        sentence = "The film's header gives a number of bits that is not read here; export it with 8 or 16 bits allocated."
        raise NotARadiograph(RefusalCode.UNKNOWN_DEPTH, sentence)
    dataset.BitsStored = int(number(dataset, "BitsStored") or allocated)
    if not 1 <= dataset.BitsStored <= allocated:
        raise ValueError("Bits stored")
    high = number(dataset, "HighBit")
    dataset.HighBit = dataset.BitsStored - 1 if high is None or not dataset.BitsStored <= high + 1 <= allocated else int(high)
    dataset.PixelRepresentation = int(number(dataset, "PixelRepresentation") or 0)
    dataset.SamplesPerPixel = int(number(dataset, "SamplesPerPixel") or 1)


def _inflate_frame(dataset: FileDataset) -> None:
    """Replace the deflated frame by its pixels, never by more than its header announces."""
    length = int(dataset.Rows) * int(dataset.Columns) * int(dataset.SamplesPerPixel) * max(int(dataset.BitsAllocated), 8) // 8
    dataset.PixelData = zlib.decompressobj(-zlib.MAX_WBITS).decompress(get_frame(dataset.PixelData, 0, number_of_frames=1), length)
    dataset["PixelData"].VR = "OW" if dataset.BitsAllocated > 8 else "OB"
    dataset["PixelData"].is_undefined_length = False
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian


def _declared_size(dataset: FileDataset, decoder: Decoder) -> FrameSize | None:
    """Refuse a compressed frame of another size than the header's before a decoder makes room for it."""
    if stores_words(decoder):
        return None
    size = frame_size(get_frame(dataset.PixelData, 0, number_of_frames=1))
    declared = (dataset.Rows, dataset.Columns, dataset.SamplesPerPixel)
    if size is None or (size.rows or dataset.Rows, size.columns, size.samples) != declared:
        raise NotARadiograph(
            RefusalCode.DAMAGED_PIXELS, "The header and the compressed pixels do not agree on the size; send the file again."
        )
    return size


def _decoded(dataset: FileDataset, decoder: Decoder) -> tuple[NDArray[Any], str]:
    """Try one plug-in after the other; also the name of the one that decoded."""
    options = {"raw": dataset.SamplesPerPixel == 1} | ({"correct_unused_bits": False} if stores_words(decoder) else {})
    for name in plug_ins(decoder):
        try:
            values, _ = decoder.as_array(dataset, decoding_plugin=name, **options)
        except BaseException as error:
            if not isinstance(error, BROKEN) and type(error).__name__ != _PANIC:
                raise
            continue
        return values, name or "pydicom"
    raise NotARadiograph(RefusalCode.DAMAGED_PIXELS, "The pixels are damaged or cut off; send the file again from its source.")


def _out_of_words(words: NDArray[Any], *, bits: int, signed: bool, high: int, decoder: str) -> StoredPixels:
    """Take the stored bits out of each word; the rest may hold overlays of old devices, or anything (PS3.5 8.1.1)."""
    plain = words.view(f"u{words.dtype.itemsize}")
    top = int(plain.max(initial=0))
    shift = high + 1 - bits
    if shift and top >> bits:  # Where no bit above the stored ones is in use, the values lie low whatever HighBit says.
        plain = plain >> shift
    return StoredPixels(_within(plain, bits, signed=signed), bits, signed, decoder, words if top >> bits else None)


def _out_of_numbers(values: NDArray[Any], *, bits: int, signed: bool, decoder: str) -> StoredPixels:
    return StoredPixels(_within(values.view(f"u{values.dtype.itemsize}"), bits, signed=signed), bits, signed, decoder)


def _bits_in_use(values: NDArray[Any], bits: int, size: FrameSize | None, dataset: Dataset) -> int:
    """Return BitsStored, or the codestream's precision where unsigned values exceed it and no overlay explains that."""
    overlays = any(element.tag.group & 0xFF00 == 0x6000 and element.tag.element == 0x0102 for element in dataset)
    if size is None or overlays or dataset.PixelRepresentation == 1 or int(values.max(initial=0)) < 2**bits:
        return bits
    return min(max(bits, size.bits), values.dtype.itemsize * 8)


def _within(plain: NDArray[Any], bits: int, *, signed: bool) -> NDArray[Any]:
    """Keep the low bits of unsigned words; spread the sign where there is one."""
    unused = plain.dtype.itemsize * 8 - bits
    if not signed:
        return plain & plain.dtype.type(2**bits - 1) if unused else plain
    values = (plain << plain.dtype.type(unused)).view(f"i{plain.dtype.itemsize}")
    return np.asarray(values >> values.dtype.type(unused))
