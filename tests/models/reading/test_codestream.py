"""What a compressed frame says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.encaps import get_frame
from pydicom.uid import UID, JPEGExtended12Bit, JPEGLossless, JPEGLosslessSV1

from models.reading.codestream import leads_to_its_scan
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
    assert leads_to_its_scan(frame)
    scan = frame.index(b"\xff\xda")
    assert not leads_to_its_scan(frame[:scan] + bytes(9) + frame[scan:])
    whole = file.read_bytes()
    at = whole.index(frame[scan - 20 : scan + 20]) + 20
    file.write_bytes(whole[: at - 12] + bytes(12) + whole[at:])
    with pytest.raises(NotARadiograph) as refused:
        read_radiograph(file)
    assert refused.value.code == RefusalCode.DAMAGED_PIXELS


@pytest.mark.parametrize("frame", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\xff\xc4\x00", b"\xff\xd8\xff\xc4\xff\xff"])
def test_a_frame_that_ends_before_its_scan_leads_to_none(frame: bytes) -> None:
    assert not leads_to_its_scan(frame)
