"""A classifier of one's own before it is kept: its architecture told by the weights, its first scores, the film as it sees it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from app.cli.models.described import Described
from app.cli.terminal import fail, say
from app.workers.messages import Outcome, Result, Task, why_not
from app.workers.pool import Pool
from app.workers.tasks.guess_architecture import GuessArchitecture
from app.workers.tasks.import_classifier import ImportClassifier, Imported
from models.networks.guess import Guess
from models.networks.manifest import Manifest

_FAR = 4.0
"""Films differ in contrast by less than this."""


def said_of(
    file: Path, given: Described, manifest: Path | None, pool: Pool, check_name: Callable[[str], None]
) -> tuple[Manifest, tuple[str, ...]]:
    """Return what a manifest is to say of a model file, and the label of each output: by a file, or by options, weights and answers.

    Args:
        file: The model file.
        given: What was said.
        manifest: A manifest that says it instead.
        pool: Whose engine reads the file.
        check_name: Raises ManifestError for a name that will not do; it is asked before the weights are read.

    Raises:
        ManifestError: The manifest that is given cannot be used.
        NotDescribed: Something is missing or wrong.
    """
    if given.name:
        check_name(given.name)
    found, outputs = given.of_manifest(manifest) if manifest else _told_by_weights(given, file, pool, check_name).manifest()
    check_name(found.name)
    return found, outputs


def _told_by_weights(given: Described, file: Path, pool: Pool, check_name: Callable[[str], None]) -> Described:
    """Add what the weights tell, say what that was, and ask for the rest where a person can answer; end where they cannot be read."""
    guess = _payload(pool.submit(Task.GUESS_ARCHITECTURE, GuessArchitecture(file)).result())
    assert guess is None or isinstance(guess, Guess), "a guess was asked for"
    if guess:
        what = "The file is an ONNX graph" if guess.family == "onnx" else f"The weights fit {guess.family}:{guess.architecture}"
        say(f"{what}{f', with {guess.outputs} outputs' if guess.outputs else ''}.")
    told = given.told(guess).known()
    return told.asked(check_name) if sys.stdin.isatty() else told


def tried(asked: ImportClassifier, pool: Pool) -> Imported:
    """Convert a model file and look at a film with it; the command ends with a sentence where it cannot be used."""
    found = _payload(pool.submit(Task.IMPORT, asked).result())
    assert isinstance(found, Imported), "an import was asked for"
    return found


def say_tried(found: Imported, film: str) -> None:
    """Say what the network sees of the film, and what it says of it."""
    manifest, (rows, columns), seen = found.manifest, found.grid, found.seen
    channels, height, width = seen.shape
    say(
        f"It sees {film} as {channels} × {height} × {width} numbers from {seen.min():.3g} to {seen.max():.3g}, mean {seen.mean():.3g}; its "
        f"maps are {rows} × {columns}. It says:"
    )
    for label, chance, threshold in zip(manifest.labels, found.probabilities, manifest.thresholds, strict=True):
        say(f"  {label:<26} {chance:.3f}   threshold {threshold:.3f}")
    if found.spread is not None and not 1 / _FAR < found.spread < _FAR:
        say(
            f"To its first layer this film has {found.spread:.2g} times the contrast of those that it learned from, so the scaling is "
            "probably another: choose another --preset, or write the steps into the manifest."
        )
    if found.left_out:
        say(f"Left out, as the network does not need them: {', '.join(found.left_out)}")


def _payload(outcome: Outcome) -> object:
    if not isinstance(outcome, Result):
        fail(why_not(outcome))
    return outcome.payload
