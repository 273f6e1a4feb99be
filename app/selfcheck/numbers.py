"""Renews the numbers that the self-check keeps of the networks: ``python -m app.selfcheck.numbers``, after a network was trained anew.

They are what this computer's CPU finds. Samples and tolerances stay: they are facts of the formats and of arithmetic, not of a network.
"""

from __future__ import annotations

import json

import resources
from app.selfcheck.check import PHANTOMS, kept_numbers, numbers_of, screened
from app.workers.messages import Result
from app.workers.pool import Pool
from models.networks.library import EMBEDDED
from models.values.screening import Screening

_DIGITS = 6


def main() -> None:
    """Screen the phantoms by both classifiers and write what was found."""
    kept = kept_numbers()
    with Pool(device="cpu") as pool:
        kept["networks"] = {
            classifier: {name: _found(screened(pool, name, classifier), classifier) for name in PHANTOMS} for classifier in EMBEDDED
        }
    resources.path("selfcheck.json").write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def _found(ending: object, classifier: str) -> dict[str, list[float]]:
    match ending:
        case Result(payload=Screening() as screening):
            networks = (classifier, "lungs", "film-check") if classifier == EMBEDDED[0] else (classifier,)
            return {network: [round(number, _DIGITS) for number in numbers_of(screening, network)] for network in networks}
    raise ValueError(f"a phantom was not screened: {ending}")


if __name__ == "__main__":
    main()
