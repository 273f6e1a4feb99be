"""What ``--maps`` writes: the raw maps of a film, and a picture for each positive finding. Named by entry, never by patient."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.export.file_names import file_names, free_stem
from app.export.marks import entry_of_maps, is_png_of
from app.export.pictures import overlay, save_picture
from app.export.recorded_maps import recorded_maps
from app.export.writing import beside, in_way
from audit.log.errors import LogError
from audit.log.store import Log, Stored
from models.grids.interpolation import drawn_on_film
from models.values.radiograph import Radiograph

_MAPS = ".npz"
_NAME = re.compile(r"entry-(\d{1,15})(-\d+)?\.npz")


def write_maps(entry: Stored, film: Radiograph | None, blob: Callable[[str], bytes | None], folder: Path) -> list[Path]:
    """Write ``entry-N.npz`` and ``entry-N-LABEL.png`` of a screened film; returns the pictures.

    The NPZ holds the signed maps (K×h×w), the labels, the film's rectangle in the maps' coordinates, the masks of lungs and heart, which
    cover the film, and the entry's hash; the heart's is empty where it was not found. Its own files are replaced; where another file is in
    the way, all get the name ``entry-N-2`` and so on.

    Args:
        entry: Of the film; nothing is written where its maps are not kept.
        film: Its pixels; nothing is written without.
        blob: Returns the bytes of a SHA-256: ``Log.blob``, or a dictionary's ``get``.
        folder: Made when missing.

    Raises:
        OSError: The folder cannot be written to.
    """
    record = entry.film
    kept = recorded_maps(blob, record)
    if kept is None or film is None:
        return []
    folder.mkdir(exist_ok=True)
    findings = record.findings or ()
    labels = [finding.label for finding in findings]
    maps = {
        f"-{name}.png": signed
        for signed, finding, name in zip(kept.signed_maps, findings, file_names(labels), strict=True)
        if finding.positive
    }

    heart = np.zeros_like(kept.lungs) if kept.heart is None else kept.heart

    def is_ours(file: Path) -> bool:
        return entry_of_maps(file) == entry.hash if file.suffix == _MAPS else is_png_of(file, entry.hash)

    stem = free_stem(f"entry-{entry.seq:06d}", set(), suffixes=(_MAPS, *maps), in_way=lambda name: in_way(folder / name, is_ours))
    with beside(folder / f"{stem}{_MAPS}", is_ours) as partial, partial.open("wb") as file:
        np.savez_compressed(
            file, signed_maps=kept.signed_maps, labels=np.array(labels), film=np.array(kept.box), lungs=kept.lungs,
            heart=heart, entry=np.array(entry.hash),
        )  # fmt: skip
    for suffix, signed in maps.items():
        heat = drawn_on_film(np.maximum(signed, 0), kept.box, *film.pixels.shape)
        save_picture(overlay(film.pixels, film.window, heat, (kept.lungs, heart)), folder / f"{stem}{suffix}", of=entry.hash)
    return [folder / f"{stem}{suffix}" for suffix in maps]


def not_of_log(folder: Path, log: Log | None) -> str | None:
    """Return the name of the first maps in a folder, where they are not of an entry of this log, or do not say of which.

    Args:
        folder: It may be missing.
        log: None has no entries yet.
    """
    first = min((path.name for path in folder.iterdir() if _NAME.fullmatch(path.name)), default=None) if folder.is_dir() else None
    found = _NAME.fullmatch(first or "")
    if first is None or found is None:
        return None
    try:
        return None if log and log.entry(int(found[1])).hash == entry_of_maps(folder / first) else first
    except LogError:  # There is no such entry.
        return first
