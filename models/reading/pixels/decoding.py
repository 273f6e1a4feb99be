"""From the bytes of a film to its stored values."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, FileDataset
from pydicom.errors import BytesLengthException
from pydicom.pixels.decoders.base import Decoder
from pydicom.uid import ExplicitVRLittleEndian

from models.reading.colour import colourfulness
from models.reading.header.tags import number
from models.reading.pixels.codestream import FrameSize, frame_size, is_sound_jpeg
from models.reading.pixels.contents import Contents, contents_of, native_length
from models.reading.pixels.pixel_module import arrangements, pixel_module, samples_and_depth
from models.reading.pixels.syntaxes import CRASHES, DEFLATED_IMAGE_FRAME, decoder_of, plug_ins, stores_words
from models.values.refusal import NotARadiograph, RefusalCode

BROKEN = (
    BytesLengthException, EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, NotImplementedError,
    OSError, RecursionError, RuntimeError, struct.error, zlib.error,
)  # fmt: skip
"""What pydicom and its plug-ins raise on damaged files."""

_PANIC = "PanicException"
"""What a plug-in in Rust raises where it would have crashed; it is no Exception and cannot be imported."""
_DEPTHS = (1, 8, 16, 32)
_MOST_SAMPLES = 4
_DAMAGED = "The pixels are damaged or cut off; send the file again from its source."


@dataclass(frozen=True)
class StoredPixels:
    """The stored values of a film (PS3.5 8.1), low aligned, without unused bits.

    Attributes:
        values: H×W, or H×W×3 in RGB; integers.
        bits: Of them, the sign included.
        signed: Whether they are in two's complement.
        decoder: Name of the plug-in or library that decoded them.
        words: H×W as kept by the file, unused bits included, where any were in use.
        as_named: Whether they are encoded as the file's transfer syntax says.
    """

    values: NDArray[Any]
    bits: int
    signed: bool
    decoder: str
    words: NDArray[Any] | None = None
    as_named: bool = True

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
    contents = contents_of(dataset)
    if contents.syntax == DEFLATED_IMAGE_FRAME:
        contents = _inflated(contents, native_length(dataset))
    decoder = decoder_of(contents.syntax)
    size = None if stores_words(decoder) else _size(contents, dataset)
    module = pixel_module(dataset, contents, size)
    values, name = _decoded(module, decoder, contents.frame)
    if values.ndim != (2 if module.SamplesPerPixel == 1 else 3):
        raise NotARadiograph(
            RefusalCode.SEVERAL_FRAMES, "The file holds pixels for several frames, and a radiograph has one; send the single film."
        )
    values = values.astype(values.dtype.newbyteorder("="), copy=False)
    bits, signed = int(module.BitsStored), module.PixelRepresentation == 1
    if stores_words(decoder):
        found = _out_of_words(values, bits=bits, signed=signed, high=int(dataset.HighBit), decoder=name)
    else:
        found = _out_of_numbers(values, bits=_bits_in_use(values, bits, size, dataset), signed=signed, decoder=name)
    return replace(found, as_named=contents.as_named)


def check_depth(dataset: Dataset) -> None:
    """Fill in what a header may leave open without being misread; refuse depths that no film has.

    Raises:
        NotARadiograph: BitsAllocated is none of 1, 8, 16 and 32.
    """
    stored, high = (int(number(dataset, keyword) or 0) for keyword in ("BitsStored", "HighBit"))
    samples, allocated = samples_and_depth(dataset, stored)
    if allocated not in _DEPTHS:
        sentence = "The film's header gives a number of bits that is not read here; export it with 8 or 16 bits allocated."
        raise NotARadiograph(RefusalCode.UNKNOWN_DEPTH, sentence)
    if not 1 <= stored <= allocated:
        stored = high + 1 if allocated // 2 < high + 1 <= allocated else allocated
    sound = {
        "SamplesPerPixel": samples,
        "BitsAllocated": allocated,
        "BitsStored": stored,
        "HighBit": high if stored <= high + 1 <= allocated else stored - 1,
        "PixelRepresentation": int(number(dataset, "PixelRepresentation") == 1),
    }
    for keyword, value in sound.items():
        dataset.add_new(keyword, "US", value)


def _inflated(contents: Contents, length: int) -> Contents:
    """Replace a deflated frame by its pixels, never by more than the header announces."""
    inflated = zlib.decompressobj(-zlib.MAX_WBITS).decompress(contents.frame or b"", length)
    return replace(contents, syntax=ExplicitVRLittleEndian, data=inflated, frame=None)


def _size(contents: Contents, dataset: FileDataset) -> FrameSize:
    """Refuse a compressed frame of another size than the header's before a decoder makes room for it."""
    size = frame_size(contents.frame or b"")
    if size is None:
        raise NotARadiograph(RefusalCode.DAMAGED_PIXELS, _DAMAGED)
    rows, columns = int(number(dataset, "Rows") or 0), int(number(dataset, "Columns") or 0)
    if size.rows not in {0, rows} or size.columns != columns or size.samples > _MOST_SAMPLES:
        sentence = "The header and the compressed pixels do not agree on the size; retrieve the film again from its source."
        raise NotARadiograph(RefusalCode.DAMAGED_PIXELS, sentence)
    return size


def _decoded(module: Dataset, decoder: Decoder, frame: bytes | None) -> tuple[NDArray[Any], str]:
    """Try one plug-in after the other; also the name of the one that decoded. Of colour the arrangement counts that is the most grey."""
    for name in plug_ins(decoder):
        if name.startswith(CRASHES) and not (frame and is_sound_jpeg(frame)):
            continue
        tried = (_by_plug_in(film, decoder, name) for film in arrangements(module))
        values = min((found for found in tried if found is not None), key=colourfulness, default=None)
        if values is not None:
            return values, name or "pydicom"
    raise NotARadiograph(RefusalCode.DAMAGED_PIXELS, _DAMAGED)


def _by_plug_in(module: Dataset, decoder: Decoder, name: str) -> NDArray[Any] | None:
    options = {"raw": module.SamplesPerPixel == 1} | ({"correct_unused_bits": False} if stores_words(decoder) else {})
    try:
        return decoder.as_array(module, decoding_plugin=name, **options)[0]
    except BaseException as error:
        if not isinstance(error, BROKEN) and type(error).__name__ != _PANIC:
            raise
        return None


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
    tags = dataset.keys()
    overlays = any(tag.group & 0xFF00 == 0x6000 and tag.element == 0x0102 for tag in tags)
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
