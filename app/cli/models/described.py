"""What a person says of a model file: by options, by answers, or in a manifest; what they leave out the weights' shapes may tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from models.networks.guess import Guess
from models.networks.manifest import Manifest, ManifestError, manifest_of, table_of
from models.networks.manifest_file import NO_LABEL, is_label
from models.networks.presets import PRESETS, NoPreset, preset
from models.networks.published import FAMILY, published
from models.networks.steps import PreparationStep
from models.networks.task import Labelling
from models.values.attribution import LAST_SPATIAL

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="Safetensors, an ONNX graph, or what torch.save wrote: state dict or module.")
]
NameOption = Annotated[str | None, typer.Option(metavar="N", help="What the classifier is to be called.")]
ArchitectureOption = Annotated[
    str | None,
    typer.Option(
        metavar="FAMILY:NAME", help="As in torchvision:densenet121 or timm:convnext_tiny; else told by the weights; none for ONNX."
    ),
]
LabelsOption = Annotated[
    str | None, typer.Option(metavar="A,B,…", help="One an output, in their order; an empty one leaves its output out.")
]
ThresholdsOption = Annotated[str | None, typer.Option(metavar="P,P,…", help="Probabilities, one a label that is not empty; else 0.5.")]
PresetOption = Annotated[str | None, typer.Option(metavar="P", help=f"How films are prepared: {', '.join(PRESETS)}.")]
SideOption = Annotated[int | None, typer.Option(metavar="PIXELS", help="Of the network's input; else 224.")]
ManifestOption = Annotated[
    Path | None, typer.Option(metavar="FILE.toml", help="A manifest that says all this instead; its weights entry is not looked at.")
]

_UNTOLD = "not told"
_NOTHING_YET = "0" * 64
_COLOUR = "imagenet-whole"
_SIDE = 224


class NotDescribed(Exception):
    """What was said does not do; the sentence says what is missing or wrong."""


@dataclass(frozen=True)
class Described:
    """As the options of ``models import`` and ``models new`` say it; None is not said.

    Attributes:
        name, architecture, labels, thresholds, preparation, side: The options.
        arguments: Of the architecture, where the weights' shapes tell them.
        outputs: How many outputs the weights have; None where that is not known.
    """

    name: str | None
    architecture: str | None
    labels: str | None
    thresholds: str | None
    preparation: str | None
    side: int | None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    outputs: int | None = None

    def told(self, guess: Guess | None) -> Described:
        """Return the same with what the weights tell; what was said stays."""
        if guess is None:
            return self
        own = f"{guess.family}:{guess.architecture}"
        if self.architecture is None:
            return replace(self, architecture=own, arguments=guess.arguments, outputs=guess.outputs)
        family, _, name = self.architecture.partition(":")
        if name.partition("-")[0] != guess.architecture:
            return self
        # The networks of this family take one channel where nothing is said.
        arguments = {} if family == FAMILY else {"in_channels": 1} if guess.family == FAMILY else guess.arguments
        return replace(self, arguments=arguments, outputs=guess.outputs)

    def known(self) -> Described:
        """Return the same with what is known of the published classifier that is named as architecture; what was said stays."""
        family, _, name = str(self.architecture).partition(":")
        one = published().get(name) if family == FAMILY else None
        if one is None:
            return self
        cuts = self.thresholds or (",".join(map(repr, one.thresholds)) if self.labels is None else None)
        return replace(
            self,
            labels=self.labels or ",".join(one.outputs),
            thresholds=cuts,
            preparation=self.preparation or FAMILY,
            side=self.side or one.side,
        )

    def asked(self, check_name: Callable[[str], None]) -> Described:
        """Ask for what is not known, each until the answer will do; ``check_name`` raises ManifestError where a name will not."""
        likely = None if self.outputs is None else FAMILY if str(self.architecture).startswith(FAMILY) else _COLOUR
        count = "" if self.outputs is None else f" of the {self.outputs} outputs"
        return replace(
            self,
            name=self.name or _answer("What is the classifier to be called?", check_name),
            architecture=self.architecture or _answer("Its architecture, as in torchvision:densenet121?", _named_with_family),
            labels=self.labels or _answer(f"The labels{count}, in their order, with commas between?", self._labels),
            preparation=self.preparation or _answer(f"How are films prepared ({', '.join(PRESETS)})?", self._steps, likely),
        )

    def manifest(self) -> tuple[Manifest, tuple[str, ...]]:
        """Return what a manifest is to say, and the label of each output.

        Raises:
            NotDescribed: Something is missing or wrong.
        """
        said = {"--name": self.name, "--architecture": self.architecture, "--labels": self.labels, "--preset": self.preparation}
        if missing := [option for option, value in said.items() if not value]:
            raise NotDescribed(f"Say also {', '.join(missing)}, or all of it in a file: --manifest FILE.toml.")
        family, architecture = _named_with_family(str(self.architecture))
        outputs, steps = self._labels(str(self.labels)), self._steps(str(self.preparation))
        labels = tuple(filter(None, outputs))
        card = {"data": _UNTOLD, "licence": _UNTOLD, "metrics": {}, "limits": "Imported; nothing was told of it."}
        return Manifest(
            str(self.name), Labelling.MULTI_LABEL, labels, self._cuts(len(labels)), family, architecture, dict(self.arguments), Path(),
            _NOTHING_YET, LAST_SPATIAL, steps, card,
        ), outputs  # fmt: skip

    def _labels(self, said: str) -> tuple[str, ...]:
        """Return the label of each output, an empty one where it is left out."""
        outputs = _split(said)
        labels = tuple(filter(None, outputs))
        if not labels or len(set(labels)) < len(labels):
            raise NotDescribed("The labels must differ, and there must be at least one.")
        if not all(map(is_label, labels)):
            raise NotDescribed(NO_LABEL)
        if self.outputs not in (None, len(outputs)):
            raise NotDescribed(
                f"The network has {self.outputs} outputs, and there are {len(outputs)} labels; an empty one leaves its output out."
            )
        return outputs

    def _steps(self, said: str) -> tuple[PreparationStep, ...]:
        try:
            return preset(said, self.side or _SIDE)
        except NoPreset as reason:
            raise NotDescribed(str(reason)) from None

    def _cuts(self, count: int) -> tuple[float, ...]:
        try:
            cuts = tuple(float(cut) for cut in self.thresholds.split(",")) if self.thresholds else (0.5,) * count
        except ValueError:
            cuts = ()
        if len(cuts) != count or not all(0 < cut < 1 for cut in cuts):
            raise NotDescribed(f"There must be {count} thresholds, one a label, each a probability between 0 and 1.")
        return cuts

    def of_manifest(self, file: Path) -> tuple[Manifest, tuple[str, ...]]:
        """Return what a file says; the name that was said goes before it, and labels that were said may leave outputs out.

        Raises:
            ManifestError: It cannot be used.
            NotDescribed: More was said than a name and labels, or the labels are others than the file's.
        """
        beside = {
            "--architecture": self.architecture, "--thresholds": self.thresholds, "--preset": self.preparation, "--side": self.side,
        }  # fmt: skip
        if said := [option for option, value in beside.items() if value]:
            raise NotDescribed(f"What {', '.join(said)} would say stands in {file.name}; leave that out, or change the file.")
        found = manifest_of(table_of(file) | {"weights": {"file": file.name, "sha256": _NOTHING_YET}}, file)
        outputs = _split(self.labels) if self.labels else found.labels
        if tuple(filter(None, outputs)) != found.labels:
            raise NotDescribed(
                f"The labels of {file.name} are {', '.join(found.labels)}; --labels may only leave outputs out, by empty ones."
            )
        return replace(found, name=self.name or found.name), outputs


def _named_with_family(said: str) -> tuple[str, str]:
    family, colon, name = said.partition(":")
    if not colon:
        raise NotDescribed("An architecture is named with its family, as in torchvision:densenet121.")
    return family, name


def _answer(question: str, check: Callable[[str], object], likely: str | None = None) -> str:
    """Ask until an answer passes its check."""

    def checked(said: str) -> str:
        try:
            check(said)
        except (ManifestError, NotDescribed) as reason:
            raise typer.BadParameter(str(reason)) from None
        return said

    found: str = typer.prompt(question, default=likely, value_proc=checked, prompt_suffix=" ")
    return found


def _split(labels: str) -> tuple[str, ...]:
    return tuple(label.strip() for label in labels.split(","))
