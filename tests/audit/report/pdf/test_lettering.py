"""Which font sets which character."""

from __future__ import annotations

from pathlib import Path

import pytest

import resources
from audit.report.pdf import lettering
from audit.report.pdf.installed import candidates
from audit.report.pdf.lettering import BOLD, REGULAR, Lettering


def test_text_of_its_own_font_is_one_run_and_markup_is_escaped() -> None:
    plain = Lettering(["Größe <Δ>"])
    assert list(plain.runs("Größe <Δ>")) == [(REGULAR, "Größe <Δ>")]
    assert list(plain.runs("a", bold=True)) == [(BOLD, "a")]
    assert plain.markup("Größe <Δ>\n&") == "Größe &lt;Δ&gt;<br/>&amp;"
    assert (plain.missing, plain.notes()) == ((), ())


def test_what_it_lacks_is_set_by_the_first_installed_font_that_has_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """DejaVu plays the installed font, and the own one lacks an é."""
    installed = str(resources.path("fonts/DejaVuSans-Bold.ttf"))
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    own = lettering._own_glyphs() - {ord("é")}
    monkeypatch.setattr(lettering, "_own_glyphs", lambda: own)
    monkeypatch.setattr(lettering, "candidates", lambda: iter([tmp_path / "broken.ttf", Path(installed)]))
    found = Lettering(["café 肺"])
    assert list(found.runs("café!")) == [(REGULAR, "caf"), (installed, "é"), (REGULAR, "!")]
    assert found.markup("é") == f'<font name="{installed}">é</font>'
    assert found.missing == ("肺",)
    assert found.width("é", 10) == pytest.approx(Lettering([]).width("é", 10, bold=True))


def test_fonts_are_tried_in_the_order_of_their_names_wherever_they_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("z/MSYH.ttc", "a/simsun.ttc", "a/wqy-zenhei.ttc", "a/other.ttf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr("audit.report.pdf.installed._FOLDERS", (str(tmp_path / "none"), str(tmp_path)))
    assert [path.name for path in candidates()] == ["wqy-zenhei.ttc", "MSYH.ttc", "simsun.ttc"]
