"""What ``--maps`` writes: the raw maps of a film, and a picture for each positive finding. Named by entry, never by patient."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.pictures import overlay
from app.recorded import recorded_maps
from app.screening import Done
from models.upsampling import over_film


def write_maps(done: Done, folder: Path) -> list[Path]:
    """Write ``entry-N.npz`` and ``entry-N-LABEL.png`` of a screened film; returns the pictures.

    The NPZ holds the signed maps (K×h×w), the labels, the film's rectangle in the maps' coordinates and the lung mask (H×W).

    Raises:
        OSError: The folder cannot be written to.
    """
    kept = recorded_maps(done.blobs.get, done.entry.record)
    if kept is None or done.film is None:
        return []
    folder.mkdir(exist_ok=True)
    stem = f"entry-{done.entry.seq:06d}"
    findings = done.entry.record["findings"]
    labels = np.array([finding["label"] for finding in findings])
    np.savez_compressed(folder / f"{stem}.npz", signed_maps=kept.signed_maps, labels=labels, film=np.array(kept.box), lungs=kept.lungs)
    pictures = []
    for signed, finding in zip(kept.signed_maps, findings, strict=True):
        if finding["positive"]:
            heat = over_film(np.maximum(signed, 0), kept.box, *done.film.pixels.shape)
            pictures.append(folder / f"{stem}-{finding['label'].lower()}.png")
            overlay(done.film.pixels, done.film.window, heat, kept.lungs).save(pictures[-1])
    return pictures
