"""What auditing costs beside classifying: a screening of phantom films against plain forward passes, interleaved, in one process.

Of the embedded classifier and of a DenseNet-121 as one's own: the share that a screening without challenges spends beyond plain forwards of
the classifier, once, and of the segmenter, three times, on the same films one by one; in processor time, on a GPU in seconds.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
import torchvision

from models.anatomy.segmenter import Segmenter
from models.anatomy.steadiness import CHANGES
from models.attribution.attribute import attribute
from models.attribution.watched import WatchedClassifier
from models.film.canonical import CanonicalFilm
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.networks.preparation import prepare_canonical
from models.reading.window import automatic_window
from models.regions.table import shipped_table
from models.screening.loaded_method import LoadedMethod
from models.screening.screen import screen
from models.values.attribution import MapMethod
from models.values.digests import pixel_hash
from models.values.parameters import Parameters
from models.values.progress import result_of
from models.values.radiograph import Header, Radiograph
from tests.benchmarks.own_densenet import own_densenet

_ROUNDS, _FILMS = 5, 8


def main() -> None:
    """Print medians in milliseconds a film, and ratios, as JSON."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    classifier, segmenter = WatchedClassifier.load(embedded("embedded"), device), Segmenter.load(embedded("lungs"), device)
    checker = InputChecker.load(embedded("film-check"), device)
    films = [_film(seed) for seed in range(_FILMS)]
    grids, method = [CanonicalFilm.of(film.pixels) for film in films], LoadedMethod(classifier, segmenter, checker, shipped_table())
    without = replace(method, parameters=Parameters(challenges=False))
    with tempfile.TemporaryDirectory() as folder:
        own = replace(without, classifier=WatchedClassifier.load(own_densenet(Path(folder)), device))
    batch = torch.stack([classifier.prepared(film.pixels).tensor for film in films]).to(device)
    densenet = torchvision.models.densenet121(weights=None, num_classes=14).eval().to(device)
    wide = torch.randn(_FILMS, 3, 224, 224, device=device)
    work: dict[str, Callable[[], object]] = {
        "classifier_forward": lambda: classifier.logits(batch),
        "classifier_forward_and_all_grad_cams": lambda: attribute(classifier.network, batch, methods=[MapMethod.GRAD_CAM]),
        "canonical_grid": lambda: [CanonicalFilm.of(film.pixels) for film in films],
        "segmenter": lambda: segmenter.organs(grids),
        "film_check": lambda: checker.check(grids),
        "classifier_and_segmenter": lambda: (classifier.logits(batch), segmenter.organs(grids)),
        "screening_with_challenges": lambda: result_of(screen(films, method)),
        "screening_without_challenges": lambda: result_of(screen(films, without)),
        "plain_forwards": _forwards(without, films),
        "densenet121_screening_without_challenges": lambda: result_of(screen(films, own)),
        "densenet121_plain_forwards": _forwards(own, films),
        "densenet121_forward_224": lambda: _plain(densenet, wide),
    }
    for run in work.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in work}
    spent: dict[str, list[float]] = {name: [] for name in work}
    clock = time.perf_counter if device.type == "cuda" else time.process_time
    for _ in range(_ROUNDS):
        for name, run in work.items():
            started, before = time.perf_counter(), clock()
            run()
            if device.type == "cuda":
                torch.cuda.synchronize()
            times[name].append((time.perf_counter() - started) / _FILMS * 1000)
            spent[name].append(clock() - before)
    medians = {name: round(statistics.median(values), 2) for name, values in times.items()}
    spread = {name: [round(min(values), 2), round(max(values), 2)] for name, values in times.items()}
    ratio = medians["classifier_forward_and_all_grad_cams"] / medians["classifier_forward"]
    beyond = {of: _beyond(spent[f"{of}screening_without_challenges"], spent[f"{of}plain_forwards"]) for of in ("", "densenet121_")}
    print(  # noqa: T201
        json.dumps(
            {
                "device": str(device), "threads": torch.get_num_threads(), "load": os.getloadavg()[0],
                "ms_a_film": medians, "range": spread,
                "all_grad_cams_to_forward": round(ratio, 3), "beyond_plain_forwards": beyond[""],
                "densenet121_beyond_plain_forwards": beyond["densenet121_"],
            }
        )
    )  # fmt: skip


def _forwards(method: LoadedMethod, films: list[Radiograph]) -> Callable[[], object]:
    """Return plain forwards of films that are prepared: the classifier once, the segmenter once and for each check pass."""
    classifier, segmenter = method.classifier, method.segmenter
    grids = [CanonicalFilm.of(film.pixels) for film in films]
    prepared = [classifier.prepared(film.pixels).tensor[None].to(classifier.device) for film in films]
    lungs = [prepare_canonical(grid, segmenter.manifest.preparation).tensor[None].to(segmenter.device) for grid in grids]

    def run() -> None:
        for film, lung in zip(prepared, lungs, strict=True):
            _plain(classifier.network, film)
            for _ in range(1 + len(CHANGES)):
                _plain(segmenter.network, lung)

    return run


def _beyond(screening: list[float], forwards: list[float]) -> dict[str, float]:
    shares = [one / other - 1 for one, other in zip(screening, forwards, strict=True)]
    return {"median": round(statistics.median(shares), 3), "least": round(min(shares), 3), "most": round(max(shares), 3)}


def _film(seed: int) -> Radiograph:
    pixels = phantom(seed, size=1024).pixels
    return Radiograph(pixels, automatic_window(pixels), Header("0" * 64, pixel_hash(pixels), *pixels.shape))


def _plain(network: torch.nn.Module, batch: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        output: torch.Tensor = network(batch)
        return output


if __name__ == "__main__":
    main()
