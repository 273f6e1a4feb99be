"""A converted graph is tried on noise as large as a prepared film, before it is kept."""

from __future__ import annotations

import torch

from models.networks.graphs.converting import GraphNetwork
from models.networks.graphs.refusal import EXPORT_AGAIN, UnusableGraph

_SAME = 1e-4


def tried(network: GraphNetwork, shape: tuple[int, int, int]) -> int:
    """Run a network on two images together and one by one.

    Args:
        network: The converted graph.
        shape: Colours, height and width of a prepared film.

    Returns:
        How many scores it gives.

    Raises:
        UnusableGraph: Prepared films do not fit it, it does not run, or images of one batch change each other's scores.
    """
    takes = network.facts.image
    if any(wanted not in (0, given) for wanted, given in zip(takes, shape, strict=True)):
        needed, got = (" × ".join(str(length or "any") for length in lengths) for lengths in (takes, shape))
        raise UnusableGraph(
            f"The graph takes images of {needed} (colours, height, width), and films are prepared to {got}; choose a preset "
            "or a side that fits."
        )
    images = torch.randn((2, *shape), generator=torch.Generator().manual_seed(0))
    try:
        with torch.inference_mode():
            alone = torch.cat([network(image[None]) for image in images])
            together = network(images)
    except Exception as error:  # Whatever the converted operators say of a plain image, the graph cannot be used.
        raise UnusableGraph(f"The graph does not run on such images ({type(error).__name__}); {EXPORT_AGAIN}{_open(network)}.") from None
    if alone.shape != together.shape or len(alone) != 2 or (alone - together).abs().max() > _SAME * alone.abs().max():
        raise UnusableGraph(f"The graph scores an image differently beside another one; {EXPORT_AGAIN}{_open(network)}.")
    return int(alone.shape[1])


def _open(network: GraphNetwork) -> str:
    return ", with an open (dynamic) batch size" if network.facts.batch else ""
