"""Options and arguments that several commands share."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.site.classifiers import told_by

_UTC = " UTC"


def moment(text: str) -> str:
    """Return a moment as the log writes it: what ``log show`` and the window print, a date, another offset; in UTC where none is said."""
    try:
        found = datetime.fromisoformat(text.strip().removesuffix(_UTC))
        return (found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(f"{text} is no date and no time; write it as 2026-01-31 or 2026-01-31T14:30:00+01:00.") from error


class Device(StrEnum):
    """Where the networks run."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


DeviceOption = Annotated[Device, typer.Option(help="Where the networks run; auto is CUDA where there is one.")]
RegionsOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Table of allowed regions; else your own, else the shipped one: see 'regions'.")
]
PointOption = Annotated[
    str | None,
    typer.Option(
        "--operating-point", metavar="NAME", help="Where the classifier decides; else your own choice, else its default: 'models show'."
    ),
]
LogOption = Annotated[Path | None, typer.Option(metavar="FILE", help="Audit log to append to; made when missing.")]
LogArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The audit log.")]
ClassifierArgument = Annotated[
    str,
    typer.Argument(metavar="NAME", callback=told_by, help="A classifier that 'models list' names, or a folder that holds its manifest."),
]
ClassifierOption = Annotated[
    str,
    typer.Option(
        metavar="NAME", callback=told_by, help="Classifier to audit: one that 'models list' names, or a folder that holds its manifest."
    ),
]
ExcludeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude", metavar="PATTERN", help="Leave out files and folders by name or by path, as in '*_lat.dcm'; may be repeated."
    ),
]
VerboseOption = Annotated[bool, typer.Option("--verbose", help="List the files that are passed over, since they are no images.")]
