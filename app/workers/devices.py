"""The CUDA devices of this machine, found without torch, and how an engine is confined to one of them."""

from __future__ import annotations

import os
from pathlib import Path

_VISIBLE = "CUDA_VISIBLE_DEVICES"
_DRIVER = Path("/proc/driver/nvidia/gpus")


def cuda_devices() -> list[str]:
    """Return a name for each device that this process may use, for ``confine``; none where the driver does not list them."""
    visible = os.environ.get(_VISIBLE)
    if visible is None:
        names = [str(number) for number, _ in enumerate(_DRIVER.iterdir())] if _DRIVER.is_dir() else []
    else:
        names = [name.strip() for name in visible.split(",") if name.strip() not in {"", "-1"}]
    return [f"cuda:{name}" for name in names]


def confine(device: str) -> str:
    """Let this process see one device alone, before torch is imported; to torch it is then "cuda", whichever it is.

    So a record names the kind of device, and a replay on the other of two is one on the same device.
    """
    kind, _, name = device.partition(":")
    if name:
        os.environ[_VISIBLE] = name
    return kind
