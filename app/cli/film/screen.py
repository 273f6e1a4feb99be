"""``screen``: films in; findings on the terminal, in the log, and if wanted as JSON and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from app.batch.left_out import with_companions
from app.batch.sources import FoundFilms
from app.cli.film.lines import line_of
from app.cli.film.outcome import Counts, RecordsFile
from app.cli.films import films_in, passed_over, write_maps_of
from app.cli.options import ClassifierOption, Device, DeviceOption, ExcludeOption, LogOption, PointOption, RegionsOption, VerboseOption
from app.cli.outputs import check_maps, check_outputs, results_alone
from app.cli.terminal import DISCLAIMER, fail, progress_bar, say, say_above, warn
from app.export.outputs import Output
from app.run.events import FilmRecorded
from app.run.request import CannotScreen, RunRequest
from app.run.run import screen_films
from app.site.logbook import open_log
from app.site.person import NoDataFolder, actor, default_log
from app.site.regions import SHIPPED, table_file
from app.workers.crew import Crew
from app.workers.pool import Pool
from audit.log.errors import LogError
from audit.log.store import Log
from models.networks.library import EMBEDDED
from models.values.parameters import Parameters
from models.values.progress import Progress

_ONE_FILE = "A film, the log, its witness and the JSON must be different files."


def screen(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="Films (DICOM CR, DX or RG, PNG, JPEG, TIFF); folders, zips and DICOMDIRs of them."),
    ],
    log: LogOption = None,
    json_out: Annotated[
        Path | None, typer.Option("--json", metavar="OUT", help="Write each film's record to this file as it ends: JSON Lines.")
    ] = None,
    maps: Annotated[Path | None, typer.Option(metavar="DIR", help="Write maps and pictures of each film to this folder.")] = None,
    classifier: ClassifierOption = EMBEDDED[0],
    operating_point: PointOption = None,
    device: DeviceOption = Device.AUTO,
    regions: RegionsOption = None,
    batch_size: Annotated[int, typer.Option(min=1, max=256, metavar="N", help="Films that share a forward pass.")] = 4,
    witness: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File elsewhere to which every signed checkpoint of the log is appended.")
    ] = None,
    challenges: Annotated[
        bool, typer.Option("--challenges/--no-challenges", help="Test scores by perturbation, which takes most of the time.")
    ] = True,
    everything: Annotated[
        bool,
        typer.Option(
            "--global",
            help="Also fill in all outside, and all inside, of the allowed regions, and transplant regions to other films; it confirms "
            "nothing about one film.",
        ),
    ] = False,
    readers: Annotated[int | None, typer.Option(min=1, max=64, metavar="N", help="Processes that read files; else by the cores.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Screen also what is already recorded.")] = False,
    exclude: ExcludeOption = None,
    verbose: VerboseOption = False,
    debug: Annotated[bool, typer.Option("--debug", help="Print where a defect of the program stopped a film.")] = False,
) -> None:
    """Screen films: classify, see where the score comes from, test it, and record it.

    Every film ends as an entry of the log: screened, refused with a reason, or failed. Other files in folders are passed over.
    The same command again continues: films that are already recorded with the same pixels and by the same method are not screened twice.

    Example: python main.py screen films/ --log audit.db --json findings.jsonl
    """
    if everything and not challenges:
        fail("--global needs the perturbation tests: leave --no-challenges out.", code=2)
    found = _found(paths, log=log, json_out=json_out, witness=witness, exclude=exclude, verbose=verbose)
    for folder in {file.resolve().parent for file in (log, json_out, maps, witness) if file}:
        if not folder.is_dir():
            fail(f"There is no folder {folder}.", code=2)
    check_outputs(file=json_out, holds=Output.RECORDS, folder=maps)
    crew = Crew.of(device, readers=readers)
    request = RunRequest(
        classifier=classifier, parameters=Parameters(challenges=challenges, global_removals=everything), batch_size=batch_size, again=again,
        regions=regions, operating_point=operating_point, readers=crew.readers, engines=len(crew.devices),
    )  # fmt: skip
    try:
        file = log or default_log()
        check_maps(maps, file)
        with results_alone(json_out):
            with open_log(file, witness=witness) as opened:
                counts = _screen(found.films, request, log=opened, crew=crew, json_out=json_out, maps=maps, debug=debug)
                say(" ".join([counts.sentence, *passed_over(found, verbose=verbose)]))
                # After an error none is made here: the log signs what was recorded when it closes, and the error stays the one shown.
                opened.checkpoint(actor=actor())
                seq, digest = opened.head()
            say(f"Log: {opened.path}. Head: entry {seq}, {digest}")
            if counts.operating_point:
                say(f"Operating point: {counts.operating_point}")
            if (table := table_file(regions)) != SHIPPED:
                say(f"Allowed regions: {table}")
            say(DISCLAIMER)
    except CannotScreen as error:
        fail(str(error), code=2)
    except (LogError, NoDataFolder) as error:
        fail(str(error))
    except OSError as error:
        fail(f"Writing failed: {error.strerror or type(error).__name__}. What was reported as done is recorded.")
    raise typer.Exit(0 if counts.all_screened else 1)


def _found(
    paths: list[Path], *, log: Path | None, json_out: Path | None, witness: Path | None, exclude: list[str] | None, verbose: bool
) -> FoundFilms:
    """Return the films to screen; what is written may lie in a folder of films and is none, maps by the mark that they bear."""
    written = [file.resolve() for file in (log, json_out, witness) if file]
    replaces = bool(json_out and json_out.exists() and json_out.suffix.lower() not in {".json", ".jsonl"})
    outputs = [*(with_companions(log) if log else ()), *(file for file in (None if replaces else json_out, witness) if file)]
    if len(set(written)) < len(written) or any(path.resolve() in written for path in paths):
        fail(_ONE_FILE, code=2)
    found = films_in(paths, exclude=exclude, verbose=verbose, outputs=outputs)
    if replaces and json_out and json_out.resolve() in {path.resolve() for path in found.films}:
        fail(_ONE_FILE, code=2)
    return found


def _screen(
    films: Sequence[Path], request: RunRequest, *, log: Log, crew: Crew, json_out: Path | None, maps: Path | None, debug: bool
) -> Counts:
    counts = Counts()
    pool_of_crew = Pool(device=crew.devices, readers=crew.readers, threads=crew.threads)
    with RecordsFile(json_out) as records, pool_of_crew as pool, progress_bar() as bar:
        task = bar.add_task("starting", total=len(films))
        with closing(screen_films(films, request, pool=pool, log=log)) as events:
            for event in events:
                if isinstance(event, Progress):
                    bar.update(task, completed=event.done, description=event.label)
                elif isinstance(event, FilmRecorded):
                    say_above(bar, line_of(event))
                    if debug and event.details:
                        warn(*event.details.splitlines())
                    bar.advance(task)
                    counts.add(event)
                    records.add(event)
                    if maps:
                        write_maps_of(event, maps, pool=pool, log=log)
    return counts
