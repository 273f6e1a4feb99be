"""Where the networks run."""

from __future__ import annotations

from enum import StrEnum

import torch


class DeviceChoice(StrEnum):
    """Where the networks run; auto is CUDA where there is one."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


class NoDevice(Exception):
    """The device that was asked for is not there."""


def choose_device(choice: DeviceChoice) -> torch.device:
    """Turn a wish into a device.

    Raises:
        NoDevice: CUDA was asked for and is not available.
    """
    available = torch.cuda.is_available()
    if choice == DeviceChoice.CUDA and not available:
        raise NoDevice("There is no CUDA device here; use --device cpu or auto.")
    return torch.device("cuda" if available and choice != DeviceChoice.CPU else "cpu")
