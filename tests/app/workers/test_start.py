"""What a fresh engine imports: all that the first film needs before it is ready, and never what no film needs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[3]
_FIRST_FILM = """
import json, sys
from app.workers.engine import make_engine
from app.workers.messages import Request, Result, Task
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.screen import ScreenFilms
from app.workers.worker import answer
from models.film.phantom import phantom
from models.reading.window import automatic_window
from models.values.digests import pixel_hash
from models.values.parameters import CHEAPEST
from models.values.radiograph import Header, Radiograph

engine = make_engine("cpu", 1)
ready = set(sys.modules)

def asked(kind, payload):
    ending = answer(Request(1, kind, payload), engine, tell=lambda part: None, stopped=lambda: False)
    assert isinstance(ending, Result), ending
    return ending.payload

pixels = phantom(0, size=512).pixels
film = Radiograph(pixels, automatic_window(pixels), Header("0" * 64, pixel_hash(pixels), *pixels.shape))
load = LoadMethod(sys.argv[1], CHEAPEST)
from app.site.recorded import recorded_method
(screening,) = asked(Task.SCREEN, ScreenFilms((film,), recorded_method(asked(Task.LOAD_METHOD, load)).fingerprint, load))
assert any(finding.attention for finding in screening.findings)
print(json.dumps({"ready": sorted(ready), "first_film": sorted(sys.modules.keys() - ready)}))
"""
_NEVER = ("torchvision", "sympy", "mpmath", "scipy.signal", "scipy.stats", "scipy.optimize", "sqlalchemy", "alembic", "pydicom", "PySide6")


@pytest.mark.parametrize("classifier", ["embedded", "teaching"])
def test_the_first_film_imports_no_library_and_the_engine_only_what_it_needs(classifier: str) -> None:
    ran = subprocess.run([sys.executable, "-c", _FIRST_FILM, classifier], cwd=_ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    loaded = json.loads(ran.stdout)
    modules = {*loaded["ready"], *loaded["first_film"]}
    assert {"torch", "models.screening.screen"} <= modules
    assert modules.isdisjoint(_NEVER)
    assert [name for name in loaded["first_film"] if not name.startswith(("app.", "models.", "encodings."))] == []
