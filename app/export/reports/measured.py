"""What a film's entry holds besides its tests, for its page: calls, total effects, global removals and transplants."""

from __future__ import annotations

from collections.abc import Iterator

from app.export.called import called_text
from app.export.global_removals import global_removals
from app.export.total_effects import total_effect, total_effect_text
from app.export.transplants import transplants
from audit.records.challenges import region_number
from audit.records.film import FilmRecord

_NO_MORE = (
    "Total effects, through the whole preparation, of the largest changes of positive findings differ from the direct ones by no more than "
    "a tenth."
)


def measured(record: FilmRecord) -> tuple[str, ...]:
    """Return sentences; none of a film that was not screened."""
    called = called_text(record)
    return (*([called] if called else []), *_total_effects(record), *global_removals(record), *transplants(record))


def _total_effects(record: FilmRecord) -> Iterator[str]:
    """Tell the total effect of each finding's told test where it differs, and that none does where they are known."""
    told = [(finding, finding.told_test) for finding in record.findings or ()]
    known = [(finding, test) for finding, test in told if test and total_effect(record, finding, test) is not None]
    differing = [(finding, test, text) for finding, test in known if (text := total_effect_text(record, finding, test))]
    yield from (f"{finding.label.replace('_', ' ')}, region {region_number(test.region)}. {text}" for finding, test, text in differing)
    if known and not differing:
        yield _NO_MORE
