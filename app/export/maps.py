"""What ``--maps`` writes: the raw maps of a film, and a picture for each positive finding. Named by entry, never by patient."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.export.file_names import file_names
from app.export.pictures import overlay, save_picture
from app.export.recorded_maps import recorded_maps
from audit.log.store import Stored
from models.grids.interpolation import over_film
from models.values.radiograph import Radiograph


def write_maps(entry: Stored, film: Radiograph | None, blob: Callable[[str], bytes | None], folder: Path) -> list[Path]:
    """Write ``entry-N.npz`` and ``entry-N-LABEL.png`` of a screened film; returns the pictures.

    The NPZ holds the signed maps (K×h×w), the labels, the film's rectangle in the maps' coordinates and the lung mask,
    which covers the film.

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
    stem = f"entry-{entry.seq:06d}"
    findings = record.findings or ()
    labels = [finding.label for finding in findings]
    file = folder / f"{stem}.npz"
    np.savez_compressed(file, signed_maps=kept.signed_maps, labels=np.array(labels), film=np.array(kept.box), lungs=kept.lungs)
    pictures = []
    for signed, finding, name in zip(kept.signed_maps, findings, file_names(labels), strict=True):
        if finding.positive:
            heat = over_film(np.maximum(signed, 0), kept.box, *film.pixels.shape)
            pictures.append(folder / f"{stem}-{name}.png")
            save_picture(overlay(film.pixels, film.window, heat, kept.lungs), pictures[-1])
    return pictures
