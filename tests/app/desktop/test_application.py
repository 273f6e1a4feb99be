"""How the desktop is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.desktop.application import _parsed


def test_the_arguments_name_films_log_classifier_and_device() -> None:
    options = _parsed(["a.dcm", "--log", "x.db", "--classifier", "teaching", "--device", "cpu", "--regions", "r.toml"])
    assert options.regions == Path("r.toml")
    assert (options.paths, options.log, options.classifier, options.device) == ([Path("a.dcm")], Path("x.db"), "teaching", "cpu")
    with pytest.raises(SystemExit) as ended:
        _parsed(["--classifier", "none"])
    assert ended.value.code == 2
