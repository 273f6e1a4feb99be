"""Measure attention: false alarms of focal excess on simulated maps, and its cost. As JSON.

With ``--data FOLDER`` also the cost on real films that nothing was learned from; false alarms on these have a script of their own.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage

import resources
from models.anatomy.anatomy import anatomy_of
from models.anatomy.segmenter import Segmenter, label_map
from models.anatomy.shape import fit
from models.attention.film import ClassScore, FilmAttention
from models.attention.in_frame import PITCH
from models.attention.reference.films import Films
from models.attention.reference.reference import Reference
from models.attention.seen import Seen
from models.attribution.attribute import attribute
from models.attribution.watched import WatchedClassifier
from models.detectors.contents import Contents
from models.film.canonical import CanonicalFilm
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.regions.places import FilmRegions
from models.regions.table import shipped_table
from models.screening.collect import collect
from models.screening.loaded_method import LoadedMethod
from models.training.false_alarms import NOTHING, read_by
from models.training.ledger import PatientRole
from models.training.unseen import unseen_lungs, unseen_nih
from models.values.attribution import MapMethod
from models.values.parameters import Parameters
from models.values.radiograph import Radiograph

CPU = torch.device("cpu")
SHAPE = (24, 18)
GROWTH = 0.4
REGISTRATION = 0.78 / PITCH
"""Standard deviation of the simulated registration error along each axis, in places.

On real films (``tests/benchmarks/anatomy.py``) the distance has median 0.7 and 95th percentile 1.9 cells; this has that percentile.
"""


def smooth(count: int, rng: np.random.Generator) -> Films:
    """Draw films of one class: a centre bias, smooth noise of any scale, both displaced by the error of registration."""
    maps, outside = np.zeros((count, 1, *SHAPE), np.float32), np.zeros((count, 1, *SHAPE), bool)
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]] / np.reshape(np.array(SHAPE) - 1, (2, 1, 1)) * 2 - 1
    logits = rng.standard_normal(count)
    for index in range(count):
        shift = REGISTRATION * rng.standard_normal(2) / (SHAPE[0] / 2)
        bias = np.exp(-(((x - shift[0]) / 0.5) ** 2 + ((y - shift[1]) / 0.6) ** 2)) * (1 + 0.3 * logits[index])
        noise = ndimage.gaussian_filter(rng.standard_t(4, SHAPE), rng.uniform(0.7, 2.5))
        maps[index, 0] = bias + 0.4 * noise / noise.std()
        outside[index, 0] = ((x - shift[0]) / 0.6) ** 2 + ((y - shift[1]) / 0.7) ** 2 > 1
    return _films(maps, outside, logits, rng)


def growing(count: int, rng: np.random.Generator) -> Films:
    """Draw smooth films whose maps grow with the score, e-fold over two and a half standard deviations."""
    films = smooth(count, rng)
    return replace(films, maps=(films.maps * np.exp(GROWTH * films.logits)[..., None, None]).astype(np.float16))


def permuted(count: int, rng: np.random.Generator) -> Films:
    """Compose films of the shipped reference's maps of one class: blocks of places, each of another film, displaced as above."""
    real = Reference.load(resources.path("references/embedded.npz")).films
    k = int(rng.integers(real.maps.shape[1]))
    source = real.maps[:, k].astype(np.float32)
    maps = np.zeros((count, 1, *SHAPE), np.float32)
    for top in range(0, SHAPE[0], 7):
        for left in range(0, SHAPE[1], 7):
            block = np.s_[top : top + 7, left : left + 7]
            maps[:, 0][(slice(None), *block)] = source[rng.integers(len(source), size=count)][(slice(None), *block)]
    for one in maps[:, 0]:
        one[...] = ndimage.shift(one, REGISTRATION * rng.standard_normal(2), order=1, mode="nearest")
    outside = real.outside[rng.integers(len(source), size=count), k][:, None]
    return _films(maps, outside, rng.standard_normal(count), rng)


def _films(maps: NDArray[np.float32], outside: NDArray[np.bool_], logits: NDArray[np.float64], rng: np.random.Generator) -> Films:
    positive = logits + 0.5 * rng.standard_normal(len(logits)) > 0.3
    return Films(
        maps.astype(np.float16),
        outside,
        logits[:, None].astype(np.float32),
        positive[:, None],
        np.zeros((len(maps), 1, 0), np.float32),
        np.arange(len(maps)).astype(str),
    )


