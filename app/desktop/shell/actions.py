"""The one table of what a person can do: name, group, keys and what is done. Menus, shortcuts and the cheat sheet are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Protocol

from app.desktop.review.page import ReviewPage
from app.desktop.viewer.page import ViewerPage
from app.desktop.viewer.presets import Preset
from app.desktop.viewer.view import Overlay
from app.desktop.worklist.page import WorklistPage


class Group(StrEnum):
    """A menu of the window, and a heading of the cheat sheet."""

    FILE = "File"
    FILM = "Film"
    WINDOW = "Window"
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
    """

    name: str
    group: Group
    keys: tuple[str, ...]
    act: Callable[[], object]
    opens_part: bool = False


class Acting(Protocol):
    """The window, as far as the table knows it."""

    worklist: WorklistPage
    viewer: ViewerPage
    review: ReviewPage

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
    film, overlays = viewer.film, viewer.overlays
    return (
        Action("Open films…", Group.FILE, ("Ctrl+O",), worklist.ask_for_films),
        Action("Open folder…", Group.FILE, ("Ctrl+Shift+O",), worklist.ask_for_folder),
        Action("Next film", Group.FILE, ("PgDown",), lambda: worklist.step(1), opens_part=True),
        Action("Previous film", Group.FILE, ("PgUp",), lambda: worklist.step(-1)),
        Action("Quit", Group.FILE, ("Ctrl+Q",), window.close, opens_part=True),
        Action("Fit the film", Group.FILM, ("F",), film.fit),
        Action("Actual size", Group.FILM, ("Z",), film.actual_size),
        Action("Zoom in", Group.FILM, ("+", "="), film.zoom_in),
        Action("Zoom out", Group.FILM, ("-",), film.zoom_out),
        Action("Turn clockwise", Group.FILM, ("]",), lambda: film.turn(1), opens_part=True),
        Action("Turn anticlockwise", Group.FILM, ("[",), lambda: film.turn(-1)),
        Action("Flip left and right", Group.FILM, ("H",), film.flip),
        Action("Reset the film", Group.FILM, ("R",), film.reset, opens_part=True),
        *(Action(preset.title, Group.WINDOW, (str(int(preset)),), partial(film.choose_window, preset)) for preset in Preset),
        Action("Invert", Group.WINDOW, ("I",), film.invert, opens_part=True),
        Action("No map", Group.OVERLAY, ("N",), lambda: overlays.choose(Overlay.NONE)),
        Action("Grad-CAM", Group.OVERLAY, ("G",), lambda: overlays.choose(Overlay.GRAD_CAM)),
        Action("Guided Grad-CAM", Group.OVERLAY, ("U",), lambda: overlays.choose(Overlay.GUIDED_GRAD_CAM)),
        Action("Show tests", Group.REVIEW, ("T",), review.ask_for_tests),
        Action("Keys…", Group.HELP, ("?", "F1"), window.show_keys),
        Action("About CXR Audit", Group.HELP, (), window.show_about),
    )
