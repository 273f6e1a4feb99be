"""The verifier on logs that nobody forged, and what it is made of; forgeries are in test_forgeries and test_mutations."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audit.log.chain.links import GENESIS
from audit.log.store import Log
from audit.log.verify.verify import verify

Write = Callable[[int], Path]
Raw = Callable[..., list[Any]]


def test_an_intact_log_is_intact(written: Write) -> None:
    file = written(5)
    with Log(file, writing=False) as log:
        head = log.entry(5).hash
    found = verify(file)
    assert (found.entries, found.head, found.damage) == (5, head, None)


def test_an_empty_log_is_intact(log: Log) -> None:
    found = verify(log.path)
    assert (found.entries, found.head, found.damage) == (0, GENESIS, None)


def test_the_body_is_read_from_the_entry_and_not_from_its_projection(written: Write, raw: Raw) -> None:
    file = written(1)
    raw("UPDATE finding SET label = 'Hernia', probability = 0.99", forging=True)
    with Log(file, writing=False) as log:
        assert [finding.label for finding in log.entry(1).film.findings or ()] == ["Mass", "Nodule"]
        assert [finding.probability for finding in next(log.entries()).film.findings or ()] == [0.1824, 0.1824]


def test_verifying_does_not_change_the_file(written: Write) -> None:
    file = written(3)
    before = file.read_bytes()
    verify(file)
    assert file.read_bytes() == before


def test_the_verifier_needs_no_torch_no_qt_and_no_decoder() -> None:
    """A log can be verified on any machine."""
    script = "import sys, audit.log.verify, audit.log.store; print(sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "'sqlalchemy'" in loaded
    for name in ("torch", "torchvision", "PySide6", "pydicom", "models", "app"):
        assert f"'{name}'" not in loaded
