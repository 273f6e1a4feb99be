"""What a classifier is taught of NIH films of both folders, so that source and view by themselves tell it nothing.

The folders were chosen differently, and the films of a view were chosen differently in each; so a finding is more common in one group of
films than in another for no reason that lies in the lungs. A network's output is therefore a log-odds *beyond* that of the film's group:
the group's own is added before the loss sees it, and CheXNet's logits are compared after each group's mean is taken off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.training.facts import FilmFacts

_FEWEST = 5
"""Films with CheXNet's opinion that a group needs for a mean of its own."""
_PSEUDO = 0.5, 10
"""Positives and films that each group is taken to have besides, so that no log-odds is infinite."""


@dataclass(frozen=True)
class Targets:
    """Of N films and K findings.

    Attributes:
        labels: N×K in {0, 1}.
        prior: N×K, log-odds of each label in the film's group, by source and view.
        opinion: N×K, CheXNet's logits less the group's mean, in standard deviations; 0 where it is not known.
        known: N×1 in {0, 1}, whether it is.
    """

    labels: Tensor
    prior: Tensor
    opinion: Tensor
    known: Tensor

    @classmethod
    def of(cls, facts: FilmFacts) -> Targets:
        """Derive them from the films to learn from alone."""
        groups = groups_of(facts)
        known = facts.known
        spread, usual = facts.teacher[known].std(axis=0), facts.teacher[known].mean(axis=0)
        prior, opinion = np.zeros_like(facts.labels), np.zeros_like(facts.teacher)
        for group in np.unique(groups):
            here = groups == group
            share = (facts.labels[here].sum(axis=0) + _PSEUDO[0]) / (here.sum() + _PSEUDO[1])
            prior[here] = np.log(share / (1 - share))
            told = here & known
            opinion[told] = (facts.teacher[told] - (facts.teacher[told].mean(axis=0) if told.sum() > _FEWEST else usual)) / spread
        columns = facts.labels, prior, opinion, known[:, None].astype(np.float32)
        return cls(*(torch.from_numpy(column) for column in columns))

    def completed(self, guessed: Tensor, facts: FilmFacts) -> Targets:
        """Take a network's N×K outputs, less their mean in each group, for CheXNet's opinion where that is not known."""
        groups, unknown = groups_of(facts), self.known[:, 0] == 0
        opinion = self.opinion.clone()
        for group in np.unique(groups):
            here = torch.from_numpy(groups == group) & unknown
            opinion[here] = guessed[here] - guessed[here].mean(dim=0)
        return Targets(self.labels, self.prior, opinion, torch.ones_like(self.known))

    def loss(self, out: Tensor, drawn: Tensor, labels: float) -> Tensor:
        """Hold B×K outputs for the films with these indices against CheXNet's opinion and, with this weight, against the labels."""
        known = self.known[drawn]
        apart = ((out - self.opinion[drawn]).square() * known).sum() / (known.sum() * out.shape[1]).clamp(min=1)
        return apart + labels * F.binary_cross_entropy_with_logits(out + self.prior[drawn], self.labels[drawn])


def groups_of(facts: FilmFacts) -> NDArray[np.str_]:
    """Return source and view of each film in one word."""
    return np.char.add(np.char.add(facts.sources, " "), facts.views)
