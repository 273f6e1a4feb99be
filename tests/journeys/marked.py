"""Films whose every header, name and folder is marked, one for each way a file can end; and workers that crash on the way.

What is marked holds TOKEN, a date of 1931, or the root of a UID; the test looks for these wherever the program writes.
"""

from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin
from pydicom import Dataset, FileDataset, dcmread
from pydicom.datadict import DicomDictionary
from pydicom.dataelem import DataElement
from pydicom.uid import UID

from models.film.phantom_file import write_phantom
from tests.films import saved

TOKEN, DATE, TIME, ROOT = "Quitte", "19310714", "071431", "1.2.9994711"
MARKS = (TOKEN, DATE, f"{TIME}.4711", ROOT, "4711Y")
CRASH, DEFECT, ENGINE_CRASH, ENGINE_DEFECT = 601, 602, 603, 604
"""Rows of the films over which a worker crashes or meets a defect."""

_VALUES = {
    "PN": f"{TOKEN}^Ottilie", "LO": f"{TOKEN} 4711", "SH": f"{TOKEN} 47", "ST": f"{TOKEN} st", "LT": f"{TOKEN} lt", "UT": f"{TOKEN} ut",
    "UC": f"{TOKEN} uc", "AE": TOKEN, "UR": f"https://{TOKEN}.example", "DA": DATE, "TM": f"{TIME}.4711", "DT": f"{DATE}{TIME}",
    "UI": f"{ROOT}.1",
}  # fmt: skip
_KEPT = {"Manufacturer", "ManufacturerModelName", "StationName", "InstitutionName", "SOPClassUID", "SOPInstanceUID", "StudyInstanceUID"}
"""By the contract; and what says of what kind a file is."""
_OF_THE_PICTURE = {0x0000, 0x0002, 0x0028, 0x7FE0}


def mark(film: Dataset) -> Dataset:
    """Give every element of the standard that is a name, an identifier, a text, a date or a UID a marked value; private ones too."""
    for tag, (vr, _, _, retired, keyword) in DicomDictionary.items():
        if vr in _VALUES and not retired and tag >> 16 not in _OF_THE_PICTURE and keyword not in _KEPT and keyword:
            film.add(DataElement(tag, vr, _VALUES[vr]))
    inner = Dataset()
    inner.PatientName, inner.PatientID, inner.RequestedProcedureDescription = _VALUES["PN"], _VALUES["LO"], _VALUES["LO"]
    film.RequestAttributesSequence, film.OtherPatientIDsSequence = [inner], [inner]
    block = film.private_block(0x0009, f"{TOKEN} block", create=True)
    for offset, vr in enumerate(("PN", "LO", "UT", "DA")):
        block.add_new(offset + 1, vr, _VALUES[vr])
    block.add_new(9, "UN", TOKEN.encode())
    film.PatientAge, film.PatientSex = "087Y", "F"
    film.SOPInstanceUID, film.StudyInstanceUID = UID("1.2.826.0.1.3680043.10.1561.8"), UID("1.2.826.0.1.3680043.10.1561.9")
    return film


