"""Bytes of films, and their way through the reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from numpy.typing import NDArray
from pydicom.uid import ExplicitVRLittleEndian

from models.reading.read import read_radiograph
from models.values.radiograph import Radiograph
from models.values.refusal import NotARadiograph
from tests.films import WEDGE, claiming, dataset, saved

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
Either = Callable[[bytes], Radiograph | NotARadiograph]


def _build(stored: NDArray[Any] = WEDGE, *, syntax: str = ExplicitVRLittleEndian, **elements: Any) -> bytes:
    """Return the bytes of a DX film in explicit little endian, whatever syntax it claims; see ``tests.films``."""
    return claiming(saved(dataset(stored, **elements)), syntax)


@pytest.fixture(scope="session")
def build() -> Build:
    """Bytes of a DICOM film; see ``_build``."""
    return _build


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Bytes to Radiograph, by way of a file whose path holds a name."""
    path: Path = tmp_path_factory.mktemp("Sentinel_Pathname") / "Sentinel_Filename.dcm"

    def reading(data: bytes) -> Radiograph:
        path.write_bytes(data)
        return read_radiograph(path)

    return reading


@pytest.fixture(scope="session")
def refused(read: Read) -> Refused:
    """Bytes to the refusal, whose sentence is a whole one and names nobody."""

    def refusing(data: bytes) -> NotARadiograph:
        with pytest.raises(NotARadiograph) as caught:
            read(data)
        sentence = str(caught.value)
        assert len(sentence) > 20
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "; " in sentence, "cause; remedy."
        lowered = sentence.lower()
        assert not any(secret in lowered for secret in ("sentinel", "4711", "1947", "/"))
        assert caught.value.__cause__ is None
        return caught.value

    return refusing


@pytest.fixture(scope="session")
def either(read: Read) -> Either:
    """Bytes to whichever it is; any other exception is the test's failure."""

    def trying(data: bytes) -> Radiograph | NotARadiograph:
        try:
            return read(data)
        except NotARadiograph as refusal:
            return refusal

    return trying
