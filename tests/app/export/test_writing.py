"""Files are written whole or not at all."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.export.writing import anything, beside, replacing


def nothing(_: Path) -> bool:
    """No file is ours."""
    return False


def test_a_file_is_replaced_at_the_end_and_not_before(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("before")
    with replacing(out, anything) as file:
        file.write("after")
        assert out.read_text() == "before"
    assert out.read_text() == "after"
    assert list(tmp_path.iterdir()) == [out]


def test_what_was_there_is_kept_when_the_writing_fails(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("before")
    with pytest.raises(ZeroDivisionError), replacing(out, anything) as file:
        file.write("half" * (1 // 0))
    assert out.read_text() == "before"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="No device to write into.")
def test_a_device_is_written_into_and_stays_one() -> None:
    with replacing(Path("/dev/null"), nothing) as file:
        file.write("nothing")
    assert Path("/dev/null").is_char_device()


def test_a_file_of_any_kind_can_be_written_beside_its_place(tmp_path: Path) -> None:
    out = tmp_path / "out.npz"
    with beside(out, anything) as partial:
        partial.write_bytes(b"after")
        assert not out.exists()
    assert out.read_bytes() == b"after"
    with pytest.raises(FileNotFoundError), beside(out, anything):
        pass  # Nothing was written, so nothing is replaced.
    assert [path.name for path in tmp_path.iterdir()] == ["out.npz"]


def test_a_file_of_somebody_else_is_never_replaced_also_one_that_came_meanwhile(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with pytest.raises(FileExistsError, match="choose another name, or move it away"), replacing(out, nothing):
        out.write_text("theirs")
    assert out.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [out]


def test_a_new_file_needs_no_hard_link(tmp_path: Path, without_hard_links: None) -> None:
    with replacing(tmp_path / "out.csv", nothing) as file:
        file.write("mine")
    assert (tmp_path / "out.csv").read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "file.csv")
    for text in ("first", "second"):
        with replacing(tmp_path / "link.csv", anything) as file:
            file.write(text)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "file.csv").read_text() == "second"


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of POSIX")
def test_a_pipe_is_written_into_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as other:
        read = other.submit(pipe.read_text)
        with replacing(pipe, nothing) as file:
            file.write("through")
        assert read.result() == "through"
    assert pipe.is_fifo()


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="names of open files are POSIX")
def test_an_open_file_is_gone_on_with_where_it_stands(tmp_path: Path) -> None:
    """As standard output that is sent to a file: opened by its name, it would be written over from its beginning."""
    with (tmp_path / "out.txt").open("w") as opened:
        opened.write("before ")
        opened.flush()
        with replacing(Path(f"/dev/fd/{opened.fileno()}"), nothing) as file:
            file.write("after")
    assert (tmp_path / "out.txt").read_text() == "before after"
