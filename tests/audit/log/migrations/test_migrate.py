"""Logs of older schemas: brought up to date after a verified copy, or left as they were."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory

from audit.log.chain.links import unpacked
from audit.log.database.schema import FIRST, SCHEMA
from audit.log.errors import LogUnavailable
from audit.log.migrations import migrate
from audit.log.migrations.migrate import bring_up_to_date
from audit.log.verify.verify import verify

Raw = Callable[..., list[Any]]
_STEP = """
from alembic import op
revision = "6"
down_revision = "5"
def upgrade():
    op.create_index("ix_film_sex", "film", ["sex"])
    op.execute("UPDATE film SET sex = 'X'")
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A schema 6 that is none of ours."""
    folder = tmp_path / "scripts"
    (folder / "versions").mkdir(parents=True)
    for number, before in ((3, None), (4, "3"), (5, "4")):
        step = f'revision = "{number}"\ndown_revision = {before!r}\ndef upgrade(): raise AssertionError\n'
        (folder / "versions" / f"schema_{number}.py").write_text(step)
    (folder / "versions" / "schema_6.py").write_text(_STEP)
    return folder


def test_the_scripts_lead_from_the_first_schema_to_this_one() -> None:
    revisions = [revision.revision for revision in ScriptDirectory(str(migrate._SCRIPTS)).walk_revisions()]
    assert revisions == [str(number) for number in range(SCHEMA, FIRST - 1, -1)]


def test_an_older_log_is_copied_and_migrated_and_its_projections_are_made_again(forged: Path, scripts: Path, raw: Raw) -> None:
    entries, lines = raw("SELECT * FROM entry"), raw("SELECT * FROM film")
    bring_up_to_date(forged, scripts=scripts, wanted=6)
    assert raw("PRAGMA user_version") == [(6,)]
    assert raw("SELECT name FROM sqlite_master WHERE name = 'ix_film_sex'") == [("ix_film_sex",)]
    assert (raw("SELECT * FROM entry WHERE seq < 12"), raw("SELECT * FROM film")) == (entries, lines)
    assert raw("SELECT kind FROM entry WHERE seq >= 12") == [("migrated",)]
    copy = forged.with_name("audit.db.schema-5")
    assert verify(copy, deep=True).damage is None
    raw("PRAGMA user_version = 5")
    assert verify(forged, deep=True).damage is None
    bring_up_to_date(forged)
    assert raw("PRAGMA user_version") == [(5,)]


def test_a_copy_is_never_laid_over_anything(forged: Path, scripts: Path, raw: Raw) -> None:
    letters = [forged.with_name(f"audit.db.schema-5{end}") for end in ("", ".2", ".partial")]
    for letter in letters:
        letter.write_text("a letter")
    bring_up_to_date(forged, scripts=scripts, wanted=6)
    assert [letter.read_text() for letter in letters] == ["a letter"] * 3
    assert verify(forged.with_name("audit.db.schema-5.3"), deep=True).damage is None
    assert list(forged.parent.glob(".copy.*")) == []
    assert raw("PRAGMA user_version") == [(6,)]


@pytest.mark.usefixtures("without_hard_links")
def test_a_copy_needs_no_hard_link(forged: Path, scripts: Path) -> None:
    bring_up_to_date(forged, scripts=scripts, wanted=6)
    assert verify(forged.with_name("audit.db.schema-5"), deep=True).damage is None


def test_a_link_that_leads_nowhere_is_left_as_it_is(forged: Path, scripts: Path, tmp_path: Path) -> None:
    link = forged.with_name("audit.db.schema-5")
    link.symlink_to(tmp_path / "elsewhere")
    bring_up_to_date(forged, scripts=scripts, wanted=6)
    assert link.is_symlink()
    assert not (tmp_path / "elsewhere").exists()
    assert forged.with_name("audit.db.schema-5.2").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files are POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_copy_is_for_its_owner_alone(forged: Path, scripts: Path, mode: int) -> None:
    forged.chmod(mode)
    bring_up_to_date(forged, scripts=scripts, wanted=6)
    assert forged.with_name("audit.db.schema-5").stat().st_mode & 0o777 == 0o600


def test_the_entry_names_the_version_that_migrated(forged: Path, scripts: Path, raw: Raw) -> None:
    bring_up_to_date(forged, code_version="0.2.0", scripts=scripts, wanted=6)
    ((body,),) = raw("SELECT body FROM entry WHERE kind = 'migrated'")
    assert b'"code_version":"0.2.0"' in unpacked(body)


def test_a_damaged_log_is_not_migrated(forged: Path, scripts: Path, raw: Raw) -> None:
    raw("UPDATE entry SET actor = 'eve' WHERE seq = 2", forging=True)
    with pytest.raises(LogUnavailable, match="damaged, and was left in its older schema: entry 2 was changed"):
        bring_up_to_date(forged, scripts=scripts, wanted=6)
    assert raw("PRAGMA user_version") == [(5,)]
    assert [file.name for file in forged.parent.glob("audit.db.*")] == []


def test_a_migration_that_fails_leaves_the_log_as_it_was(forged: Path, scripts: Path, raw: Raw) -> None:
    (scripts / "versions" / "schema_6.py").write_text(_STEP + "    op.execute('SELECT x FROM nowhere')\n")
    with pytest.raises(LogUnavailable, match="a table is missing"):
        bring_up_to_date(forged, scripts=scripts, wanted=6)
    assert raw("PRAGMA user_version") == [(5,)]
    assert verify(forged, deep=True).damage is None
