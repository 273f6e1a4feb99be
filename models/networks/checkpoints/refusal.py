"""Why a file of weights is refused: one sentence."""

from __future__ import annotations


class CheckpointError(Exception):
    """A file of weights that cannot be used; the sentence says why and what to do. Nothing of it was run, nothing is kept of it."""


DAMAGED = "The file is cut off or damaged; download or copy it again."
EXPORT_AGAIN = "load it where it was made and save model.state_dict() with torch.save or safetensors"
_LONGEST_NAME = 300


def checked_name(name: str) -> str:
    """Return a name that torch can have given to a tensor.

    Raises:
        CheckpointError: It could not stand in a sentence.
    """
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise CheckpointError(f"The names in the file are no names of tensors; {EXPORT_AGAIN}.")
    return name


def cannot_be_read(error: OSError) -> CheckpointError:
    """Return what is said of a file that the system does not give."""
    return CheckpointError(f"The file cannot be read ({error.strerror}); check its name and your rights.")
