"""How large and how small a film may be."""

from __future__ import annotations

import pytest

from models.radiograph import NotARadiograph, RefusalCode
from models.reading.bounds import LARGEST, MOST_PIXELS, SMALLEST, check_size


@pytest.mark.parametrize(
    ("rows", "columns"), [(SMALLEST, SMALLEST), (SMALLEST, LARGEST), (LARGEST, MOST_PIXELS // LARGEST), (4300, 5100), (7000, 7000)]
)
def test_a_film_of_this_size_is_read(rows: int, columns: int) -> None:
    check_size(rows=rows, columns=columns)


@pytest.mark.parametrize(
    ("rows", "columns", "code"),
    [
        (SMALLEST - 1, 4000, RefusalCode.TOO_SMALL),
        (4000, 0, RefusalCode.TOO_SMALL),
        (-1, 4000, RefusalCode.TOO_SMALL),
        (LARGEST + 1, SMALLEST, RefusalCode.TOO_LARGE),
        (LARGEST, LARGEST, RefusalCode.TOO_LARGE),
        (65_535, 65_535, RefusalCode.TOO_LARGE),
    ],
)
def test_a_film_of_this_size_is_refused_before_it_is_decoded(rows: int, columns: int, code: RefusalCode) -> None:
    with pytest.raises(NotARadiograph, match=f"{columns} × {rows} pixels") as caught:
        check_size(rows=rows, columns=columns)
    assert caught.value.code == code
