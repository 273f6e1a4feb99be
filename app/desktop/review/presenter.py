"""The review page's logic: which films there are, which one and which finding is shown, and what is drawn over it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from app.desktop.classifiers.view import Trust
from app.desktop.review import wording
from app.desktop.review.evidence import evidence
from app.desktop.review.view import Detail
from app.desktop.shell.engine import Engine
from app.desktop.shell.view import ReviewView
from app.desktop.viewer.view import Heat, Overlay
from app.desktop.worklist.view import FilmRow, FilmState
from app.export.pictures import heat_size, thumbnail
from app.export.questions import questions
from app.export.recorded_maps import RecordedMaps, as_recorded, recorded_maps
from app.run.events import Event, FilmRead, FilmRecorded, Progress
from app.workers.messages import Failed, Outcome, Refused, Result, Task
from app.workers.tasks.attribute import AttributionMap, MakeMap
from app.workers.tasks.read import ReadFilm
from audit.log.store import EntryKind
from models.grids.interpolation import over_film
from models.values.attribution import MapMethod
from models.values.radiograph import Radiograph

_DETAIL_PERCENTILE = 99.5
_NOTHING = Progress(0, 0, "")


@dataclass(frozen=True)
class _Film:
    path: Path
    row: FilmRow
    done: FilmRecorded | None = None


class ReviewPresenter:
    """Takes intents from the window and answers from the engine, and tells the window what to show.

    Args:
        view: The window.
        engine: The bridge to workers and log.
        log_name: Of the log's file, as shown.
        trust: What the classifier's certificate says.
    """

    def __init__(self, view: ReviewView, engine: Engine, *, log_name: str, trust: Trust) -> None:
        self._view, self._engine, self._log_name, self._trust = view, engine, log_name, trust
        view.show_trust(trust)
        self._films: list[_Film] = []
        self._lists: deque[list[Path]] = deque()
        self._index: dict[Path, int] = {}
        self._shown: int | None = None
        self._film: Radiograph | None = None
        self._maps: RecordedMaps | None = None
        self._order: list[int] = []
        self._finding: int | None = None
        self._overlay = Overlay.NONE
        self._looking: set[int] = set()
        self._doing = _NOTHING
        self._reading: int | None = None
        self._mapping: int | None = None

    def open(self, paths: Sequence[Path]) -> None:
        """Look through files and folders; the films in them are then added to the worklist, and screened where they are new."""
        if paths:
            self._looking.add(self._engine.find(paths))
            self._show_progress()

    def take_found(self, number: int, films: Mapping[Path, str], sentence: str, details: str | None) -> None:
        """Take in the films of something opened, each with its name; nothing where that was cancelled."""
        if number not in self._looking:
            return
        self._looking.remove(number)
        self._show_progress()
        self._view.show_problem(sentence or ("" if films else "There is no file in what was opened."), details)
        waiting = {path for paths in self._lists for path in paths}
        wanted = [path for path in films if path not in waiting and not self._is_recorded(path)]
        if not wanted:
            return
        self._lists.append(wanted)
        new = [path for path in wanted if path not in self._index]
        first = len(self._films)
        for path in new:
            self._index[path] = len(self._films)
            self._films.append(_Film(path, FilmRow(films[path], FilmState.WAITING, "Waiting")))
        if new:
            self._view.add_films([film.row for film in self._films[first:]])
        self._engine.screen(wanted)
        if self._shown is None:
            self.select_film(first)

    def take_step(self, step: Event) -> None:
        """Take in a step of the screening."""
        match step:
            case Progress():
                self._doing = step
                self._show_progress()
            case FilmRead(path, film):
                row = replace(self._films[self._index[path]].row, state=FilmState.READ, line="In work", thumbnail=thumbnail(film))
                self._update(self._index[path], row)
            case FilmRecorded(path, entry, told, film):
                index = self._index[path]
                row = replace(
                    self._films[index].row, state=FilmState(entry.kind), line=wording.row_line(entry, told=told, duplicate=step.duplicate)
                )
                if film:
                    row = replace(row, thumbnail=thumbnail(film))
                self._films[index] = replace(self._films[index], done=replace(step, film=None))
                self._update(index, row)
                if not told:
                    self.take_head(entry.seq, entry.hash)
                if step.details:
                    self._view.show_problem(entry.record["reason"], step.details)
                if index == self._shown:
                    self._show_record()

    def take_head(self, seq: int, digest: str) -> None:
        """Take in the log's last entry."""
        self._view.show_head(wording.head_line(seq, digest), digest)

    def stopped(self, sentence: str, details: str | None) -> None:
        """Take in the end of the oldest list; an empty sentence when all went well."""
        self._doing = _NOTHING
        self._show_progress()
        if sentence:
            self._view.show_problem(sentence, details)
        for path in self._lists.popleft() if self._lists else ():
            film = self._films[self._index[path]]
            if film.done is None:
                self._update(self._index[path], replace(film.row, state=FilmState.WAITING, line="Not screened"))

    def _show_progress(self) -> None:
        looking = "looking through what was opened…" if self._looking else ""
        label = " · ".join(part for part in (self._doing.label, looking) if part)
        self._view.show_progress(self._doing.done, self._doing.of, label or None)

    def _is_recorded(self, path: Path) -> bool:
        """Tell whether a film stands in the log for good; one that failed is tried again."""
        done = self._films[self._index[path]].done if path in self._index else None
        return done is not None and done.entry.kind != EntryKind.FAILED

    def cancel(self) -> None:
        """Stop screening, and wait no longer for films that are looked for."""
        self._looking.clear()
        self._show_progress()
        self._engine.cancel()

    def select_film(self, index: int) -> None:
        """Show another film; its pixels are read anew."""
        if index == self._shown or not 0 <= index < len(self._films):
            return
        self._shown, self._film, self._maps, self._finding = index, None, None, None
        self._view.select_film(index)
        self._view.show_film(None, "Reading…")
        if self._reading is not None:
            self._engine.withdraw(self._reading)
        self._reading = self._engine.ask(Task.READ, ReadFilm(self._films[index].path))
        self._show_record()

    def select_finding(self, row: int) -> None:
        """Show another finding of the film; rows count as shown."""
        if self._maps is not None and 0 <= row < len(self._order) and self._order[row] != self._finding:
            self._finding = self._order[row]
            self._show_finding()

    def choose_overlay(self, overlay: Overlay) -> None:
        """Choose what is drawn over the film."""
        self._overlay = overlay
        self._show_heat()

    def take_answer(self, number: int, ending: Outcome) -> None:
        """Take in a worker's answer; answers to what is no longer shown are dropped."""
        if number == self._reading:
            self._reading = None
            self._take_film(ending)
        elif number == self._mapping:
            self._mapping = None
            self._take_map(ending)

    def _take_film(self, ending: Outcome) -> None:
        match ending:
            case Result(payload=Radiograph() as film):
                self._film = film
                self._view.show_film(film, "")
                self._show_polarity()
                self._show_lungs()
                self._show_finding()
            case Refused(sentence=sentence) | Failed(sentence=sentence):
                self._view.show_film(None, sentence)

    def _take_map(self, ending: Outcome) -> None:
        match ending:
            case Result(payload=AttributionMap(values, box)) if self._film is not None:
                detail = over_film(np.abs(values), box, *heat_size(self._film))
                # A few pixels at edges outshine all others; the scale ends where they begin.
                top = float(np.percentile(detail, _DETAIL_PERCENTILE))
                heat = Heat(np.minimum(detail, top), "Guided Grad-CAM", "0", f"{top:.2g}", "Edge detail for the eye, never evidence.")
                self._view.show_heat(heat, "")
            case Refused(sentence=sentence) | Failed(sentence=sentence):
                self._view.show_heat(None, sentence)

    def _update(self, index: int, row: FilmRow) -> None:
        self._films[index] = replace(self._films[index], row=row)
        self._view.update_film(index, row)

    def _record(self) -> dict[str, Any] | None:
        done = self._films[self._shown].done if self._shown is not None else None
        return done.entry.record if done else None

    def _show_record(self) -> None:
        """Show what the log says of the film, or that it says nothing yet."""
        assert self._shown is not None
        done = self._films[self._shown].done
        self._maps, self._order, self._finding = None, [], None
        if done is None:
            self._view.show_findings([], None)
            self._view.show_detail(Detail("Not screened yet", sentences=["The findings appear here when the film stands in the log."]))
            self._view.show_record([])
        elif done.entry.kind != EntryKind.SCREENED:
            self._view.show_findings([], None)
            self._view.show_detail(Detail(done.entry.kind.capitalize(), [done.entry.record["reason"]], questions(done.entry.record)))
            self._view.show_record(wording.record_lines(done.entry, self._log_name))
        else:
            findings = done.entry.record["findings"]
            self._maps = recorded_maps(done.blobs.get, done.entry.record)
            self._order = wording.ordered(findings)
            self._finding = self._order[0]
            self._view.show_findings([wording.finding_row(findings[k]) for k in self._order], 0)
            self._view.show_record(wording.record_lines(done.entry, self._log_name))
        self._show_polarity()
        self._show_lungs()
        self._show_finding()

    def _show_polarity(self) -> None:
        """Show the film in the polarity in which it was looked at."""
        record = self._record()
        if self._film and record and (film := as_recorded(self._film, record)) is not self._film:
            self._film = film
            self._view.show_film(film, "")

    def _show_lungs(self) -> None:
        self._view.show_lungs(self._maps.lungs if self._maps and self._film is not None else None)

    def _show_finding(self) -> None:
        record = self._record()
        if record is not None and self._finding is not None:
            finding = record["findings"][self._finding]
            self._view.show_detail(wording.detail(finding, record["anatomy"], [*questions(record), *self._trust.warnings]))
            self._view.show_evidence(evidence(finding))
        else:
            self._view.show_evidence(None)
        self._show_allowed()
        self._show_heat()

    def _show_allowed(self) -> None:
        """Outline the allowed region of the finding at hand."""
        record = self._record()
        region = record["findings"][self._finding]["region"] if record is not None and self._finding is not None else None
        known = self._maps.allowed if self._maps and self._film is not None else {}
        self._view.show_allowed(known.get(region["name"]) if region else None)

    def _show_heat(self) -> None:
        """Draw the map and the boxes of the finding; without a map the film is shown without boxes too."""
        if self._mapping is not None:
            self._engine.withdraw(self._mapping)
            self._mapping = None
        record = self._record()
        self._view.show_marks([])
        if self._film is None or self._maps is None or record is None or self._finding is None or self._overlay == Overlay.NONE:
            self._view.show_heat(None, "")
            return
        self._view.show_marks(wording.marks(record["findings"][self._finding]))
        if self._overlay == Overlay.GRAD_CAM:
            values = over_film(np.maximum(self._maps.signed_maps[self._finding], 0), self._maps.box, *heat_size(self._film))
            if not values.any():
                self._view.show_heat(None, "Grad-CAM is zero everywhere for this finding.")
                return
            failed = Overlay.GRAD_CAM in self._trust.greyed
            note = "Failed the certificate: no evidence." if failed else "Logits a grid cell; scaled to this map."
            heat = Heat(values, "Grad-CAM", "0", f"{values.max():.3g}", note)
            self._view.show_heat(heat, "")
        else:
            label = record["findings"][self._finding]["label"]
            self._view.show_heat(None, "Computing Guided Grad-CAM…")
            used = record["classifier"]["name"]
            self._mapping = self._engine.ask(Task.ATTRIBUTE, MakeMap(self._film, used, label, MapMethod.GUIDED_GRAD_CAM))
