"""A classifier that can only be called: scores by its program, maps by occlusion (contract, section 6)."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.attention.seen import Seen
from models.challenge.film_input import FilmInput
from models.challenge.occlusion.cells import Cells
from models.challenge.occlusion.mapped import Ask, occlusion_map
from models.challenge.patch import Patch
from models.grids.geometry import Geometry
from models.networks.external.arguments import Arguments, arguments_of
from models.networks.external.calls import Calls, Scored
from models.networks.external.scores import LogOdds
from models.networks.manifest import Manifest
from models.networks.preparation import Prepared
from models.networks.prepares_films import PreparesFilms
from models.networks.weights import check_file
from models.values.called import Called
from models.values.digests import pixel_hash
from models.values.progress import Progress, result_of
from models.values.refusal import NoScore
from models.values.screening import ClassifierUsed

FILM_ITSELF = 2
"""Calls for a film as it is, before and after its map."""
_MOST_KNOWN = 2000
_MOST_UNANSWERED = 0.5
"""Share of the covered films without a score from which on there is no map."""
Key = tuple[str, float | None, tuple[float, ...]]
"""Of a film: pixels, spacing, and thresholds."""
_CALLING = "calling the classifier"


@dataclass(frozen=True)
class Known:
    """What is known of a film: K log-odds, K×h×w maps, and how they came about."""

    logits: NDArray[np.float64]
    maps: NDArray[np.float32]
    called: Called


@dataclass(frozen=True)
class CalledClassifier(PreparesFilms):
    """A classifier ready to be called; films that were scored are remembered, by what the program would be handed.

    Attributes:
        arguments: How it is called.
        calls: The program.
    """

    arguments: Arguments
    calls: Calls
    _known: dict[Key, Known] = field(default_factory=dict, repr=False)

    biases = None
    precision = float(np.finfo(np.float32).eps)

    @classmethod
    def load(cls, manifest: Manifest, device: torch.device) -> Self:
        """Check the program's file; it is started when the first film is scored. Where it runs is its own business.

        Raises:
            ManifestError: The file is missing or another, or the manifest does not say how to call it.
        """
        arguments = arguments_of(manifest)
        check_file(manifest)
        return cls(manifest, arguments, Calls(arguments, manifest.weights, manifest.labels))

    @property
    def log_odds(self) -> LogOdds:
        """Brings its scores to log-odds."""
        return LogOdds.of(self.arguments)

    def scoring(self, films: Sequence[Prepared]) -> Generator[Progress, None, tuple[NDArray[np.float64], NDArray[np.float32]]]:
        """Return the N×K log-odds of films and their N×K×h×w occlusion maps.

        Yields:
            A Progress after each batch of calls.

        Raises:
            NoScore: There is none for one of the films; the others are remembered.
        """
        found, without = list[Known](), list[NoScore]()
        for film in films:
            try:
                found.append((yield from self._scored(film)))
            except NoScore as reason:
                without.append(reason)
        if without:
            raise without[0]
        return np.stack([one.logits for one in found]), np.stack([one.maps for one in found])

    def logits(self, batch: Tensor) -> Tensor:
        """N×C×H×W inputs to N×K log-odds; NaN where the program gives no score."""
        return torch.from_numpy(self.log_odds_of(list(batch.float().numpy())))

    def log_odds_of(self, images: Sequence[NDArray[np.float32]], spacings: Sequence[float | None] | None = None) -> NDArray[np.float64]:
        """Return the N×K log-odds of prepared films, C×H×W each, which may differ in size; NaN where the program gives no score."""
        return self._of(result_of(self.calls.scores(images, spacings)))

    def rescored(self, images: NDArray[np.float32], films: Sequence[Prepared]) -> NDArray[np.float64]:
        """N×C×H×W changed films to N×K log-odds, NaN where there are none; ``films`` are those that were changed."""
        return self.log_odds_of(list(images), [film.mm for film in films])

    def used_on(self, film: Prepared, grid: tuple[int, int]) -> ClassifierUsed:
        """Return what the record of a film that was scored keeps of it."""
        return self.used(grid, self._known[self._key(film)].called)

    def scored_once(self, film: Prepared) -> NDArray[np.float64]:
        """Return a film's K log-odds by one call, without a map.

        Raises:
            NoScore: There are none.
        """
        (said,) = result_of(self.calls.scores([film.tensor.numpy()], [film.mm]))
        if isinstance(said, str):
            raise NoScore(said)
        return self.log_odds.of_scores(np.array(said))

    def side(self, film: Prepared) -> int:
        """Return how many cells a film's map has along each side."""
        return 2 * Cells.for_calls(self.arguments.calls - FILM_ITSELF, (film.tensor.shape[1], film.tensor.shape[2])).side

    def close(self) -> None:
        """End the program."""
        self.calls.close()

    def used(self, grid: tuple[int, int], called: Called) -> ClassifierUsed:
        """Return what a record keeps of it, with the rows and columns of its maps."""
        manifest = self.manifest
        return ClassifierUsed(
            name=manifest.name, weights_sha256=manifest.weights_sha256, labels=manifest.labels, grid=grid, device="external",
            dtype="float32", operating_point=manifest.operating_point, called=called,
        )  # fmt: skip

    def _key(self, film: Prepared) -> Key:
        return pixel_hash(film.tensor.numpy()), film.mm, self.manifest.thresholds

    def _scored(self, film: Prepared) -> Generator[Progress, None, Known]:
        key = self._key(film)
        if key not in self._known:
            known = yield from self._asked(film)
            if len(self._known) >= _MOST_KNOWN:
                del self._known[next(iter(self._known))]
            self._known[key] = known
        return self._known[key]

    def _asked(self, film: Prepared) -> Generator[Progress, None, Known]:
        image, raw = film.tensor.numpy(), list[Scored]()
        odds = self.log_odds
        raw += yield from self._told([image], film.mm)
        if isinstance(raw[0], str):
            raise NoScore(raw[0])
        scores = np.array(raw[0])
        own = odds.of_scores(scores)
        _, positive = self.decided(own)
        counting = [k for k, is_positive in enumerate(positive) if is_positive] or list(range(len(own)))
        found = yield from occlusion_map(_input(film), own, counting, self.arguments.calls - FILM_ITSELF, self._ask(film, raw))
        if found.unanswered > _MOST_UNANSWERED * found.calls:
            reason = next(one for one in raw if isinstance(one, str))
            raise NoScore(f"For {found.unanswered} of {found.calls} covered films there is no score. {reason}")
        again = self._of((yield from self._told([image], film.mm)))[0]
        step = odds.step(np.array([one for one in raw if not isinstance(one, str)]))
        called = Called(
            version=self.arguments.version, calls=found.calls + FILM_ITSELF, unanswered=found.unanswered,
            repeat=float(np.abs(again - own).max()) if np.isfinite(again).all() else None,
            step=step, resolution=odds.resolution(scores, step) if step else None,
            clipped=tuple(label for label, is_clipped in zip(self.manifest.labels, odds.clipped(scores), strict=True) if is_clipped),
        )  # fmt: skip
        return Known(own, found.signed, called)

    def _ask(self, film: Prepared, kept: list[Scored]) -> Ask:
        """Return what scores a film with patches, and keeps what the program said."""
        image = film.tensor.numpy()

        def ask(patches: Sequence[Patch]) -> Generator[Progress, None, NDArray[np.float64]]:
            said = list[Scored]()
            for start in range(0, len(patches), self.arguments.batch):
                changed = [image.copy() for _ in patches[start : start + self.arguments.batch]]
                for one, patch in zip(changed, patches[start:], strict=False):
                    patch.put_on(one)
                said += yield from self._told(changed, film.mm)
            kept.extend(said)
            return self._of(said)

        return ask

    def _told(self, images: Sequence[NDArray[np.float32]], mm: float | None) -> Generator[Progress, None, list[Scored]]:
        yield Progress(0, 1, _CALLING)
        return result_of(self.calls.scores(images, [mm] * len(images)))

    def _of(self, said: Sequence[Scored]) -> NDArray[np.float64]:
        """Return N×K log-odds, NaN where there is no score or none that the manifest allows."""
        rows = np.full((len(said), len(self.manifest.labels)), np.nan)
        for row, one in zip(rows, said, strict=True):
            if not isinstance(one, str):
                try:
                    row[:] = self.log_odds.of_scores(np.array(one))
                except NoScore:
                    continue
        return rows


def _input(film: Prepared) -> FilmInput:
    """Return a film as its cells are covered: all of it, and nothing of what was padded."""
    on_film = Seen(film.geometry, Geometry.identity(*film.geometry.source)).mask
    return FilmInput(film.tensor.numpy(), on_film, Seen(film.geometry, film.geometry))
