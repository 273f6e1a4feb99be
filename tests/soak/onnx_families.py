"""All families of torchvision's convolutional classifiers as torch exports them to ONNX, converted and held against the original.

``python tests/soak/onnx_families.py``. The smallest network of each family, at a small side; some minutes. Exit code 1 when one differs.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

from tests.models.networks.families.test_from_torchvision import SMALLEST
from tests.models.networks.graphs.test_converting import exported_and_compared, exported_for_one_image_and_compared

# Smaller films would be pooled up to a larger grid, which the exporter spells out.
_SIDES = SMALLEST | {"alexnet": 224, "vgg11_bn": 224}


def main() -> int:
    """Print one line a family."""
    warnings.simplefilter("ignore")
    failed = 0
    for name, side in _SIDES.items():
        with tempfile.TemporaryDirectory() as folder:
            try:
                exported_and_compared(name, side, Path(folder))
                exported_for_one_image_and_compared(name, side, Path(folder))
                said = "equal"
            except AssertionError:
                failed += 1
                said = "DIFFERS"
        sys.stdout.write(f"{name:<20} {side:>4} pixels  {said}\n")
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
