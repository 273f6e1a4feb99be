"""The one table of what a person can do: name, group, keys and what is done. Menus, shortcuts and the cheat sheet are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Protocol

from app.desktop.impression.curtain import Curtain
from app.desktop.review.page import ReviewPage
from app.desktop.viewer.look import Layer
from app.desktop.viewer.overlay_names import NAMES
from app.desktop.viewer.overlays import OverlayBar
from app.desktop.viewer.page import ViewerPage
from app.desktop.viewer.presets import Preset
from app.desktop.viewer.view import Overlay
from app.desktop.worklist.page import WorklistPage
from app.site.measures import Kind

_KEYS = {Overlay.GRAD_CAM: ("G",), Overlay.GUIDED_GRAD_CAM: ("U",)}
_LAYERS = "Target layer…"


class Group(StrEnum):
    """A menu of the window, and a heading of the cheat sheet."""

    FILE = "File"
    FILM = "Film"
    WINDOW = "Window"
    MEASURE = "Measure"
    OVERLAY = "Overlay"
    REVIEW = "Review"
    HELP = "Help"


@dataclass(frozen=True)
class Action:
    """One row of the table.

    Attributes:
        name: As menus and cheat sheet show it, and by which a person's own keys are kept; no other action has it.
        group: Where it stands.
        keys: That are shipped, each as Qt's portable text spells it; the first is shown in the menu.
        act: Does it.
        opens_part: Whether the menu has a line above it.
        holds: Tells whether it is on, of what is switched on and off; the menu shows it.
        of_film: Whether there must be a film for it.
        reads: Tells how it is called for the film at hand, "" where that film's classifier has no such thing; None where it is its name.
    """

    name: str
    group: Group
    keys: tuple[str, ...]
    act: Callable[[], object]
    opens_part: bool = False
    holds: Callable[[], bool] | None = None
    of_film: bool = True
    reads: Callable[[], str] | None = None

    @property
    def shown_as(self) -> str:
        """How it is called now; "" where it is not offered."""
        return self.name if self.reads is None else self.reads()


class Acting(Protocol):
    """The window, as far as the table knows it."""

    worklist: WorklistPage
    viewer: ViewerPage
    review: ReviewPage
    curtain: Curtain

    def close(self) -> bool:
        """Close the window."""
        ...

    def show_keys(self) -> None:
        """Show the cheat sheet."""

    def show_about(self) -> None:
        """Show what the tool is."""


def actions_of(window: Acting) -> tuple[Action, ...]:
    """Return the table, in the order of the menus."""
    worklist, viewer, review = window.worklist, window.viewer, window.review
    film, overlays, curtain = viewer.film, viewer.overlays, window.curtain
    return (
        Action("Open films…", Group.FILE, ("Ctrl+O",), worklist.ask_for_films, of_film=False),
        Action("Open folder…", Group.FILE, ("Ctrl+Shift+O",), worklist.ask_for_folder, of_film=False),
        Action("Save picture of the film…", Group.FILE, ("Ctrl+S",), viewer.ask_for_picture),
        Action("Report of the film…", Group.FILE, ("Ctrl+P",), viewer.ask_for_report),
        Action("Tags of the film", Group.FILE, ("D",), viewer.tags_wanted.emit),
        Action("Next film", Group.FILE, ("PgDown",), lambda: worklist.step(1), opens_part=True, of_film=False),
        Action("Previous film", Group.FILE, ("PgUp",), lambda: worklist.step(-1), of_film=False),
        Action("Worst verdict first", Group.FILE, ("S",), worklist.toggle_order, holds=worklist.is_worst_first, of_film=False),
        Action("Quit", Group.FILE, ("Ctrl+Q",), window.close, opens_part=True, of_film=False),
        Action("Fit the film", Group.FILM, ("F",), film.fit),
        Action("Actual size", Group.FILM, ("Z",), film.actual_size),
        Action("Zoom in", Group.FILM, ("+", "="), film.zoom_in),
        Action("Zoom out", Group.FILM, ("-",), film.zoom_out),
        Action("Magnifier", Group.FILM, ("M",), film.magnify),
        Action("Turn clockwise", Group.FILM, ("]",), lambda: film.turn(1), opens_part=True),
        Action("Turn anticlockwise", Group.FILM, ("[",), lambda: film.turn(-1)),
        Action("Flip left and right", Group.FILM, ("H",), film.flip),
        Action("Reset the film", Group.FILM, ("R",), film.reset, opens_part=True),
        *(Action(preset.title, Group.WINDOW, (str(int(preset)),), partial(film.choose_window, preset)) for preset in Preset),
        Action("Invert", Group.WINDOW, ("I",), film.invert, opens_part=True),
        Action("Ruler", Group.MEASURE, ("L",), partial(film.measure, Kind.RULER)),
        Action("Rectangle", Group.MEASURE, ("B",), partial(film.measure, Kind.RECTANGLE)),
        Action("Ellipse", Group.MEASURE, ("E",), partial(film.measure, Kind.ELLIPSE)),
        Action("Window and level", Group.MEASURE, ("W",), partial(film.measure, None)),
        Action("Cardiothoracic ratio", Group.MEASURE, ("C",), viewer.ratio_wanted.emit, opens_part=True),
        Action("Undo", Group.MEASURE, ("Ctrl+Z",), viewer.undo_wanted.emit, opens_part=True),
        Action("Redo", Group.MEASURE, ("Ctrl+Shift+Z", "Ctrl+Y"), viewer.redo_wanted.emit),
        Action("Remove the picked or last measure", Group.MEASURE, ("Del",), viewer.removal_wanted.emit),
        Action("Remove all measures", Group.MEASURE, ("Shift+Del",), viewer.clearing_wanted.emit),
        Action("No map", Group.OVERLAY, ("N",), lambda: overlays.choose(Overlay.NONE)),
        *(_map(overlays, overlay) for overlay in Overlay if overlay is not Overlay.NONE),
        Action(_LAYERS, Group.OVERLAY, (), viewer.layers_wanted.emit, reads=lambda: _LAYERS if overlays.offers_layers() else ""),
        Action("Show AI on film and beside", Group.OVERLAY, ("O",), curtain.wanted.emit, opens_part=True, holds=lambda: curtain.is_open),
        Action("Blink overlays", Group.OVERLAY, ("V",), viewer.blink, holds=viewer.blinks),
        *(_layer(overlays, layer) for layer in Layer),
        Action("Film first", Group.REVIEW, (), curtain.film_first_wanted.emit, holds=lambda: curtain.film_first, of_film=False),
        Action("Next finding", Group.REVIEW, (".",), lambda: review.step(1), opens_part=True),
        Action("Previous finding", Group.REVIEW, (",",), lambda: review.step(-1)),
        Action("Show tests", Group.REVIEW, ("T",), review.ask_for_tests),
        Action("Keys…", Group.HELP, ("?", "F1"), window.show_keys, of_film=False),
        Action("About CXR Audit", Group.HELP, (), window.show_about, of_film=False),
    )


def _map(overlays: OverlayBar, overlay: Overlay) -> Action:
    """Return the choice of a map."""
    act, reads = partial(overlays.choose, overlay), partial(overlays.name_of, overlay)
    return Action(NAMES[overlay], Group.OVERLAY, _KEYS.get(overlay, ()), act, reads=reads)


def _layer(overlays: OverlayBar, layer: Layer) -> Action:
    """Return the switch of a layer."""
    act, holds = partial(overlays.toggle, layer), partial(overlays.shows, layer)
    return Action(f"Show {layer.lower()}", Group.OVERLAY, (), act, opens_part=layer is Layer.LUNGS, holds=holds)
