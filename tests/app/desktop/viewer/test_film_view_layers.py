"""What lies over the film: maps, outlines, boxes and the magnifier."""

from __future__ import annotations

from unittest.mock import MagicMock

import numpy as np
import pytest
from PySide6.QtCore import QPoint

from app.desktop.viewer.film_view import FilmView
from app.desktop.viewer.look import Layer, Look
from app.desktop.viewer.view import Heat, Localisation, Mark, RegionOutline


def grey_at(view: FilmView, x: float, y: float) -> int:
    """Grey on the screen at a place of the film."""
    point = view.mapFromScene(x, y)
    return view.viewport().grab().toImage().pixelColor(point).lightness()


def test_the_magnifier_shows_the_film_larger_at_the_pointer(view: FilmView, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ramp rises less steeply in the lens: darker than beside it to the right of its middle, brighter to the left."""
    monkeypatch.setattr(view, "cursor", lambda: MagicMock(pos=lambda: view.viewport().mapToGlobal(QPoint(300, 200))))
    plain = view.viewport().grab().toImage()
    view.magnify()
    larger = view.viewport().grab().toImage()
    steps = [larger.pixelColor(x, 200).lightness() - plain.pixelColor(x, 200).lightness() for x in (200, 300, 400)]
    assert steps[0] > 15
    assert abs(steps[1]) <= 2
    assert steps[2] < -15
    view.magnify()
    assert view.viewport().grab().toImage() == plain


def test_the_magnifier_shows_what_lies_over_the_film_too_at_its_place(view: FilmView, monkeypatch: pytest.MonkeyPatch) -> None:
    """A map begins at column 320: 20 pixels right of the pointer, in the lens 2.5 times as far; flipped, as far to the left."""
    monkeypatch.setattr(view, "cursor", lambda: MagicMock(pos=lambda: view.viewport().mapToGlobal(QPoint(300, 200))))
    values = np.zeros((40, 60), np.float32)
    values[:, 32:] = 1
    view.layers.set_look(Look(opacity=1.0))
    view.magnify()

    def coloured() -> list[bool]:
        picture = view.viewport().grab().toImage()
        return [picture.pixelColor(x, 200).saturation() > 60 for x in (200, 270, 330, 400)]

    view.layers.show_heat(Heat(values, "Grad-CAM", "0", "1", ""))
    assert coloured() == [False, False, False, True]
    view.layers.set_all_shown(False)
    assert coloured() == [False] * 4
    view.layers.set_all_shown(True)
    view.flip()
    assert coloured() == [True, False, False, False]


def test_a_map_colours_the_film_where_it_is_hot_only(view: FilmView) -> None:
    values = np.zeros((40, 60), np.float32)
    values[:, 40:] = 1
    before_hot, before_cold = grey_at(view, 500, 50), grey_at(view, 100, 50)
    view.layers.set_look(Look(opacity=1.0))
    view.layers.show_heat(Heat(values, "Grad-CAM", "0", "1", ""))
    pixel = view.viewport().grab().toImage().pixelColor(view.mapFromScene(500, 50))
    assert pixel.saturation() > 60
    assert grey_at(view, 100, 50) == before_cold
    view.layers.show_heat(None)
    assert grey_at(view, 500, 50) == before_hot


def test_lungs_heart_and_boxes_can_be_hidden(view: FilmView) -> None:
    lungs, heart = np.zeros((2, 400, 600), bool)
    lungs[100:300, 100:300] = heart[200:280, 250:400] = True
    plain = view.viewport().grab().toImage()
    view.layers.show_outline(Layer.LUNGS, lungs)
    with_lungs = view.viewport().grab().toImage()
    view.layers.show_outline(Layer.HEART, heart)
    assert plain != with_lungs != view.viewport().grab().toImage()
    view.layers.show_marks([Mark((350, 50, 450, 150), "40%", challenged=False), Mark((360, 60, 400, 100), "Δ +1.00", challenged=True)])
    assert view.viewport().grab().toImage() != plain
    view.layers.set_look(Look(hidden=frozenset({Layer.LUNGS, Layer.HEART, Layer.HOT_SPOTS})))
    assert view.viewport().grab().toImage() == plain


def test_layers_are_hidden_one_by_one_and_all_at_once(view: FilmView) -> None:
    """With all of them hidden the film is as it was without any, and what was chosen comes back with them."""
    plain = view.viewport().grab().toImage()
    lungs, heart = np.zeros((2, 400, 600), bool)
    lungs[100:300, 100:300] = heart[200:280, 350:400] = True
    view.layers.show_outline(Layer.LUNGS, lungs)
    lungs_alone = view.viewport().grab().toImage()
    view.layers.show_outline(Layer.HEART, heart)
    both = view.viewport().grab().toImage()
    view.layers.set_look(Look(hidden=frozenset({Layer.HEART})))
    assert view.viewport().grab().toImage() == lungs_alone != both
    view.layers.show_marks([Mark((350, 50, 450, 150), "40%", challenged=False)])
    view.layers.set_all_shown(False)
    assert (view.viewport().grab().toImage() == plain, view.layers.marks()) == (True, [])
    view.layers.set_all_shown(True)
    view.layers.show_marks([])
    view.layers.set_look(Look())
    assert view.viewport().grab().toImage() == both


def test_a_localisation_is_drawn_when_it_is_asked_for(view: FilmView) -> None:
    """Shipped, it is hidden."""
    plain = view.viewport().grab().toImage()
    mask = np.zeros((200, 300), bool)
    mask[50:100, 100:150] = True
    view.layers.show_localisation(Localisation(mask, (200, 100, 300, 200)))
    assert (view.viewport().grab().toImage() == plain, view.layers.marks()) == (True, [])
    view.layers.set_look(Look(hidden=frozenset()))
    assert view.viewport().grab().toImage() != plain
    assert [mark.text for mark in view.layers.marks()] == ["localisation: 15 % of the maximum"]


def test_challenged_regions_are_outlined_with_their_texts_and_can_be_hidden(view: FilmView) -> None:
    """Texts stand at the region, on dark ground; those of the film before are gone."""
    mask = np.zeros((200, 300), bool)
    mask[50:100, 200:250] = True
    plain = view.viewport().grab().toImage()
    view.layers.show_regions([RegionOutline("0: Δ +4.00", mask)])
    drawn = view.viewport().grab().toImage()
    changed = [(x, y) for x in range(600) for y in range(400) if plain.pixel(x, y) != drawn.pixel(x, y)]
    text = view.fontMetrics().height() + 2
    assert min(x for x, _ in changed) >= 395
    assert max(x for x, _ in changed) <= 520
    assert (min(y for _, y in changed) >= 95 - text, max(y for _, y in changed) <= 205 + text) == (True, True)
    view.layers.set_look(Look(hidden=frozenset({Layer.HOT_SPOTS})))
    assert view.viewport().grab().toImage() == drawn
    view.layers.set_look(Look(hidden=frozenset({Layer.TESTS})))
    assert view.viewport().grab().toImage() == plain
    view.layers.set_look(Look())
    view.layers.show_regions([])
    assert view.viewport().grab().toImage() == plain


def test_below_the_threshold_the_film_shows_through(view: FilmView) -> None:
    values = np.zeros((40, 60), np.float32)
    values[:, 40:50], values[:, 50:] = 1, 4
    plain = [grey_at(view, x, 50) for x in (450, 550)]
    view.layers.show_heat(Heat(values, "Grad-CAM", "0", "4", ""))
    view.layers.set_look(Look(threshold=0.5))
    drawn = [grey_at(view, x, 50) for x in (450, 550)]
    assert (drawn[0] == plain[0], drawn[1] != plain[1]) == (True, True)


def test_a_map_that_is_no_evidence_says_so_on_the_film_and_so_in_a_picture_of_it(view: FilmView) -> None:
    assert view.layers.note() == ""
    view.layers.show_heat(Heat(np.ones((4, 6), np.float32), "Guided Grad-CAM", "0", "1", "", mark="edge detail, not evidence"))
    assert view.layers.note() == "Guided Grad-CAM: edge detail, not evidence"
    marked = view.viewport().grab().toImage()
    view.layers.show_heat(Heat(np.ones((4, 6), np.float32), "Guided Grad-CAM", "0", "1", ""))
    assert view.viewport().grab().toImage() != marked


def test_the_text_of_a_box_stays_on_the_screen_at_every_zoom(view: FilmView) -> None:
    """A box in the upper right corner: its text is written to the left of the film's edge, and beside the film nothing is."""
    view.resize(700, 400)
    view.fit()
    plain = view.viewport().grab().toImage()
    view.layers.show_marks([Mark((580, 0, 600, 20), "12% upper right corner, text or marker", challenged=False)])
    marked = view.viewport().grab().toImage()
    changed = [x for x in range(plain.width()) if any(plain.pixel(x, y) != marked.pixel(x, y) for y in range(plain.height()))]
    edge = view.mapFromScene(600, 0).x()
    assert edge - 150 > changed[0]
    assert changed[-1] <= edge + 2
