"""What the recipes of shape model and gate begin with: the films with human masks that may be learned from, NIH films, the segmenter."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from models.networks.library import embedded
from models.networks.weights import load_network
from models.training.facts import nih_facts
from models.training.films import LabelledFilms, MaskedFilms, lungs, with_images
from models.training.ledger import PatientRole
from models.training.segmenter import STEPS


@dataclass(frozen=True)
class Lessons:
    """Films as the segmenter sees them, and the segmenter.

    Attributes:
        people: Films with human masks, role "train".
        others: NIH films of both folders, all roles.
        segmenter: The shipped one.
    """

    people: MaskedFilms
    others: LabelledFilms
    segmenter: nn.Module

    @classmethod
    def read(cls, data: Path) -> Lessons:
        """Read all from a folder with ``lungs/``, ``nih/`` and ``nih_more/``."""
        others = with_images(nih_facts(data), data, STEPS, canonical=True)
        return cls(lungs(data, STEPS, role=PatientRole.TRAIN), others, load_network(embedded("lungs")))


def options(description: str | None) -> argparse.ArgumentParser:
    """Return what both recipes are asked with."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("resources/anatomy"))
    return parser
