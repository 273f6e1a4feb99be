"""How maps are called, in what they are measured, and why some are no evidence."""

from __future__ import annotations

from app.desktop.viewer.view import Overlay

NAMES = {
    Overlay.NONE: "No map",
    Overlay.GRAD_CAM: "Grad-CAM",
    Overlay.GUIDED_GRAD_CAM: "Guided Grad-CAM",
    Overlay.SIGNED_CAM: "Signed Grad-CAM",
    Overlay.COUNTERFACTUAL: "Counterfactual",
    Overlay.CAM: "CAM",
    Overlay.HIRES_CAM: "HiResCAM",
    Overlay.GRAD_CAM_PLUS_PLUS: "Grad-CAM++",
    Overlay.LAYER_CAM: "LayerCAM",
    Overlay.GRADIENT: "Gradient",
    Overlay.GUIDED_BACKPROP: "Guided backpropagation",
}
MEANINGS = {
    Overlay.GRAD_CAM: "What speaks for the finding, as it was recorded.",
    Overlay.SIGNED_CAM: "What speaks for the finding and what speaks against it, as it was recorded.",
    Overlay.COUNTERFACTUAL: "What speaks against the finding, as it was recorded.",
    Overlay.CAM: "The head's weights on the last maps; for networks that pool and then classify by one layer.",
    Overlay.HIRES_CAM: "Gradient times activation at each place, both signs.",
    Overlay.GRAD_CAM_PLUS_PLUS: "Weighs places so that several of them count; it has no unit.",
    Overlay.LAYER_CAM: "Positive gradient times activation at each place.",
    Overlay.GRADIENT: "How the logit changes with each pixel; noisy by nature, and no part of the certificate.",
}
EDGES = "edge detail, not evidence"
WHY_EDGES = (
    "ReLUs that pass positive gradients only bring back the film’s edges, whatever the network learned: with randomised weights the map "
    "stays nearly the same."
)
UNITS = {
    Overlay.GRAD_CAM: "Logits a grid cell; scaled to this map.",
    Overlay.SIGNED_CAM: "Logits a grid cell; red for, blue against.",
    Overlay.COUNTERFACTUAL: "Logits a grid cell against the finding.",
    Overlay.CAM: "Logits: their mean over the grid and the bias are the score.",
    Overlay.HIRES_CAM: "Logits a grid cell; red for, blue against.",
    Overlay.GRAD_CAM_PLUS_PLUS: "No unit; scaled to this map.",
    Overlay.LAYER_CAM: "Logits a grid cell; scaled to this map.",
    Overlay.GRADIENT: "Logits a unit of the network’s input, both signs.",
    Overlay.GUIDED_BACKPROP: "Edge detail for the eye, never evidence.",
    Overlay.GUIDED_GRAD_CAM: "Edge detail for the eye, never evidence.",
}
CALLED_NAMES = {
    Overlay.NONE: NAMES[Overlay.NONE],
    Overlay.GRAD_CAM: "Occlusion map",
    Overlay.SIGNED_CAM: "Signed occlusion map",
    Overlay.COUNTERFACTUAL: NAMES[Overlay.COUNTERFACTUAL],
}
"""Of a classifier that can only be called: the maps that there are, in the places of those that the log keeps of a network."""
CALLED_MEANINGS = {
    Overlay.GRAD_CAM: "Where covering the film lowers the score, as it was recorded.",
    Overlay.SIGNED_CAM: "Where covering the film lowers the score and where it raises it, as it was recorded.",
    Overlay.COUNTERFACTUAL: "Where covering the film raises the score, as it was recorded.",
}
CALLED_UNITS = {
    Overlay.GRAD_CAM: "Fall of the log-odds where a cell is covered; scaled to this map.",
    Overlay.SIGNED_CAM: "Change of the log-odds where a cell is covered; red falls, blue rises.",
    Overlay.COUNTERFACTUAL: "Rise of the log-odds where a cell is covered.",
}
SIGNED = frozenset({Overlay.SIGNED_CAM, Overlay.CAM, Overlay.HIRES_CAM, Overlay.GRADIENT})
LOCALISES = frozenset(overlay for overlay in Overlay if overlay.method and not overlay.method.of_pixels and overlay not in SIGNED)
"""Whose places can be thresholded for a box: maps on the grid of the target layer that are nowhere negative."""


def name_of(overlay: Overlay, *, called: bool) -> str:
    """Return how a map is called; "" where a classifier that can only be called has none."""
    return CALLED_NAMES.get(overlay, "") if called else NAMES[overlay]


def unit_of(overlay: Overlay, *, called: bool) -> str:
    """Return in what a map is measured."""
    return CALLED_UNITS[overlay] if called else UNITS[overlay]


def said_of(overlay: Overlay, *, called: bool = False) -> str:
    """Return what stands on the pointer over the choice of a map."""
    if called:
        return CALLED_MEANINGS.get(overlay, "")
    return f"{EDGES[0].upper()}{EDGES[1:]}. {WHY_EDGES}" if overlay.guided else MEANINGS.get(overlay, "")
