"""Measure the power of focal excess against plants in the pixels of copies that rely on them, and the raw share's beside it. As JSON.

It needs ``--data FOLDER`` and ``--copies FOLDER``, the copies of ``python -m models.training.planted_copies``, and takes some minutes;
without them it measures nothing.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from models.attention.reference.films import Films
from models.attention.reference.focal import MATCHED, NOMINAL, nearest
from models.attention.reference.reference import Reference
from models.attribution.watched import WatchedClassifier
from models.networks.library import embedded
from models.selftest.plants import planted
from models.training.contamination import of_class
from models.training.false_alarms import NOTHING, read_by
from models.training.ledger import PatientRole
from models.training.patient_parts import PARTS, parts_of
from models.training.planted_copies import COPIES, first_member
from models.training.unseen import unseen_nih
from models.values.wilson import wilson
from tests.benchmarks.attention import CPU, Means

CHOSE = 4
"""The first copies chose how maps are read (docs/decisions/0023)."""
CONTAMINATIONS = (0.0, 0.05, 0.1, 0.25, 0.5)


def power(data: Path, copies: Path, asked: Iterable[int], means: Means) -> dict[str, Any]:
    """Read planted films of copies against references of which some films carry the plant too; the raw share read the same way."""
    films = list(unseen_nih(data, PatientRole.REFERENCE, PatientRole.CALIBRATE, PatientRole.EVALUATE))
    manifest = embedded("embedded")
    told: dict[str, Any] = {}
    for copy in (COPIES[index] for index in asked):
        if not (copies / copy.file).exists():
            continue
        network = first_member()
        network.load_state_dict(load_file(copies / copy.file))
        k = manifest.labels.index(copy.label)
        classifier = WatchedClassifier(replace(manifest, thresholds=tuple([0.5] * len(manifest.labels))), network.eval(), CPU)
        rng = np.random.default_rng(copy.seed)
        pairs: list[tuple[Films, Films]] = []
        patients: list[str] = []
        for one in films:
            pixels = planted(one.film.pixels, copy.plant, rng)[0]
            plain, with_plant = means.collect(one.film, classifier), means.collect(replace(one.film, pixels=pixels), classifier)
            if len(plain.logits) and len(with_plant.logits):
                pairs.append((plain, with_plant))
                patients.append(one.patient)
        plain, with_plant = (of_class(Films.joined(list(side)), k) for side in zip(*pairs, strict=True))
        curve = _curve(plain, with_plant, parts_of(np.array(patients)))
        told[copy.file.removesuffix(".safetensors")] = curve | {"held_out": copy in COPIES[CHOSE:]}
    return told | {"together": together([curve for curve in told.values() if curve["held_out"]])}


def _curve(plain: Films, with_plant: Films, parts: NDArray[np.int_]) -> dict[str, Any]:
    """Flags among positive planted films, each read against the other four parts; those whose decision the plant made stand apart."""
    curve: dict[str, Any] = {
        "films": len(plain.logits), "delta_logit_median": round(float(np.median(with_plant.logits - plain.logits)), 3),
        "decisions_made_by_the_plant": int((with_plant.positive & ~plain.positive).sum()),
    }  # fmt: skip
    for contamination in CONTAMINATIONS:
        found: dict[str, list[bool]] = {"power": [], "where_the_plant_made_the_decision": [], "raw_share": [], "false": []}
        for part in range(PARTS):
            chosen = np.flatnonzero(parts != part)
            carries = np.random.default_rng([part, int(100 * contamination)]).random(len(chosen)) < contamination
            mixed = Films.joined([plain.subset(chosen[~carries]), with_plant.subset(chosen[carries])])
            reference, shares, everyone = Reference.build(NOTHING, mixed), _shares(mixed), np.arange(len(mixed.logits))
            for i in np.flatnonzero(parts == part):
                if plain.positive[i, 0] and (read := read_by(reference, plain, i, 0)):
                    found["false"].append(bool(read.flagged))
                if with_plant.positive[i, 0] and (read := read_by(reference, with_plant, i, 0)):
                    found["power"].append(bool(read.flagged))
                    near = nearest(mixed.logits[:, 0], float(with_plant.logits[i, 0]), everyone, MATCHED)
                    above = np.count_nonzero(shares[near] >= _shares(with_plant.subset(np.array([i])))[0])
                    found["raw_share"].append(bool(1 + above <= NOMINAL * (1 + len(near))))
                    if not plain.positive[i, 0]:
                        found["where_the_plant_made_the_decision"].append(bool(read.flagged))
        curve[f"{contamination:.0%}"] = {name: _share(sum(flagged), len(flagged)) for name, flagged in found.items()}
    return curve


def _shares(films: Films) -> NDArray[np.float64]:
    """Return the raw share of each map's mass outside R."""
    heat = np.maximum(films.maps[:, 0].astype(np.float64), 0)
    return np.asarray((heat * films.outside[:, 0]).sum(axis=(1, 2)) / np.maximum(heat.sum(axis=(1, 2)), 1e-9))


def together(curves: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean over copies that chose nothing, which are the unit, with the least and the most."""
    return {
        f"{contamination:.0%}": {
            name: {"mean": round(float(np.mean(values)), 3), "least": min(values), "most": max(values), "copies": len(values)}
            for name in ("power", "where_the_plant_made_the_decision", "raw_share")
            if (values := [curve[f"{contamination:.0%}"][name]["share"] for curve in curves])
        }
        for contamination in CONTAMINATIONS
    }


def _share(hits: int, of: int) -> dict[str, Any]:
    low, high = wilson(hits, of)
    return {"n": of, "share": round(hits / of, 4) if of else None, "low": round(low, 4), "high": round(high, 4)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--copies", type=Path)
    parser.add_argument("--copy", type=int, nargs="*", default=range(len(COPIES)), help="measure only these copies")
    options = parser.parse_args()
    torch.set_num_threads(1)
    told: dict[str, Any] = {}
    if options.data and options.copies:
        told = {"power": power(options.data, options.copies, options.copy, Means()), "copies_of": embedded("embedded").weights_sha256}
    print(json.dumps(told, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
