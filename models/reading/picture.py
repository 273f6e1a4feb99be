"""PNG and JPEG films: grey pictures without a header to speak of."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image, UnidentifiedImageError

from models.radiograph import Header, NotARadiograph, Radiograph, RefusalCode, automatic_window, pixel_hash
from models.reading.bounds import LARGEST, check_content, check_size

_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_DEEP = {"I;16", "I;16L", "I;16B", "I"}


def looks_like_picture(data: bytes) -> bool:
    """Tell a PNG or JPEG by its first bytes."""
    return any(data.startswith(signature) for signature in _SIGNATURES)


def read_picture(data: bytes, file_sha256: str) -> Radiograph:
    """Read a PNG or JPEG of 8 or 16 bits; colour is flattened to luminance.

    Raises:
        NotARadiograph: The picture is damaged, too small or too large.
    """
    try:
        with _quiet(), Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
            check_size(rows=image.height, columns=image.width)
            deep = image.mode in _DEEP
            grey = np.asarray(image if deep else image.convert("L"))
    except Image.DecompressionBombError:
        raise NotARadiograph(RefusalCode.TOO_LARGE, f"The picture has far more than {LARGEST} pixels each way.") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise NotARadiograph(RefusalCode.DAMAGED_PIXELS, "The picture is damaged or cut off; export it again.") from None
    pixels = grey.astype(np.float32) / np.float32(65535 if deep else 255)
    check_content(pixels)
    kind = next(name for signature, name in _SIGNATURES.items() if data.startswith(signature))
    rows, columns = pixels.shape
    header = Header(file_sha256, pixel_hash(pixels), rows, columns, transfer_syntax=kind, decoder="pillow")
    return Radiograph(pixels, automatic_window(pixels), header)


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence Pillow's warning of large pictures; how large is too large is decided here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        yield
