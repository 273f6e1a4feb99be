"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Device(StrEnum):
    """Where the networks run."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


DeviceOption = Annotated[Device, typer.Option(help="Where the networks run; auto is CUDA where there is one.")]


RegionsOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Table of allowed places; else your own, else the shipped one: see 'regions'.")
]
