"""Why an ONNX graph is refused: one sentence."""

from __future__ import annotations

from models.networks.checkpoints.refusal import CheckpointError


class UnusableGraph(CheckpointError):
    """A graph that cannot be used; the sentence says why and what to do. Nothing of it was run, nothing is kept of it."""


NOT_INSTALLED = 'ONNX graphs need onnx and onnx2pytorch, which are not installed here; install them with pip install -e ".[onnx]"'
DAMAGED = "The ONNX file is cut off or damaged; download or copy it again."
EXPORT_AGAIN = "export the network again, in evaluation mode, from where it was made"
_LONGEST_NAME = 80


def shown(name: str) -> str:
    """Return a name of the file as it may stand in a sentence."""
    clean = "".join(character if character.isprintable() else "?" for character in name)
    return clean if len(clean) <= _LONGEST_NAME else f"{clean[:_LONGEST_NAME]}…"
