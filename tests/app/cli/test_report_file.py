"""Where a report goes is looked at before the work."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from app.cli.report_file import check_report
from app.export.reports.writing import ReportFormat


@pytest.mark.parametrize("name", ["film.pdf", "film.PDF"])
def test_its_name_says_as_what_it_is_written(tmp_path: Path, name: str) -> None:
    assert check_report(tmp_path / name) is ReportFormat.PDF
    assert not list(tmp_path.iterdir())


def test_a_name_that_says_nothing_and_a_folder_that_is_not_there_end_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in (tmp_path / "film.doc", tmp_path / "nowhere" / "film.pdf"):
        with pytest.raises(typer.Exit) as ended:
            check_report(file)
        assert ended.value.exit_code == 2
    assert capsys.readouterr().err.startswith("The name of the report must end with .pdf, .html or .csv.\n")
