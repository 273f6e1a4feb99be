"""Replay: a film's record computed anew from the film, compared with what the log holds, and recorded as an entry of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from app import __version__
from app.export.recorded_maps import RecordedMaps, recorded_maps
from app.replay.comparison import TOLERANCE, Difference, Replay, compare
from app.replay.method import check_method, is_earlier, load_of
from app.replay.refusal import CannotReplay
from app.run.recording import ended_record, screened_record
from app.site.keys import patient_key
from app.site.recorded import recorded_method
from app.workers.job import Workers
from app.workers.messages import Failed, Outcome, Refused, Result, Task, why_not
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.read import ReadFilm
from app.workers.tasks.screen import ScreenFilms
from audit.log.store import EntryKind, Stored
from audit.records.events import DifferenceRecord, HeadRecord, ReplayedRecord
from audit.records.film import FilmRecord
from models.values.input_check import NotScreened
from models.values.radiograph import Radiograph

_HALF_STEP = 2.0**-10
"""Maps are kept in half precision: two neighbours of a value differ by up to this share of it."""


def replay(
    entry: Stored,
    path: Path,
    *,
    pool: Workers,
    blob: Callable[[str], bytes | None],
    regions: Path | None = None,
    classifier: str | None = None,
) -> Replay:
    """Compute the record of an entry anew.

    Args:
        entry: Of a film that was screened or refused.
        path: The file that was recorded.
        pool: Reader and engine.
        blob: Returns the bytes of a SHA-256, as far as they are kept.
        regions: Region table; None is the one in use.
        classifier: Name or folder of the classifier that computed it; None looks for it in the inventory.

    Raises:
        CannotReplay: The entry is of another kind, the file is another one, or the method of the entry is not to be had here.
    """
    if entry.kind not in {EntryKind.SCREENED, EntryKind.REFUSED}:
        raise CannotReplay(f"Entry {entry.seq} is of the kind '{entry.kind}'; only films that were screened or refused are replayed.")
    recorded = entry.film
    if recorded.radiograph is None:
        raise CannotReplay(f"Entry {entry.seq} holds no hash of a file, since none could be read; there is nothing to replay.")
    load = load_of(recorded, regions, classifier)
    outcome = pool.submit(Task.READ, ReadFilm(path, patient_key())).result()
    _check_file(outcome, entry)
    if isinstance(outcome, Result):
        return _screened_anew(recorded, outcome.payload, load, pool, blob)
    assert isinstance(outcome, Refused), "any other outcome was no file of the entry"
    film = outcome.file_sha256
    return compare(recorded, ended_record("refused", recorded.method, code=outcome.code, reason=outcome.sentence, film=film))


def replay_record(entry: Stored, found: Replay) -> ReplayedRecord:
    """Return the body of the entry of a replay."""
    return ReplayedRecord(
        sentence=sentence(entry, found), code_version=__version__, passed=found.passed, of=HeadRecord(seq=entry.seq, hash=entry.hash),
        same_device=found.same_device, device=found.device, tolerance=TOLERANCE, largest_difference=found.largest,
        differences=tuple(DifferenceRecord(**asdict(each)) for each in found.differences), maps_compared=found.maps_compared,
        recorded_code_version=entry.film.method.code_version, earlier_method=found.earlier_method,
    )  # fmt: skip


def sentence(entry: Stored, found: Replay) -> str:
    """Say what a replay found in one sentence."""
    where = "on the same device" if found.same_device else "on another device" if found.device else "where no device is on record"
    earlier = found.earlier_method is not None
    rest = f" The rest was made by an earlier method ({found.earlier_method}) and was not compared." if earlier else ""
    maps_lost = entry.film.blobs and found.device and not found.maps_compared  # Without a device, none were made now.
    if maps_lost:
        rest = f" Its maps are no longer kept and were not compared.{rest}"
    if not found.differences:
        what = "its record is" if maps_lost else "everything is"
        if earlier:
            what = "scores, decisions and maps are" if found.maps_compared else "scores and decisions are"
        return f"Entry {entry.seq} was computed anew {where}: {what} the same within {TOLERANCE:g}.{rest}"
    outcome = "the decisions are the same" if found.passed else "the record is NOT confirmed"
    count = len(found.differences)
    return f"Entry {entry.seq} was computed anew {where}: {outcome}; {count} values differ by more than {TOLERANCE:g}.{rest}"


def _check_file(outcome: Outcome, entry: Stored) -> None:
    """Check that a file that was read, or refused, is the one of the entry.

    Raises:
        CannotReplay: It is another one, or could not be read at all.
    """
    recorded = entry.film.radiograph
    assert recorded is not None, "checked before"
    match outcome:
        case Result(payload=Radiograph(header=header)):
            same, same_pixels = header.file_sha256 == recorded.file_sha256, header.pixel_sha256 == recorded.pixel_sha256
        case Refused(file_sha256=str(file_sha256)):
            same, same_pixels = file_sha256 == recorded.file_sha256, False
        case Refused(sentence=reason) | Failed(sentence=reason):
            raise CannotReplay(f"The film cannot be read: {reason}")
        case _:
            raise CannotReplay("The reading was cancelled.")
    if not same:
        but = " Its pixels are the same, so it may be a copy with another header." if same_pixels else ""
        raise CannotReplay(f"This is not the file of entry {entry.seq}: its SHA-256 differs.{but} Name the file that was screened.")


def _screened_anew(recorded: FilmRecord, film: Radiograph, load: LoadMethod, pool: Workers, blob: Callable[[str], bytes | None]) -> Replay:
    here = recorded_method(_result(pool, Task.LOAD_METHOD, load))
    check_method(recorded.method, here)
    assert here.fingerprint is not None, "a loaded method is known wholly"
    (screening,) = _result(pool, Task.SCREEN, ScreenFilms((film,), here.fingerprint, load))
    # A film that was refused may name a part of the method only; what it names was checked.
    method = here if recorded.method.fingerprint else recorded.method
    if isinstance(screening, NotScreened):
        code, reason = screening.code, screening.sentence
        return compare(recorded, ended_record("refused", method, code=code, reason=reason, film=screening.header, check=screening.check))
    if not screening.has_finite_scores:
        raise CannotReplay("The network gave no finite score for this film; there is nothing to compare.")
    made, blobs = screened_record(screening, method)
    kept, anew = recorded_maps(blob, recorded), recorded_maps(blobs.get, made)
    earlier = is_earlier(recorded.method)
    return compare(recorded, made, None if kept is None or anew is None else tuple(_map_differences(kept, anew, organs=not earlier)))


def _result(pool: Workers, task: Task, payload: LoadMethod | ScreenFilms) -> Any:
    """Return what an engine was asked for.

    Raises:
        CannotReplay: It was refused or failed.
    """
    outcome = pool.submit(task, payload).result()
    if isinstance(outcome, Result):
        return outcome.payload
    raise CannotReplay(why_not(outcome))


def _map_differences(kept: RecordedMaps, anew: RecordedMaps, *, organs: bool) -> Iterator[Difference]:
    """Yield where maps differ by more than tolerance and rounding, and organs, if asked for, by more than a share of the pixels."""
    pairs = {"signed_maps": (kept.signed_maps, anew.signed_maps)} | ({"lungs": (kept.lungs, anew.lungs)} if organs else {})
    for name, (one, other) in pairs.items():
        if one.shape != other.shape:
            yield Difference(f"blobs.{name}.shape", list(one.shape), list(other.shape))
            return
    one, other = kept.signed_maps.astype(float), anew.signed_maps.astype(float)
    beyond = np.abs(one - other) > TOLERANCE + np.abs(one) * _HALF_STEP
    if beyond.any():
        at = np.unravel_index(np.argmax(np.abs(one - other)), one.shape)
        yield Difference(f"blobs.signed_maps{[int(index) for index in at]}", float(one[at]), float(other[at]))
    if not organs:
        return
    if np.mean(kept.lungs != anew.lungs) > TOLERANCE:
        yield Difference("blobs.lungs.pixels", int(kept.lungs.sum()), int(anew.lungs.sum()))
    one_heart, other_heart = (np.zeros_like(maps.lungs) if maps.heart is None else maps.heart for maps in (kept, anew))
    if np.mean(one_heart != other_heart) > TOLERANCE:
        yield Difference("blobs.heart.pixels", int(one_heart.sum()), int(other_heart.sum()))
    for number in kept.outlines.keys() & anew.outlines.keys():  # Another number of regions differs in the record.
        one_outline, other_outline = kept.outlines[number], anew.outlines[number]
        if np.mean(one_outline != other_outline) > TOLERANCE:
            yield Difference(f"blobs.outlines[{number}].pixels", int(one_outline.sum()), int(other_outline.sum()))
