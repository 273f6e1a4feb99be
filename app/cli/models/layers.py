"""``models layers``: at which layers of a classifier maps can be taken."""

from __future__ import annotations

from app.cli.options import ClassifierArgument, Device
from app.cli.terminal import fail, say
from app.workers.messages import Result, Task, why_not
from app.workers.pool import Pool
from app.workers.tasks.target_layers import ListTargetLayers


def layers(name: ClassifierArgument) -> None:
    """List the target layers of a classifier: the names that a manifest's target layer can have, and the grid of the maps there.

    Example: python main.py models layers embedded
    """
    with Pool(device=Device.CPU) as pool:
        outcome = pool.submit(Task.TARGET_LAYERS, ListTargetLayers(name)).result()
    if not isinstance(outcome, Result):
        fail(why_not(outcome))
    for layer in outcome.payload:
        channels, rows, columns = layer.shape
        say(f"{layer.name:<30} {channels:>5} maps of {rows} × {columns}")
