"""JPEG Extended of 12 bits by GDCM: a plug-in for pydicom.

pydicom's own plug-in keeps GDCM away from 12 bits. GDCM 3.2 decodes them to the values that other decoders give, as a test shows.
"""

from __future__ import annotations

import gdcm
from pydicom.pixels.decoders.base import DecodeRunner
from pydicom.uid import JPEGExtended12Bit

DECODER_DEPENDENCIES = {JPEGExtended12Bit: ("python-gdcm",)}


def is_available(uid: str) -> bool:
    """Tell whether this plug-in is for a syntax."""
    return uid in DECODER_DEPENDENCIES


def decode_frame(src: bytes, runner: DecodeRunner) -> bytes:
    """Return the words of one grey frame, 16 bits each.

    Raises:
        ValueError: The frame is in colour or damaged.
    """
    if runner.samples_per_pixel != 1:
        raise ValueError("Grey frames only")
    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(src)
    fragments = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    image = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((runner.columns, runner.rows, 1))
    image.SetDataElement(element)
    image.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(gdcm.PhotometricInterpretation.MONOCHROME2))
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.JPEGExtendedProcess2_4))
    image.SetPixelFormat(gdcm.PixelFormat(1, 16, 12, 11, runner.pixel_representation))
    runner.set_option("bits_allocated", 16)
    # GDCM hands out its char* as text.
    words: bytes = image.GetBuffer().encode("utf-8", "surrogateescape")
    if len(words) != runner.rows * runner.columns * 2:
        raise ValueError("The frame is cut off")
    return words