def write_folder(root: Path) -> dict[str, tuple[str, str | None]]:
    """Write the marked files below a marked folder; returns how each is to end, by its name: status and code."""
    folder = root / f"{TOKEN} Ottilie {DATE}"
    folder.mkdir(parents=True)
    write_phantom(root / "plain", 4_000_001, marked=True, size=512)
    ends: dict[str, tuple[str, str | None]] = {}

    def put(name: str, data: bytes, status: str, code: str | None = None) -> None:
        (folder / f"{TOKEN} {name}").write_bytes(data)
        ends[f"{TOKEN} {name}"] = (status, code)

    def film(change: Callable[[FileDataset], object] | None = None) -> bytes:
        made = dcmread(root / "plain")
        mark(made)
        made.preamble = TOKEN.encode().ljust(128)
        made.file_meta.SourceApplicationEntityTitle = TOKEN
        if change:
            change(made)
        return saved(made)

    put("screened.dcm", film(), "screened")
    put("not a projection.dcm", film(lambda made: setattr(made, "Modality", "CT")), "refused", "not_a_projection")
    put("no pixels.dcm", film(lambda made: delattr(made, "PixelData")), "refused", "no_pixels")
    put("frames.dcm", film(lambda made: setattr(made, "NumberOfFrames", 3)), "refused", "several_frames")
    put("blank.dcm", film(lambda made: setattr(made, "PixelData", bytes(len(made.PixelData)))), "refused", "blank")
    put("rotated.dcm", film(_upside_down), "refused", "rotated")
    put("cut off.dcm", film()[:-9000], "refused", "damaged_pixels")
    put("cut early.dcm", film()[:135], "refused", "truncated")
    put("no film.dcm", f"{TOKEN} {DATE}".encode(), "refused", "not_an_image")
    for name, rows, status, code in (
        ("reader crash.dcm", CRASH, "refused", "crashed_reader"), ("reader defect.dcm", DEFECT, "failed", "defect"),
        ("engine crash.dcm", ENGINE_CRASH, "failed", "engine"), ("engine defect.dcm", ENGINE_DEFECT, "failed", "engine"),
    ):  # fmt: skip
        put(name, film(lambda made, rows=rows: _taller(made, rows)), status, code)
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", f"{TOKEN} {DATE}")
    picture = Image.fromarray(np.zeros((200, 200), np.uint8))
    picture.save(folder / f"{TOKEN} text.png", pnginfo=text)
    ends[f"{TOKEN} text.png"] = ("refused", "blank")
    with zipfile.ZipFile(folder / f"{TOKEN}.zip", "w") as archive:
        archive.comment = TOKEN.encode()
        archive.writestr(f"{TOKEN} inside/{TOKEN} zipped.dcm", film(lambda made: setattr(made, "PatientAge", "031Y")))
    ends[f"{TOKEN} zipped.dcm"] = ("screened", None)
    (root / "plain").unlink()
    return ends


def _upside_down(film: FileDataset) -> None:
    film.PixelData = np.ascontiguousarray(np.rot90(film.pixel_array, 2)).tobytes()


def _taller(film: FileDataset, rows: int) -> None:
    """Add black rows; the worker that crashes knows its film by their number."""
    film.PixelData = np.vstack([film.pixel_array, np.zeros((rows - film.Rows, film.Columns), film.pixel_array.dtype)]).tobytes()
    film.Rows = rows


def crashing_reader() -> Callable[..., Any]:
    """Return the real reader, which ends without a word over one film and quotes the header of another in an exception."""
    from app.workers.reader import make_reader

    read = make_reader()

    def handle(request: Any) -> Any:
        steps = read(request)
        found = yield from steps
        if found.header.rows == CRASH:
            os.write(2, dcmread(request.payload.path).PatientName.formatted("").encode())
            os.abort()
        if found.header.rows == DEFECT:
            raise ValueError(str(dcmread(request.payload.path)))
        return found

    return handle


def crashing_engine(device: str, threads: int | None, behind: bool) -> Callable[..., Any]:
    """Return the real engine, which does the same over two others."""
    from app.workers.engine import make_engine

    work = make_engine(device, threads, behind)

    def handle(request: Any) -> Any:
        rows = {film.header.rows for film in getattr(request.payload, "films", ())}
        if ENGINE_CRASH in rows:
            os.write(2, repr(request.payload).encode())
            os.abort()
        if ENGINE_DEFECT in rows:
            raise ValueError(repr(request.payload))
        return (yield from work(request))

    return handle


def sit(commands: list[list[str]]) -> None:
    """Run commands of the program with workers that crash, and tell each one's exit code on standard error."""
    import app.workers.pool
    import main

    app.workers.pool.make_reader, app.workers.pool.make_engine = crashing_reader, crashing_engine
    for command in commands:
        print(f"exit {main.main(command)}", file=sys.stderr, flush=True)  # noqa: T201


def sitting(commands: list[list[str]]) -> list[str]:
    """Return the command line of a process that does ``sit``."""
    return [
        sys.executable,
        "-c",
        "import json, sys; from tests.journeys import marked; marked.sit(json.loads(sys.argv[1]))",
        json.dumps(commands),
    ]
