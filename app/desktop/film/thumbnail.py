"""Films small enough to keep one of each of 20,000: about a kilobyte of JPEG."""

from __future__ import annotations

import io

from PIL import Image

from app.export.pictures import thumbnail
from models.values.radiograph import Radiograph

_SIDE, _QUALITY = 64, 70


def packed_thumbnail(film: Radiograph) -> bytes:
    """Return a film windowed, small, as JPEG."""
    picture = Image.fromarray(thumbnail(film))
    picture.thumbnail((_SIDE, _SIDE))
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=_QUALITY, optimize=True)
    return packed.getvalue()
