"""Makes ``resources/selfcheck.zip``: a film in every transfer syntax, and two phantoms. No film of a patient.

A script, run where a sample is to be added: ``PYTHONPATH=. python tests/resources/samples.py``. The samples are written by encoders that
have nothing to do with the decoders that the self-check tries.
"""

from __future__ import annotations

import io
import zipfile

import numpy as np
from PIL import Image
from pydicom.uid import JPEGBaseline8Bit
from scipy import ndimage

import resources
from models.film.phantom import phantom
from tests.films import RAMP, SYNTAXES, compressed, dataset

_SEED, _SIZE = 5_000_001, 192
_SECRETS = ("PatientName", "PatientID", "PatientBirthDate", "AccessionNumber")


def _phantom(*, marked: bool) -> bytes:
    """Return a PNG; without its finest noise, which would make up most of the file."""
    film = ndimage.gaussian_filter(phantom(_SEED, size=_SIZE, marked=marked).pixels, 0.8)
    file = io.BytesIO()
    Image.fromarray(np.round(film * 255).astype(np.uint8)).save(file, "PNG", optimize=True)
    return file.getvalue()


def main() -> None:
    """Write the archive."""
    with zipfile.ZipFile(
        resources.path("selfcheck.json").with_name("selfcheck.zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=9
    ) as archive:
        for syntax in SYNTAXES:
            stored = (RAMP >> 4).astype(np.uint8) if syntax == JPEGBaseline8Bit else RAMP
            archive.writestr(f"{syntax}.dcm", compressed(dataset(stored, drop=_SECRETS), syntax))
        for name in ("marked", "plain"):
            archive.writestr(f"phantom-{name}.png", _phantom(marked=name == "marked"))


if __name__ == "__main__":
    main()
