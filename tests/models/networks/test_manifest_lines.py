"""Entries of a TOML file are found in its lines."""

from __future__ import annotations

import pytest

from models.networks.manifest_lines import line_of

TEXT = '''\
name = "chest"
labels = [
  "Mass",
]
[card]
text = """
name = no key
[attribution]
"""
"quoted key".inner = 1
[architecture.arguments]
in_channels = 2

[[preparation]]
step = "scale"

[[preparation]]
step = "resize"
height = 0
'''


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (("name",), 1),
        (("labels", 0), 2),
        (("card", "text"), 6),
        (("card", "quoted key", "inner"), 10),
        (("architecture", "arguments", "in_channels"), 12),
        (("architecture", "arguments", "depth"), 11),
        (("preparation", 0, "scale", "to"), 14),
        (("preparation", 1, "resize", "height"), 19),
        (("preparation", 1, "resize", "width"), 17),
        (("attribution", "target_layer"), None),
        (("thresholds",), None),
        ((), None),
    ],
)
def test_an_entry_is_found_or_the_table_around_it(entry: tuple[str | int, ...], line: int | None) -> None:
    assert line_of(TEXT, entry) == line
