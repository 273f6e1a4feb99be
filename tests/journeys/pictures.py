"""Makes docs/pictures from phantom films: ``python tests/journeys/pictures.py FOLDER``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from models.film.phantom import phantom
from models.networks.library import EMBEDDED


def main(folder: Path) -> None:
    """Take pictures of the window on phantom films."""
    from app.batch.sources import find_films
    from app.desktop.viewer.view import Overlay
    from app.workers.messages import Task
    from app.workers.pool import Pool
    from app.workers.tasks.draw_phantom import DrawPhantom
    from tests.journeys.desk import OpenDesk

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_DATA_HOME"] = scratch
        films = Path(scratch) / "films"
        films.mkdir()
        with Pool(device="cpu") as pool:
            for number in (1, 2, 3):
                for marked in (True, False):
                    name = f"phantom-{number}-{'marker' if marked else 'no-marker'}.dcm"
                    pool.submit(Task.DRAW_PHANTOM, DrawPhantom(films / name, 3_000_000 + number, marked)).result()
        (films / "report.txt").write_text("no film")
        lying = np.rot90(phantom(3_000_004).pixels)
        Image.fromarray((lying * 255).astype(np.uint8)).save(films / "rotated.png")
        for size, suffix in (((1600, 1000), ""), ((1280, 800), "-small")):
            os.environ["XDG_DATA_HOME"] = str(Path(scratch) / f"person{suffix}")  # Who has no recent logs.
            opened = OpenDesk(Path(scratch) / f"audit{suffix}.db", classifier=EMBEDDED[-1], size=size)
            opened.grab(folder / f"window-empty{suffix}.png")
            opened.window.opened.emit([films])
            opened.until(lambda: bool(opened.ended) and opened.shown())  # noqa: B023
            opened.grab(folder / f"window-film{suffix}.png")
            for overlay, name in ((Overlay.GRAD_CAM, "grad-cam"), (Overlay.GUIDED_GRAD_CAM, "guided-grad-cam")):
                answers = opened.answers + (overlay == Overlay.GUIDED_GRAD_CAM)
                opened.window.viewer.overlays.choose(overlay)
                opened.until(lambda: opened.answers >= answers)  # noqa: B023
                opened.grab(folder / f"window-{name}{suffix}.png")
            opened.window.worklist.chosen.emit(len(find_films([films]).films) - 1)
            opened.until(opened.shown)
            opened.grab(folder / f"window-refused{suffix}.png")
            opened.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
