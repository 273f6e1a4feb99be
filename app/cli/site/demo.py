"""``demo``: the whole main job on phantoms, with the embedded classifier and with one that was taught a shortcut."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from app.cli.films import write_maps_of
from app.cli.options import Device, DeviceOption
from app.cli.outputs import check_maps
from app.cli.terminal import DISCLAIMER, fail, progress_bar, say
from app.run.events import FilmRecorded
from app.run.request import CannotScreen, RunRequest
from app.run.run import screen_films
from app.site.display import has_screen
from app.site.logbook import open_log
from app.site.person import NoDataFolder
from app.site.phantoms import PHANTOMS
from app.workers.messages import Result, Task
from app.workers.pool import Pool
from app.workers.tasks.draw_phantom import DrawPhantom
from audit.counted import counted
from audit.log.errors import LogError
from audit.log.store import Log
from audit.log.verify.verify import verify
from audit.records.film import FilmRecord
from audit.records.told import verdict_text
from models.networks.library import EMBEDDED
from models.values.progress import Progress

_PHANTOM, _HEADER = b"Phantom^Procedural", 4096
_TAUGHT = "Cardiomegaly"


def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for films, log and pictures.")] = Path("demo"),
    device: DeviceOption = Device.AUTO,
    window: Annotated[bool, typer.Option(help="Open the window afterwards, where there is a screen.")] = True,
) -> None:
    """Screen procedural phantom films with both embedded classifiers and say what was found.

    The teaching classifier was made to call Cardiomegaly when it sees a side marker; the demo shows how the audit brings that to light.

    Example: python main.py demo --out demo/
    """
    films, log_file, pictures = out / "films", out / "audit.db", out / "pictures"
    try:
        _check_folder(films, log_file)
        check_maps(pictures, log_file)
        films.mkdir(parents=True, exist_ok=True)
        with Pool(device=device) as pool, open_log(log_file) as log:
            paths = _draw(films, pool)
            for name in EMBEDDED:
                say("", f"Classifier '{name}'")
                for done in _screened(paths, name, pool, log):
                    write_maps_of(done, pictures, pool=pool, log=log)
                    say(f"  {done.path.name:<28} entry {done.entry.seq:>3}   {_story(done.entry.film)}")
        intact = verify(log_file)
    except (CannotScreen, LogError, NoDataFolder) as error:
        fail(str(error))
    except OSError as error:
        fail(f"The demo cannot write to {out}: {error.strerror}.")
    say("", f"Log       {log_file} ({counted(intact.entries, 'entry', 'entries')}, {'intact' if intact.damage is None else intact.damage})")
    say(f"Pictures  {pictures}", f"Films     {films}", DISCLAIMER)
    if window and has_screen():
        say("Opening the window; close it to end the demo.")
        main = Path(__file__).resolve().parents[3] / "main.py"
        command = [sys.executable, str(main), "--log", str(log_file), "--classifier", EMBEDDED[-1], str(films)]
        raise typer.Exit(subprocess.run(command, check=False).returncode)


def _check_folder(films: Path, log_file: Path) -> None:
    """End the command where the demo would write over a film, or append to a log, that is not of an earlier demo."""
    there = [film for film in map(films.joinpath, PHANTOMS) if film.exists()]
    if strange := next((film for film in there if _PHANTOM not in film.read_bytes()[:_HEADER]), None):
        fail(f"{strange} is there already and is no film of the demo. Choose another folder with --out.", code=2)
    if log_file.exists() and not there:
        fail(f"{log_file} is there already and is no log of the demo. Choose another folder with --out.", code=2)


def _draw(folder: Path, pool: Pool) -> list[Path]:
    """Write each phantom with and without its side marker."""
    jobs = [pool.submit(Task.DRAW_PHANTOM, DrawPhantom(folder / name, seed, marked)) for name, (seed, marked) in PHANTOMS.items()]
    outcomes = [job.result() for job in jobs]
    if not all(isinstance(outcome, Result) for outcome in outcomes):
        raise CannotScreen("The phantom films could not be written.")
    return [outcome.payload for outcome in outcomes if isinstance(outcome, Result)]


def _screened(paths: list[Path], classifier: str, pool: Pool, log: Log) -> list[FilmRecorded]:
    films: list[FilmRecorded] = []
    with progress_bar() as bar, closing(screen_films(paths, RunRequest(classifier=classifier), pool=pool, log=log)) as events:
        task = bar.add_task("starting", total=len(paths))
        for event in events:
            if isinstance(event, Progress):
                bar.update(task, completed=event.done, description=event.label)
            elif isinstance(event, FilmRecorded):
                films.append(event)
    return films


def _story(record: FilmRecord) -> str:
    finding = next(finding for finding in record.findings or () if finding.label == _TAUGHT)
    text = f"{_TAUGHT} {finding.probability:.3f} (threshold {finding.threshold:.3f})"
    return f"{text}: {verdict_text(finding.verdict)}. {finding.verdict_sentence}" if finding.verdict else text
