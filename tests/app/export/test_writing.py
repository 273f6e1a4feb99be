"""Files are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.export.writing import beside, replacing


def test_a_file_is_replaced_at_the_end_and_not_before(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("before")
    with replacing(out) as file:
        file.write("after")
        assert out.read_text() == "before"
    assert out.read_text() == "after"
    assert list(tmp_path.iterdir()) == [out]


def test_what_was_there_is_kept_when_the_writing_fails(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("before")
    with pytest.raises(ZeroDivisionError), replacing(out) as file:
        file.write("half" * (1 // 0))
    assert out.read_text() == "before"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="No device to write into.")
def test_a_device_is_written_into_and_stays_one() -> None:
    with replacing(Path("/dev/null")) as file:
        file.write("nothing")
    assert Path("/dev/null").is_char_device()


def test_a_file_of_any_kind_can_be_written_beside_its_place(tmp_path: Path) -> None:
    out = tmp_path / "out.npz"
    with beside(out) as partial:
        partial.write_bytes(b"after")
        assert not out.exists()
    assert out.read_bytes() == b"after"
    with pytest.raises(FileNotFoundError), beside(out):
        pass  # Nothing was written, so nothing is replaced.
    assert [path.name for path in tmp_path.iterdir()] == ["out.npz"]
