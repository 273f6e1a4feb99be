"""Replay: a film's record computed anew from the film, compared with what the log holds, and told as an entry of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from app.export.recorded_maps import RecordedMaps, recorded_maps
from app.replay.comparison import TOLERANCE, Difference, Replay, compare
from app.run.recording import ended_record, screened_record
from app.site.logbook import event
from app.site.regions import UnusableTable, table_in_use
from app.workers.job import Workers
from app.workers.messages import Failed, Outcome, Refused, Result, Task, why_not
from app.workers.tasks.describe import LoadMethod, Setting
from app.workers.tasks.read import ReadFilm
from app.workers.tasks.screen import ScreenFilms
from audit.log.store import EntryKind, Record, Stored
from audit.records.canonical import canonical
from models.networks.library import EMBEDDED
from models.values.input_check import NotScreened
from models.values.parameters import Parameters
from models.values.radiograph import Radiograph
from models.values.regions import RegionTable

_HALF_STEP = 2.0**-10
"""Maps are kept in half precision: two neighbours of a value differ by up to this share of it."""


class CannotReplay(Exception):
    """A record that cannot be computed anew here, with cause and remedy."""


def replay(entry: Stored, path: Path, *, pool: Workers, blob: Callable[[str], bytes | None], regions: Path | None = None) -> Replay:
    """Compute the record of an entry anew.

    Args:
        entry: Of a film that was screened or refused.
        path: The file that was recorded.
        pool: Reader and engine.
        blob: Returns the bytes of a SHA-256, as far as they are kept.
        regions: Table of allowed places; None is the one in use.

    Raises:
        CannotReplay: The entry is of another kind, the file is another one, or weights, parameters, table of allowed places or
            classifier are not to be had here.
    """
    if entry.kind not in {EntryKind.SCREENED, EntryKind.REFUSED}:
        raise CannotReplay(f"Entry {entry.seq} is of the kind '{entry.kind}'; only films that were screened or refused are replayed.")
    if not (entry.record["radiograph"] or {}).get("file_sha256"):
        raise CannotReplay(f"Entry {entry.seq} holds no hash of a file, since none could be read; there is nothing to replay.")
    parameters = _parameters(entry.record)
    ending = pool.submit(Task.READ, ReadFilm(path)).result()
    _check_file(ending, entry)
    if isinstance(ending, Result):
        return _screened_anew(entry.record, ending.payload, parameters, pool, blob, _table(regions))
    assert isinstance(ending, Refused), "any other ending was no file of the entry"
    refused = _refused(parameters, ending.code, ending.sentence) | {"radiograph": {"file_sha256": ending.file_sha256}}
    return compare(entry.record, _as_stored(refused))


def replay_record(entry: Stored, found: Replay) -> Record:
    """Return the body of the entry that tells a replay."""
    return event(
        sentence(entry, found), passed=found.passed, of={"seq": entry.seq, "hash": entry.hash}, same_device=found.same_device,
        device=found.device, tolerance=TOLERANCE, largest_difference=found.largest,
        differences=[asdict(each) for each in found.differences], maps_compared=found.maps_compared,
        recorded_code_version=entry.record["code_version"],
    )  # fmt: skip


def sentence(entry: Stored, found: Replay) -> str:
    """Tell a replay in one sentence."""
    where = "on the same device" if found.same_device else "on another device" if found.device else "where no device is on record"
    if not found.differences:
        return f"Entry {entry.seq} was computed anew {where}: everything is the same within {TOLERANCE:g}."
    told = "the decisions are the same" if found.passed else "the record is NOT confirmed"
    return f"Entry {entry.seq} was computed anew {where}: {told}; {len(found.differences)} values differ by more than {TOLERANCE:g}."


def _table(named: Path | None) -> RegionTable | None:
    try:
        return table_in_use(named)
    except UnusableTable as error:
        raise CannotReplay(str(error)) from None


def _parameters(record: Record) -> Parameters:
    try:
        parameters = Parameters.of_json(record["parameters"])
    except (TypeError, ValueError):
        raise CannotReplay("The entry has parameters that this version does not know; replay it with the version it names.") from None
    if parameters.sha256() != record["parameters_sha256"]:
        raise CannotReplay("The entry's parameters do not have the hash that it names; replay it with the version it names.")
    return parameters


def _check_file(ending: Outcome, entry: Stored) -> None:
    """Check that a file that was read, or refused, is the one of the entry.

    Raises:
        CannotReplay: It is another one, or could not be read at all.
    """
    recorded = entry.record["radiograph"]
    match ending:
        case Result(payload=Radiograph(header=header)):
            same, same_pixels = header.file_sha256 == recorded["file_sha256"], header.pixel_sha256 == recorded.get("pixel_sha256")
        case Refused(file_sha256=str(file_sha256)):
            same, same_pixels = file_sha256 == recorded["file_sha256"], False
        case Refused(sentence=told) | Failed(sentence=told):
            raise CannotReplay(f"The film cannot be read: {told}")
        case _:
            raise CannotReplay("The reading was cancelled.")
    if not same:
        but = " Its pixels are the same, so it may be a copy with another header." if same_pixels else ""
        raise CannotReplay(f"This is not the file of entry {entry.seq}: its SHA-256 differs.{but} Name the file that was screened.")


def _screened_anew(
    recorded: Record, film: Radiograph, parameters: Parameters, pool: Workers, blob: Callable[[str], bytes | None],
    table: RegionTable | None,
) -> Replay:  # fmt: skip
    # A film that was refused has no classifier on record; the check that comes before any classifier refused it.
    name = recorded["classifier"]["name"] if recorded["classifier"] else EMBEDDED[0]
    _check_setting(_ended(pool, Task.DESCRIBE, LoadMethod(name, table)), recorded)
    (screening,) = _ended(pool, Task.SCREEN, ScreenFilms((film,), name, parameters, table))
    if isinstance(screening, NotScreened):
        seen = {"radiograph": asdict(screening.header), "film_check": asdict(screening.check)}
        return compare(recorded, _as_stored(_refused(parameters, screening.code, screening.sentence) | seen))
    made, blobs = screened_record(screening, parameters)
    kept, anew = recorded_maps(blob, recorded), recorded_maps(blobs.get, made)
    return compare(recorded, _as_stored(made), None if kept is None or anew is None else tuple(_map_differences(kept, anew)))


def _ended(pool: Workers, kind: Task, ask: LoadMethod | ScreenFilms) -> Any:
    """Return what an engine was asked for.

    Raises:
        CannotReplay: It was refused or failed.
    """
    ending = pool.submit(kind, ask).result()
    if isinstance(ending, Result):
        return ending.payload
    raise CannotReplay(why_not(ending))


def _check_setting(setting: Setting, recorded: Record) -> None:
    pairs = (("classifier", setting.classifier_sha256), ("anatomy", setting.lungs_sha256), ("film_check", setting.film_check_sha256))
    for part, here in pairs:
        if recorded[part] and recorded[part]["weights_sha256"] != here:
            was = recorded[part]["weights_sha256"]
            what = part.replace("_", " ")
            raise CannotReplay(f"The entry was computed by other weights of the {what} ({was[:12]}…) than are here ({here[:12]}…).")
    places = recorded["anatomy"]["regions_sha256"] if recorded["anatomy"] else setting.regions_sha256
    if places != setting.regions_sha256:
        here = setting.regions_sha256[:12]
        raise CannotReplay(f"The entry was computed by another table of allowed places ({places[:12]}…) than this one ({here}…); name it.")
    used = recorded["classifier"]
    if used and used["reference_sha256"] != setting.reference_sha256:
        was, now = (f"{one[:12]}…" if one else "none" for one in (used["reference_sha256"], setting.reference_sha256))
        raise CannotReplay(f"The entry was computed with another reference ({was}) than is here ({now}).")


def _map_differences(kept: RecordedMaps, anew: RecordedMaps) -> Iterator[Difference]:
    """Yield where maps differ by more than tolerance and rounding, and lungs by more than a share of their pixels."""
    for name, one, other in (("signed_maps", kept.signed_maps, anew.signed_maps), ("lungs", kept.lungs, anew.lungs)):
        if one.shape != other.shape:
            yield Difference(f"blobs.{name}.shape", list(one.shape), list(other.shape))
            return
    one, other = kept.signed_maps.astype(float), anew.signed_maps.astype(float)
    beyond = np.abs(one - other) > TOLERANCE + np.abs(one) * _HALF_STEP
    if beyond.any():
        at = np.unravel_index(np.argmax(np.abs(one - other)), one.shape)
        yield Difference(f"blobs.signed_maps{[int(index) for index in at]}", float(one[at]), float(other[at]))
    if np.mean(kept.lungs != anew.lungs) > TOLERANCE:
        yield Difference("blobs.lungs.pixels", int(kept.lungs.sum()), int(anew.lungs.sum()))


def _refused(parameters: Parameters, code: str, reason: str) -> Record:
    return ended_record(EntryKind.REFUSED, parameters, code=code, reason=reason, seconds=0.0, header=None)


def _as_stored(record: Record) -> Record:
    stored: Record = json.loads(canonical(record))
    return stored
