"""Transfer syntaxes: which decoder reads which, and what a syntax is called when none does."""

from __future__ import annotations

import re

from pydicom.pixels.decoders.base import Decoder, JPEGExtended12BitDecoder, get_decoder
from pydicom.uid import UID, RLELossless

from models.values.refusal import NotARadiograph, RefusalCode

DEFLATED_IMAGE_FRAME = UID("1.2.840.10008.1.2.8.1")
_YOUNGER = {
    DEFLATED_IMAGE_FRAME: "Deflated Image Frame Compression",
    UID("1.2.840.10008.1.2.4.110"): "JPEG XL Lossless",
    UID("1.2.840.10008.1.2.4.111"): "JPEG XL JPEG Recompression",
    UID("1.2.840.10008.1.2.4.112"): "JPEG XL",
}
"""Syntaxes of the standard that pydicom 3.0 does not know."""

_PREFERRED = ("pylibjpeg", "pyjpegls", "pillow", "pydicom", "gdcm", "gdcm 12-bit")
"""They agree on lossless films to the bit; in this order they are quick and tell damage by an error."""
CRASHES = "gdcm"
"""GDCM may end the process on a damaged film, so it is asked where no other plug-in reads a syntax, never as a second opinion."""

if "gdcm 12-bit" not in JPEGExtended12BitDecoder.available_plugins:
    JPEGExtended12BitDecoder.add_plugin("gdcm 12-bit", ("models.reading.pixels.extended_jpeg", "decode_frame"))


def name_of(syntax: UID) -> str:
    """Return the standard's name of a syntax, else its UID."""
    if syntax in _YOUNGER:
        return _YOUNGER[syntax]
    if syntax.name != str(syntax) and syntax.type == "Transfer Syntax":
        return re.sub(r"\s*\(Retired\)", "", syntax.name)
    return str(syntax) if re.fullmatch(r"[0-9.]{1,64}", syntax) else "one without a valid number"


def decoder_of(syntax: UID) -> Decoder:
    """Return pydicom's decoder.

    Raises:
        NotARadiograph: Nothing here reads this syntax; the sentence names it.
    """
    try:
        decoder = get_decoder(syntax)
    except NotImplementedError:
        decoder = None
    if decoder is None or not decoder.is_available:
        sentence = f"No decoder here reads this file's transfer syntax, {name_of(syntax)}; export it uncompressed."
        raise NotARadiograph(RefusalCode.UNKNOWN_COMPRESSION, sentence)
    return decoder


def plug_ins(decoder: Decoder) -> tuple[str, ...]:
    """Return the names of the plug-ins to try, in their order; of an uncompressed syntax one empty name."""
    found = decoder.available_plugins
    names = tuple(name for name in _PREFERRED if name in found)
    return tuple(name for name in names if name != CRASHES) or names or ("",)


def stores_words(decoder: Decoder) -> bool:
    """Tell whether its syntax keeps the words as they were, unused bits included; JPEG's family keeps numbers instead."""
    return decoder.is_native or str(decoder.UID) == RLELossless
