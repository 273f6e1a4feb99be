"""What ``screen`` writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def lines_of(file: Path) -> list[dict[str, Any]]:
    """Return what stands in the file, one record a line."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
