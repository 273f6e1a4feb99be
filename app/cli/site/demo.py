"""``demo``: the whole main job on phantoms, with the embedded classifier and with one that was taught a shortcut."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.options import Device, DeviceOption
from app.cli.terminal import DISCLAIMER, fail, progress_bar, say
from app.export.maps import write_maps
from app.run.events import FilmRecorded, Progress
from app.run.request import CannotScreen, RunRequest
from app.run.run import screen_films
from app.site.display import has_screen
from app.site.logbook import open_log
from app.workers.messages import Result, Task
from app.workers.pool import Pool
from app.workers.tasks.draw_phantom import DrawPhantom
from audit.log.errors import LogError
from audit.log.store import Log
from audit.log.verify.verify import verify
from models.networks.library import EMBEDDED

_SEEDS = (3_000_001, 3_000_002, 3_000_003)
_TAUGHT = "Cardiomegaly"


def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for films, log and pictures.")] = Path("demo"),
    device: DeviceOption = Device.AUTO,
    window: Annotated[bool, typer.Option(help="Open the window afterwards, where there is a screen.")] = True,
) -> None:
    """Screen procedural phantom films with both embedded classifiers and tell what was found.

    The teaching classifier was made to call Cardiomegaly when it sees a side marker; the demo shows how the audit brings that to light.

    Example: python main.py demo --out demo/
    """
    films, log_file, pictures = out / "films", out / "audit.db", out / "pictures"
    try:
        films.mkdir(parents=True, exist_ok=True)
        with Pool(device=device) as pool, open_log(log_file) as log:
            paths = _draw(films, pool)
            for name in EMBEDDED:
                say(f"\nClassifier '{name}'")
                for done in _screened(paths, name, pool, log):
                    write_maps(done.entry, done.film, done.blobs, pictures)
                    say(f"  {done.path.name:<28} entry {done.entry.seq:>3}   {_story(done.entry.record)}")
        intact = verify(log_file)
    except (CannotScreen, LogError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"The demo cannot write to {out}: {error.strerror}.")
    say(f"\nLog       {log_file} ({intact.entries} entries, {'intact' if intact.damage is None else intact.damage})")
    say(f"Pictures  {pictures}\nFilms     {films}\n{DISCLAIMER}")
    if window and has_screen():
        say("Opening the window; close it to end the demo.")
        main = Path(__file__).resolve().parents[3] / "main.py"
        command = [sys.executable, str(main), "--log", str(log_file), "--classifier", EMBEDDED[-1], str(films)]
        raise typer.Exit(subprocess.run(command, check=False).returncode)


def _draw(folder: Path, pool: Pool) -> list[Path]:
    """Write each phantom with and without its side marker."""
    jobs = []
    for number, seed in enumerate(_SEEDS, 1):
        for marked in (True, False):
            name = f"phantom-{number}-{'marker' if marked else 'no-marker'}.dcm"
            jobs.append(pool.submit(Task.DRAW_PHANTOM, DrawPhantom(folder / name, seed, marked)))
    endings = [job.result() for job in jobs]
    if not all(isinstance(ending, Result) for ending in endings):
        raise CannotScreen("The phantom films could not be written.")
    return [ending.payload for ending in endings if isinstance(ending, Result)]


def _screened(paths: list[Path], classifier: str, pool: Pool, log: Log) -> list[FilmRecorded]:
    films: list[FilmRecorded] = []
    with progress_bar() as bar, closing(screen_films(paths, RunRequest(classifier=classifier), pool=pool, log=log)) as steps:
        task = bar.add_task("starting", total=len(paths))
        for step in steps:
            if isinstance(step, Progress):
                bar.update(task, completed=step.done, description=step.label)
            elif isinstance(step, FilmRecorded):
                films.append(step)
    return films


def _story(record: dict[str, Any]) -> str:
    finding = next(finding for finding in record["findings"] or [] if finding["label"] == _TAUGHT)
    text = f"{_TAUGHT} {finding['probability']:.3f} (threshold {finding['threshold']:.3f})"
    if not finding["challenges"]:
        return text
    challenge = finding["challenges"][0]
    after = finding["probability"] - challenge["delta_probability"]
    text += f"; with the hottest part of its map outside the allowed places filled in: {after:.3f}"
    controls = challenge["controls"]
    if controls["spread"] is not None:
        text += f" (Δ {challenge['delta_logit']:+z.2f}, elsewhere {controls['mean']:+z.2f} ± {controls['spread']:.2f})"
    return text + (", the decision is lost" if challenge["decision_changed"] else "")
