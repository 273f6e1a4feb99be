"""What commands write is known by how it begins: each writer's own files, and nobody else's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.export.cohort import cohort_json
from app.export.comparison import Compared, write_comparison
from app.export.outputs import Output
from app.export.records import record_line
from app.export.reports.as_of import as_of_entry
from app.export.reports.film import film_document
from app.export.reports.writing import ReportFormat, report_bytes, write_report
from app.export.tables import write_entries, write_findings
from app.export.writing import replacing
from app.site.certificates import keep, kept
from audit.cohort.account import account
from audit.cohort.gathering import Wanted, gathered
from audit.cohort.over_time.over_time import over_time
from audit.log.store import Log
from audit.report.classifier import Card, classifier_report
from audit.report.cohort.report import Audited, cohort_report
from audit.report.trail import trail_report
from models.networks.library import embedded
from tests.app.conftest import Screened


@pytest.fixture
def written(screened: Screened, tmp_path: Path) -> dict[Output, list[Path]]:
    """Files of all kinds, as their writers write them, of films that were screened and refused, and of names that are odd."""
    entries = [done.entry for done in screened.done]
    odd = Path('a "film"\\\n\udcfc.dcm')
    texts = {Output.RECORDS: [record_line(odd, entry) for entry in entries], Output.SEGMENTATIONS: ["[]\n"]}
    texts[Output.SEGMENTATIONS].append(json.dumps([{"mask": "a.png", "quality": {}}], indent=1) + "\n")
    files: dict[Output, list[Path]] = {kind: [] for kind in Output}
    for kind, several in texts.items():
        for text in several:
            with replacing(_next(files, kind, tmp_path), kind.is_in) as out:
                out.write(text)
    for separator, mark in ((",", False), (";", True), ("\t", False)):
        with replacing(_next(files, Output.FINDINGS, tmp_path), Output.FINDINGS.is_in) as out:
            write_findings(entries, out, separator=separator, byte_order_mark=mark)
    with replacing(_next(files, Output.ENTRIES, tmp_path), Output.ENTRIES.is_in) as out:
        write_entries(entries, out)
    one = Compared("one", "a" * 64)
    with replacing(_next(files, Output.COMPARISON, tmp_path), Output.COMPARISON.is_in) as out:
        write_comparison((), one, one, out)
    with Log(screened.log, writing=False) as log, replacing(_next(files, Output.COHORT, tmp_path), Output.COHORT.is_in) as out:
        found = gathered(log, Wanted())
        out.write(cohort_json(found, account(found.cohort), over_time(found.cohort)))
        audited = Audited(found, account(found.cohort), over_time(found.cohort), log.entry(int(found.cohort.seq[0])).film, ())
        holds = as_of_entry(log)
        reports = [
            cohort_report(audited, holds), film_document(log, int(found.cohort.seq[0]), holds), trail_report(log.entries(), holds),
            classifier_report(Card("embedded", found.query.classifier[1]), log.entries(), holds),
        ]  # fmt: skip
    for wanted in ReportFormat:
        for report in reports:
            write_report(report_bytes(report, wanted), _next(files, wanted.output, tmp_path), wanted.output.is_in)
    record = kept(embedded("embedded"))
    assert record
    keep(record, _next(files, Output.CERTIFICATE, tmp_path))
    return files


def _next(files: dict[Output, list[Path]], kind: Output, folder: Path) -> Path:
    files[kind].append(folder / f"{kind.name}-{len(files[kind])}")
    return files[kind][-1]


@pytest.mark.parametrize("kind", Output)
def test_each_kind_knows_its_own_files_and_no_other_s(written: dict[Output, list[Path]], kind: Output) -> None:
    assert written[kind]
    for other, files in written.items():
        assert [kind.is_in(file) for file in files] == [kind is other] * len(files)


@pytest.mark.parametrize("kind", Output)
def test_a_file_of_nothing_is_free_and_one_of_anything_else_is_not(kind: Output, tmp_path: Path) -> None:
    file = tmp_path / "file"
    for content in (b"a letter", b"\n", b"{}", b'{"file": "x"}', b"entry,other", b"\x89PNG\r\n\x1a\n", bytes(70_000)):
        file.write_bytes(content)
        assert not kind.is_in(file), content
    file.write_bytes(b"")
    assert kind.is_in(file)
