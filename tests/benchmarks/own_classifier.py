"""One's own DenseNet-121 audited end to end, beside a script that gets the same outputs from pydicom, pytorch-grad-cam and Captum.

Outputs, a film: scores, Grad-CAM of 14 classes with the share outside the lungs, Guided Grad-CAM of the three highest. Ours reads, checks,
segments, measures and records besides; the script is given the lungs. One thread, interleaved; phantoms as DICOM.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import torch
from captum.attr import GuidedGradCam
from numpy.typing import NDArray
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import nn
from torchvision.transforms import functional

from app.run.events import FilmRecorded
from app.run.request import RunRequest
from app.run.run import screen_films
from app.workers.inline import InlineWorkers
from audit.log.store import Log
from models.anatomy.segmenter import Segmenter
from models.attention.reasons import ZERO_MAP
from models.attribution.attribute import attribute
from models.attribution.watched import WatchedClassifier
from models.film.canonical import CanonicalFilm
from models.film.phantom_file import write_phantom
from models.networks.library import embedded
from models.networks.manifest import Manifest
from models.networks.presets import IMAGENET_MEAN, IMAGENET_STD
from models.reading.read import read_radiograph
from models.values.attribution import MapMethod
from models.values.parameters import Parameters
from tests.benchmarks.own_densenet import own_densenet

_DETAILED = 3
_CPU = torch.device("cpu")
Scores = list[list[float]]


def main() -> None:
    """Print seconds a film, ratios and the largest difference of scores, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--films", type=int, default=4)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")  # Captum tells that it hooks ReLUs.
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_DATA_HOME"] = name  # The person's own log, key and classifiers are left alone.
        (folder := Path(name, "densenet121")).mkdir()
        # All labels are positive, so that ours measures the share outside of all of them, as the script does.
        manifest = own_densenet(folder, threshold=0.001)
        paths = [write_phantom(Path(name, f"{seed}.dcm"), seed, marked=True) for seed in range(asked.films)]
        workers, classifier = InlineWorkers(), WatchedClassifier.load(manifest, _CPU)
        script, masks = _Script(classifier.network, manifest), _masks(paths)
        work: dict[str, Callable[[], Scores]] = {
            "ours": lambda: _ours(paths, classifier, folder, workers),
            "script": lambda: [script.audited(path, mask) for path, mask in zip(paths, masks, strict=True)],
        }
        found = {of: run() for of, run in work.items()}
        off = np.abs(np.subtract(found["ours"], found["script"])).max()
        wall, processor = _interleaved(work, asked.rounds, asked.films)
    print(  # noqa: T201
        json.dumps(
            {
                "asked": vars(asked), "threads": 1, "load": os.getloadavg()[0], "scores_off": float(f"{off:.1g}"),
                "processor_seconds_a_film": processor, "seconds_a_film": wall,
                "times_faster": {"processor": _ratio(processor), "wall": _ratio(wall)},
            }
        )
    )  # fmt: skip


def _ours(paths: Sequence[Path], classifier: WatchedClassifier, folder: Path, workers: InlineWorkers) -> Scores:
    """Screen and record films, without challenges, and make the detailed maps."""
    request = RunRequest(classifier=str(folder), parameters=Parameters(challenges=False))
    found: dict[Path, list[float]] = {}
    with tempfile.TemporaryDirectory() as here, Log(Path(here, "audit.db"), writing=True) as log:
        for event in screen_films(paths, request, pool=workers, log=log):
            if isinstance(event, FilmRecorded):
                findings = event.entry.film.findings
                assert event.film is not None
                assert findings is not None
                unmeasured = {one.reasons["attention"] for one in findings if one.attention is None}
                assert unmeasured <= {ZERO_MAP}, unmeasured
                found[event.path] = [one.probability for one in findings]
                highest = sorted(range(len(findings)), key=lambda k: -findings[k].logit)[:_DETAILED]
                batch = classifier.prepared(event.film.pixels).tensor[None]
                attribute(classifier.network, batch, methods=[MapMethod.GUIDED_GRAD_CAM], targets=highest)
    return [found[path] for path in paths]


class _Script:
    """What a person would write; the networks are loaded once."""

    def __init__(self, network: nn.Module, manifest: Manifest) -> None:
        self.labels = manifest.labels
        self.network: Any = copy.deepcopy(network)
        self.grad_cam = GradCAM(model=self.network, target_layers=[self.network.features[-1]])
        hooked: Any = copy.deepcopy(network)
        for module in hooked.modules():
            if isinstance(module, nn.ReLU):
                module.inplace = False  # Captum cannot hook a module that works in place.
        self.guided_grad_cam = GuidedGradCam(hooked, hooked.features[-1])

    def audited(self, path: Path, lungs: NDArray[np.bool_]) -> list[float]:
        film = pydicom.dcmread(path)
        pixels = film.pixel_array.astype(np.float32) / (2**film.BitsStored - 1)
        if film.PhotometricInterpretation == "MONOCHROME1":
            pixels = 1 - pixels
        image = functional.resize(torch.from_numpy(pixels)[None], [224, 224], antialias=True).expand(3, -1, -1)
        batch = functional.normalize(image, IMAGENET_MEAN, IMAGENET_STD)[None]
        with torch.inference_mode():
            scores = torch.sigmoid(self.network(batch))[0]
        maps = [self.grad_cam(input_tensor=batch, targets=[ClassifierOutputTarget(k)])[0] for k in range(len(self.labels))]
        outside = [float(one[~lungs].sum() / max(one.sum(), 1e-9)) for one in maps]
        highest = scores.topk(_DETAILED).indices.tolist()
        detailed = [self.guided_grad_cam.attribute(batch, target=k, interpolate_mode="bilinear") for k in highest]
        assert len(outside) == len(maps)
        assert len(detailed) == _DETAILED
        return [float(score) for score in scores]


def _masks(paths: Sequence[Path]) -> list[NDArray[np.bool_]]:
    """Segment the lungs once, on the grid of the script's maps."""
    segmenter = Segmenter.load(embedded("lungs"), _CPU)
    found = segmenter.organs([CanonicalFilm.of(read_radiograph(path).pixels) for path in paths])
    lungs = [torch.from_numpy(organs.logits[:2].max(axis=0)) for organs in found]
    return [functional.resize(one[None], [224, 224], antialias=True)[0].numpy() > 0 for one in lungs]


Measured = dict[str, dict[str, Any]]


def _interleaved(work: dict[str, Callable[[], Scores]], rounds: int, films: int) -> tuple[Measured, Measured]:
    """Return seconds and processor seconds a film."""
    wall: dict[str, list[float]] = {of: [] for of in work}
    processor: dict[str, list[float]] = {of: [] for of in work}
    for _ in range(rounds):
        for of, run in work.items():
            started, before = time.perf_counter(), time.process_time()
            run()
            wall[of].append((time.perf_counter() - started) / films)
            processor[of].append((time.process_time() - before) / films)
    return _table(wall), _table(processor)


def _table(times: dict[str, list[float]]) -> Measured:
    return {
        of: {"median": round(statistics.median(values), 3), "rounds": [round(value, 3) for value in values]}
        for of, values in times.items()
    }  # fmt: skip


def _ratio(times: Measured) -> dict[str, float]:
    ratios = [script / ours for ours, script in zip(times["ours"]["rounds"], times["script"]["rounds"], strict=True)]
    return {"median": round(statistics.median(ratios), 2), "least": round(min(ratios), 2), "most": round(max(ratios), 2)}


if __name__ == "__main__":
    main()
