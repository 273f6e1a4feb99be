"""The windows that a film can be shown in, each under a number of its own: the file's, and some from the film's greys. No Qt.

A number always means the same, so that a hand can learn it; where the file has no such window, it says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from models.reading.window import automatic_window
from models.values.radiograph import Note, Radiograph, Window, WindowOrigin

_EDGE = 8
"""Of its sides: what a film loses on each before quantiles are taken, since collimators and air lie there."""
_NARROWEST = 1e-3


class Preset(IntEnum):
    """What a window is for; the number is its key."""

    FILE = 1
    AUTOMATIC = 2
    FULL_RANGE = 3
    LUNGS = 4
    MEDIASTINUM = 5
    DENSE = 6
    SECOND_OF_FILE = 7
    THIRD_OF_FILE = 8
    FOURTH_OF_FILE = 9

    @property
    def title(self) -> str:
        """What it is called where no film is shown."""
        return _TITLES[self]


_TITLES = {
    Preset.FILE: "Window as in the file",
    Preset.AUTOMATIC: "Automatic window",
    Preset.FULL_RANGE: "Full range",
    Preset.LUNGS: "Lungs",
    Preset.MEDIASTINUM: "Mediastinum and bones",
    Preset.DENSE: "Densest parts",
    Preset.SECOND_OF_FILE: "Second window of the file",
    Preset.THIRD_OF_FILE: "Third window of the file",
    Preset.FOURTH_OF_FILE: "Fourth window of the file",
}
_OF_FILE = (Preset.FILE, Preset.SECOND_OF_FILE, Preset.THIRD_OF_FILE, Preset.FOURTH_OF_FILE)
_QUANTILES = {Preset.LUNGS: (1, 70), Preset.MEDIASTINUM: (35, 99.5), Preset.DENSE: (55, 100)}
"""Of a frontal film's middle, in percent: what is black and what is white."""


@dataclass(frozen=True)
class Choice:
    """A preset of one film; the name holds what the header calls it, and the window is None where the file has none."""

    preset: Preset
    name: str
    window: Window | None


def choices(film: Radiograph) -> list[Choice]:
    """Return all presets of a film, in the order of their numbers."""
    return [_of_file(film, preset) if preset in _OF_FILE else Choice(preset, preset.title, _window(film, preset)) for preset in Preset]


def window_of(film: Radiograph, preset: Preset) -> Window | None:
    """Return the window of a preset; None where the file has none."""
    return _of_file(film, preset).window if preset in _OF_FILE else _window(film, preset)


def _of_file(film: Radiograph, preset: Preset) -> Choice:
    place = _OF_FILE.index(preset)
    if place >= len(film.windows):
        return Choice(preset, preset.title, None)
    offered = film.windows[place]
    return Choice(preset, f"{preset.title}: {offered.name}" if offered.name else preset.title, offered.window)


def _window(film: Radiograph, preset: Preset) -> Window:
    if preset == Preset.AUTOMATIC:
        content = film.pixels > 0 if Note.PADDING_BLACKENED in film.header.notes else None
        return film.window if film.window.origin == WindowOrigin.AUTOMATIC else automatic_window(film.pixels, content)
    if preset == Preset.FULL_RANGE:
        return _between(float(film.pixels.min()), float(film.pixels.max()), preset)
    rows, columns = film.pixels.shape
    middle = film.pixels[rows // _EDGE : rows - rows // _EDGE : 4, columns // _EDGE : columns - columns // _EDGE : 4]
    low, high = np.percentile(middle, _QUANTILES[preset])
    return _between(float(low), float(high), preset)


def _between(low: float, high: float, preset: Preset) -> Window:
    window = Window((low + high) / 2, high - low, preset.title.lower())
    return window if window.width >= _NARROWEST else replace(window, width=_NARROWEST)
