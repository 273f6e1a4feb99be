"""The elements that a decoder of pydicom needs (PS3.3 C.7.6.3), each of them sound, and no other."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import product

from pydicom import Dataset, FileDataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import JPEG2000TransferSyntaxes, JPEGBaseline8Bit, JPEGExtended12Bit, RLELossless

from models.reading.bounds import check_size
from models.reading.dataset.raw import bytes_of
from models.reading.header.photometric import USUAL_CHROMA, colour_space, names_colour
from models.reading.header.tags import number
from models.reading.pixels.codestream import FrameSize, rle_bits
from models.reading.pixels.contents import Contents
from models.values.refusal import NotARadiograph, RefusalCode

_PIXEL_DATA = "PixelData"
_DEEPEST = 16
_SAMPLES = {1, 3}
_CODECS = {JPEGBaseline8Bit: "JPEG", JPEGExtended12Bit: "JPEG"} | dict.fromkeys(JPEG2000TransferSyntaxes, "JPEG 2000")


def pixel_module(dataset: FileDataset, contents: Contents, size: FrameSize | None) -> Dataset:
    """Return what a decoder is given; where header and codestream contradict each other, as the codestream says.

    Args:
        dataset: The film's, its depth checked.
        contents: Its pixels.
        size: What the codestream says of itself, where there is one.

    Raises:
        NotARadiograph: It has neither one value a pixel nor three, or too many pixels for three.
    """
    samples = size.samples if size else int(dataset.SamplesPerPixel)
    if samples not in _SAMPLES:
        sentence = f"The image has {samples} values a pixel, and a radiograph has one; send the original film."
        raise NotARadiograph(RefusalCode.COLOUR, sentence)
    rows, columns = int(number(dataset, "Rows") or 0), int(number(dataset, "Columns") or 0)
    if samples > int(dataset.SamplesPerPixel):
        check_size(rows=rows, columns=columns, samples=samples)
    module = Dataset()
    module.file_meta = FileMetaDataset()
    module.file_meta.TransferSyntaxUID = contents.syntax
    module.set_original_encoding(False, dataset.original_encoding[1] is not False)
    module.Rows, module.Columns = rows, columns
    module.NumberOfFrames, module.SamplesPerPixel = 1, samples
    module.BitsAllocated, module.BitsStored = int(dataset.BitsAllocated), int(dataset.BitsStored)
    if size and size.bits <= _DEEPEST and (size.bits <= 8) != (module.BitsAllocated <= 8):
        module.BitsAllocated, module.BitsStored = 8 if size.bits <= 8 else _DEEPEST, size.bits
    bits = rle_bits(contents.frame or b"", samples) if contents.syntax == RLELossless else None
    if bits and bits != module.BitsAllocated:
        module.BitsAllocated = module.BitsStored = bits
    module.HighBit, module.PixelRepresentation = module.BitsStored - 1, int(dataset.PixelRepresentation)
    module.PhotometricInterpretation = "MONOCHROME2"
    if samples > 1:
        module.PhotometricInterpretation = colour_space(dataset, _CODECS.get(contents.syntax))
        module.PlanarConfiguration = int(number(dataset, "PlanarConfiguration") == 1)
    named = getattr(dataset.get_item(_PIXEL_DATA), "VR", None)
    representation = named if named in {"OB", "OW"} else "OW" if module.BitsAllocated > 8 else "OB"
    module.add_new(_PIXEL_DATA, representation if contents.frame is None else "OB", contents.data)
    module[_PIXEL_DATA].is_undefined_length = contents.frame is not None
    return module


def arrangements(module: Dataset) -> Iterator[Dataset]:
    """Yield a module as its header says, then colour in the other spaces of its codec, uncompressed also with its planes otherwise."""
    yield module
    if module.SamplesPerPixel == 1:
        return
    syntax, said = module.file_meta.TransferSyntaxUID, (module.PhotometricInterpretation, module.PlanarConfiguration)
    spaces = ("RGB", USUAL_CHROMA.get(_CODECS.get(syntax, ""), "YBR_FULL"))
    for other in product(spaces, (said[1],) if syntax.is_encapsulated else (said[1], 1 - said[1])):
        if other != said:
            arranged = copy.copy(module)
            arranged.PhotometricInterpretation, arranged.PlanarConfiguration = other
            yield arranged


def samples_and_depth(dataset: Dataset, stored: int) -> tuple[int, int]:
    """Return samples a pixel and bits a sample: the header's, unless uncompressed pixels are just as long as others that fit BitsStored.

    Args:
        dataset: The film's.
        stored: BitsStored; 0 where the header has none.
    """
    samples, bits = int(number(dataset, "SamplesPerPixel") or 1), int(number(dataset, "BitsAllocated") or 0)
    data = bytes_of(dataset, "PixelData") or b""
    pixels = int(number(dataset, "Rows") or 0) * int(number(dataset, "Columns") or 0)
    possible = [(samples, bits), *((one, depth) for depth in (_DEEPEST, 8) for one in (1, 3) if not stored or depth // 2 < stored <= depth)]
    for one, depth in possible:
        likely = one in {1, 3} and depth and (one == samples or samples != 1 or names_colour(dataset))
        if likely and len(data) - (pixels * one * depth + 7) // 8 in (0, 1):
            return one, depth
    return samples, bits or _DEEPEST
