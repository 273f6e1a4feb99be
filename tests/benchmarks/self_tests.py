"""Put together what the self-tests of a log say of the embedded classifier, for docs/validation.md. As JSON.

The tests are made by ``python main.py selftest --log FILE``, a copy an entry, and go on where they were; with ``--log FILE`` this reads
them, and with ``--keep`` writes the figures. Without a log it measures nothing.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from audit.log.store import Log
from audit.selftest.kept import self_tests
from audit.selftest.power import Power, powers, sentences
from models.networks.library import embedded
from models.training.self_tests_page import FIGURES


def figures(log: Path) -> dict[str, Any]:
    """Return the power by kind and correlation, the entries that it rests on, and its sentences."""
    manifest = embedded("embedded")
    with Log(log, writing=False) as opened:
        tests = self_tests(opened, manifest.weights_sha256)
    told, same = powers(tests), [test for test in tests if test.fingerprint == tests[-1].fingerprint]
    by_films = {test.films.sha256: test.films for test in same}
    return {
        "weights": manifest.weights_sha256,
        "films": [asdict(films) for films in by_films.values()],
        "rows": [_row(row) for row in told],
        "sentences": list(sentences(told)),
        "minutes_a_copy": sorted(round(test.seconds / 60, 1) for test in same),
    }


def _row(row: Power) -> dict[str, Any]:
    return asdict(row) | {"interval": row.interval}


def main() -> None:
    """Read, print, and keep the figures where that is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    if not options.log:
        print(json.dumps({"self_tests": "not measured: name a log of self-tests with --log"}))  # noqa: T201
        return
    told = figures(options.log)
    if options.keep:
        FIGURES.write_text(json.dumps(told, indent=1) + "\n")
    print(json.dumps(told, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