def simulated(draw: Callable[[int, np.random.Generator], Films], worlds: int, each: int, reference: int) -> dict[str, Any]:
    """Read new films of each world against its reference; worlds are the unit."""
    shares: list[tuple[float, float]] = []
    for world in range(worlds):
        rng = np.random.default_rng([world, reference])
        films = draw(reference + each, rng)
        built = Reference.build(NOTHING, films.subset(np.arange(reference)))
        found = np.array(
            [bool(read and read.flagged) for read in (read_by(built, films, i, 0) for i in range(reference, reference + each))]
        )
        shares.append((float(found.mean()), float(found[films.positive[reference:, 0]].mean())))
    of_all, of_positive = (_over_worlds([pair[side] for pair in shares]) for side in (0, 1))
    return {"maps": worlds * each, "worlds": worlds, "reference": reference} | of_all | {"positive": of_positive}


def _over_worlds(shares: list[float]) -> dict[str, float]:
    share, error = float(np.mean(shares)), float(np.std(shares, ddof=1) / np.sqrt(len(shares)))
    return {"share": round(share, 4), "low": round(share - 1.96 * error, 4), "high": round(share + 1.96 * error, 4)}


class Means:
    """Everything that gathering films takes besides a classifier."""

    def __init__(self) -> None:
        self.segmenter = Segmenter.load(embedded("lungs"), CPU)
        self.checker = InputChecker.load(embedded("film-check"), CPU)
        self.table = shipped_table()

    def collect(self, film: Radiograph, classifier: WatchedClassifier) -> Films:
        """Collect one film; none where it is refused."""
        return collect([film], LoadedMethod(classifier, self.segmenter, self.checker, self.table))


def cost(films: list[tuple[NDArray[np.float32], float | None]], classifier: WatchedClassifier, means: Means) -> dict[str, Any]:
    """Milliseconds a film on one thread: the networks, and all that lies between them and the numbers, for six findings.

    The reference keeps what is usual among the films of nearest score; ``first_seen`` is where it has not met such scores before.
    """
    reference = Reference.load(resources.path("references/embedded.npz"))
    spent: dict[str, list[float]] = {"networks": [], "anatomy_and_attention": [], "first_seen": []}
    for repeat in range(6):
        for pixels, mm in films:
            started = time.perf_counter()
            canonical = CanonicalFilm.of(pixels)
            prepared = classifier.prepared(pixels, canonical.intensities)
            found = attribute(classifier.network, prepared.tensor[None], methods=[MapMethod.SIGNED_CAM])
            organs = means.segmenter.organs([canonical])[0]
            middle = time.perf_counter()
            signed, grid = found.maps[MapMethod.SIGNED_CAM][0].detach().numpy(), canonical.geometry
            outlines = fit(label_map(organs.logits))
            assert outlines is not None
            anatomy = anatomy_of(organs.lungs(grid), organs.heart(grid), canonical, outlines.moved(organs.geometry.to(grid)))
            assert anatomy is not None
            places, seen = FilmRegions(means.table, anatomy, mm), Seen(grid, prepared.geometry)
            attention = FilmAttention(
                anatomy, places, Contents(canonical.grey, anatomy.structures.field), seen, mm, Parameters(), reference
            )
            assert classifier.biases is not None
            for k in np.argsort(-found.logits[0].detach().numpy())[:6]:
                score = ClassScore(
                    int(k),
                    classifier.manifest.labels[k],
                    float(found.logits[0, k]),
                    True,
                    float(classifier.biases[k]),
                    classifier.precision,
                )
                attention.look(signed[k], score)
            spent["anatomy_and_attention" if repeat else "first_seen"].append((time.perf_counter() - middle) * 1e3)
            if repeat:
                spent["networks"].append((middle - started) * 1e3)
    medians = {name: round(float(np.median(values)), 2) for name, values in spent.items()}
    return medians | {"share": round(medians["anatomy_and_attention"] / medians["networks"], 3), "films": len(films), "findings": 6}


def phantoms_and_real(data: Path | None) -> dict[str, list[tuple[NDArray[np.float32], float | None]]]:
    """Return eight phantoms, and eight real films of many shapes, with their spacing."""
    films: dict[str, list[tuple[NDArray[np.float32], float | None]]] = {"phantoms": [(phantom(seed).pixels, 0.8) for seed in range(8)]}
    if data:
        some = [*islice(unseen_nih(data, PatientRole.EVALUATE), 4), *islice(unseen_lungs(data), 0, 40, 10)]
        films["real"] = [(one.film.pixels, one.film.header.pixel_spacing_mm) for one in some]
    return films


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--worlds", type=int, default=10)
    parser.add_argument("--only", choices=["simulated", "cost"])
    options = parser.parse_args()
    torch.set_num_threads(1)
    means, classifier = Means(), WatchedClassifier.load(embedded("embedded"), CPU)
    told: dict[str, Any] = {}
    if options.only in (None, "simulated"):
        told["simulated"] = {draw.__name__: simulated(draw, options.worlds, 140, 109) for draw in (smooth, growing, permuted)}
    if options.only in (None, "cost"):
        told["cost"] = {kind: cost(films, classifier, means) for kind, films in phantoms_and_real(options.data).items()}
    print(json.dumps(told, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
