"""What a compressed frame says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.encaps import get_frame
from pydicom.uid import UID, JPEGExtended12Bit, JPEGLossless, JPEGLosslessSV1

from models.reading.pixels.codestream import is_sound_jpeg
from models.reading.read import read_radiograph
from models.values.refusal import NotARadiograph, RefusalCode
from tests.films import RAMP, compressed, dataset

_JPEG = [JPEGExtended12Bit, JPEGLossless, JPEGLosslessSV1]


@pytest.mark.parametrize("syntax", _JPEG)
def test_a_frame_whose_markers_do_not_follow_each_other_is_refused_and_ends_no_reader(syntax: UID, tmp_path: Path) -> None:
    """Nine bytes too many before the scan: libjpeg warns, and GDCM ended the process."""
    file = tmp_path / "film.dcm"
    file.write_bytes(compressed(dataset(RAMP), syntax))
    frame = get_frame(dcmread(file).PixelData, 0, number_of_frames=1)
    assert is_sound_jpeg(frame)
    scan = frame.index(b"\xff\xda")
    assert not is_sound_jpeg(frame[:scan] + bytes(9) + frame[scan:])
    whole = file.read_bytes()
    at = whole.index(frame[scan - 20 : scan + 20]) + 20
    file.write_bytes(whole[: at - 12] + bytes(12) + whole[at:])
    with pytest.raises(NotARadiograph) as refused:
        read_radiograph(file)
    assert refused.value.code == RefusalCode.DAMAGED_PIXELS


@pytest.mark.parametrize("frame", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\xff\xc4\x00", b"\xff\xd8\xff\xc4\xff\xff"])
def test_a_frame_that_ends_before_its_scan_is_not_sound(frame: bytes) -> None:
    assert not is_sound_jpeg(frame)


def test_a_precision_that_no_jpeg_has_is_not_sound(tmp_path: Path) -> None:
    """GDCM ended the process over 80 bits."""
    file = tmp_path / "film.dcm"
    file.write_bytes(compressed(dataset(RAMP), JPEGLosslessSV1))
    data = file.read_bytes()
    at = data.rindex(b"\xff\xc3") + 4
    file.write_bytes(data[:at] + bytes([80]) + data[at + 1 :])
    with pytest.raises(NotARadiograph) as refused:
        read_radiograph(file)
    assert refused.value.code == RefusalCode.DAMAGED_PIXELS
