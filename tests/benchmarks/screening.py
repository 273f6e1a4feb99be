"""What auditing costs beside classifying: a screening of phantom films against plain forward passes, interleaved, in one process."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import torch
import torchvision

from models.anatomy.segmenter import Segmenter
from models.attribution.attribute import attribute
from models.attribution.watched import WatchedClassifier
from models.film.canonical import CanonicalFilm
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.reading.window import automatic_window
from models.regions.table import shipped_table
from models.screening.loaded_method import LoadedMethod
from models.screening.screen import screen
from models.values.attribution import MapMethod
from models.values.digests import pixel_hash
from models.values.parameters import Parameters
from models.values.progress import result_of
from models.values.radiograph import Header, Radiograph

_ROUNDS, _FILMS = 5, 8


def main() -> None:
    """Print medians in milliseconds a film, and ratios, as JSON."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    classifier, segmenter = WatchedClassifier.load(embedded("embedded"), device), Segmenter.load(embedded("lungs"), device)
    checker = InputChecker.load(embedded("film-check"), device)
    films = [_film(seed) for seed in range(_FILMS)]
    grids, method = [CanonicalFilm.of(film.pixels) for film in films], LoadedMethod(classifier, segmenter, checker, shipped_table())
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
        "screening_without_challenges": lambda: result_of(screen(films, replace(method, parameters=Parameters(challenges=False)))),
        "densenet121_forward_224": lambda: _plain(densenet, wide),
    }
    for run in work.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(_ROUNDS):
        for name, run in work.items():
            started = time.perf_counter()
            run()
            if device.type == "cuda":
                torch.cuda.synchronize()
            times[name].append((time.perf_counter() - started) / _FILMS * 1000)
    medians = {name: round(statistics.median(values), 2) for name, values in times.items()}
    spread = {name: [round(min(values), 2), round(max(values), 2)] for name, values in times.items()}
    ratio = medians["classifier_forward_and_all_grad_cams"] / medians["classifier_forward"]
    print(json.dumps({"device": str(device), "ms_a_film": medians, "range": spread, "all_grad_cams_to_forward": round(ratio, 3)}))  # noqa: T201


def _film(seed: int) -> Radiograph:
    pixels = phantom(seed, size=1024).pixels
    return Radiograph(pixels, automatic_window(pixels), Header("0" * 64, pixel_hash(pixels), *pixels.shape))


def _plain(network: torch.nn.Module, batch: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        output: torch.Tensor = network(batch)
        return output


if __name__ == "__main__":
    main()
