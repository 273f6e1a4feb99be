"""The logic of measures: what is measured on the film at hand, in words, kept for the next time, undone and done again. No Qt."""

from __future__ import annotations

from collections.abc import Callable

from app.desktop.film.known import KnownFilm
from app.desktop.measures.history import History
from app.desktop.measures.picking import picked
from app.desktop.measures.ratio import ratio_drawn
from app.desktop.measures.region import length, region
from app.desktop.measures.scale import Scale, scale_of
from app.desktop.measures.view import Drawn, MeasuresView
from app.export.recorded_maps import as_recorded
from app.site.measures import Kind, Measure, UnusableMeasures, keep_measures, kept_measures
from models.values.radiograph import Radiograph

_REMEMBERED = 100
_NOT_KEPT = "What you measure holds until the window is closed; it could not be kept: {why}"


class MeasuresPresenter:
    """Takes what a person draws on the film.

    Args:
        view: The film.
        tell: Shows a sentence to the person.
    """

    def __init__(self, view: MeasuresView, tell: Callable[[str], None]) -> None:
        self._view, self._tell = view, tell
        self._film: Radiograph | None = None
        self._seen: Radiograph | None = None
        self._known: KnownFilm | None = None
        self._histories: dict[str, History] = {}
        self._so_far: Measure | None = None
        self._picked: int | None = None
        self._shows_ratio = False

    def show_film(self, film: Radiograph | None) -> None:
        """Show another film with what was measured on it."""
        self._film, self._so_far, self._picked = film, None, None
        if film is not None:
            if film.header.pixel_sha256 not in self._histories:
                self._histories[film.header.pixel_sha256] = History(self._kept(film))
            if len(self._histories) > _REMEMBERED:
                self._histories.pop(next(iter(self._histories)))
        self._see()

    def show_known(self, known: KnownFilm | None) -> None:
        """Take in what is known of the film: whether its spacing is believed, and its cardiothoracic ratio."""
        self._known = known
        self._see()

    def preview(self, measure: Measure | None) -> None:
        """Show what a person is drawing."""
        self._so_far = measure
        self._show()

    def add(self, measure: Measure) -> None:
        """Take in what a person drew."""
        self._step(lambda history: history.step((*history.now, measure)))

    def pick(self, x: float, y: float, reach: float) -> None:
        """Pick the measure whose line is nearest to a place of the film and within reach; a place off all of them picks none."""
        if self._film is not None:
            self._picked = picked(self._histories[self._film.header.pixel_sha256].now, (x, y), reach)
            self._show()

    def remove(self) -> None:
        """Take the measure away that was picked, else the one that was drawn last."""
        number = -1 if self._picked is None else self._picked
        self._step(lambda history: history.step(_without(history.now, number)))

    def remove_all(self) -> None:
        """Take all measures of the film away."""
        self._step(lambda history: history.step(()))

    def undo(self) -> None:
        """Go back a step."""
        self._step(lambda history: history.undo())

    def redo(self) -> None:
        """Do again what was undone last."""
        self._step(lambda history: history.redo())

    def toggle_ratio(self) -> None:
        """Show the cardiothoracic ratio on the film, or no longer."""
        self._shows_ratio = not self._shows_ratio
        self._show()

    def _step(self, change: Callable[[History], None]) -> None:
        self._so_far = self._picked = None
        if self._film is None:
            return
        history = self._histories[self._film.header.pixel_sha256]
        before = history.now
        change(history)
        if history.now != before:
            try:
                keep_measures(self._film.header.pixel_sha256, history.now)
            except OSError as error:
                self._tell(_NOT_KEPT.format(why=error.strerror or error))
        self._show()

    def _kept(self, film: Radiograph) -> tuple[Measure, ...]:
        try:
            return kept_measures(film.header.pixel_sha256)
        except (UnusableMeasures, OSError) as error:
            self._tell(str(error))
            return ()

    def _see(self) -> None:
        """Take the film in the polarity in which it is shown."""
        self._seen = as_recorded(self._film, self._known.record) if self._film and self._known else self._film
        self._show()

    def _show(self) -> None:
        if self._film is None or self._seen is None:
            self._view.show_measures([], "")
            return
        record = self._known.record if self._known else None
        scale = scale_of(self._film.header, record)
        measures = self._histories[self._film.header.pixel_sha256].now + ((self._so_far,) if self._so_far else ())
        drawn = [Drawn(one, _words(one, self._seen, scale), picked=number == self._picked) for number, one in enumerate(measures)]
        notes = [scale.origin] if drawn else []
        if self._shows_ratio:
            rows, columns = self._film.pixels.shape
            lines, why = ratio_drawn(record, self._known.maps if self._known else None, (rows, columns))
            drawn += lines
            notes += [why] if why else []
        self._view.show_measures(drawn, "\n".join(notes))


def _without(measures: tuple[Measure, ...], number: int) -> tuple[Measure, ...]:
    """Return measures without one of them, counted from the end where the number is negative."""
    return tuple(one for place, one in enumerate(measures) if place != number % max(len(measures), 1))


def _words(measure: Measure, film: Radiograph, scale: Scale) -> str:
    if measure.kind == Kind.RULER:
        return scale.length(length(measure))
    held = region(film.pixels, measure)
    if not held.pixels:
        return scale.area(held.area)
    return f"{scale.area(held.area)}\nMean {held.mean:.3f}  SD {held.sd:.3f}\nMin {held.least:.3f}  Max {held.most:.3f}"
