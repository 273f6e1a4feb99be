"""Logs of older schemas: brought up to date after a verified copy, or left as they were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory

from audit.log.database.schema import FIRST, SCHEMA
from audit.log.errors import LogUnavailable
from audit.log.migrations import migrate
from audit.log.migrations.migrate import bring_up_to_date
from audit.log.verify.verify import verify

Raw = Callable[..., list[Any]]
_STEP = """
from alembic import op
revision = "4"
down_revision = "3"
def upgrade():
    op.create_index("ix_examination_sex", "examination", ["sex"])
    op.execute("UPDATE examination SET sex = 'X'")
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A schema 4 that is none of ours."""
    folder = tmp_path / "scripts"
    (folder / "versions").mkdir(parents=True)
    (folder / "versions" / "schema_3.py").write_text('revision = "3"\ndown_revision = None\ndef upgrade(): raise AssertionError\n')
    (folder / "versions" / "schema_4.py").write_text(_STEP)
    return folder


def test_the_scripts_lead_from_the_first_schema_to_this_one() -> None:
    revisions = [revision.revision for revision in ScriptDirectory(str(migrate._SCRIPTS)).walk_revisions()]
    assert revisions == [str(number) for number in range(SCHEMA, FIRST - 1, -1)]


def test_an_older_log_is_copied_and_migrated_and_its_projections_are_made_again(forged: Path, scripts: Path, raw: Raw) -> None:
    entries, lines = raw("SELECT * FROM entry"), raw("SELECT * FROM examination")
    bring_up_to_date(forged, scripts=scripts, wanted=4)
    assert raw("PRAGMA user_version") == [(4,)]
    assert raw("SELECT name FROM sqlite_master WHERE name = 'ix_examination_sex'") == [("ix_examination_sex",)]
    assert (raw("SELECT * FROM entry WHERE seq < 12"), raw("SELECT * FROM examination")) == (entries, lines)
    assert raw("SELECT kind FROM entry WHERE seq >= 12") == [("migrated",)]
    copy = forged.with_name("audit.db.schema-3")
    assert verify(copy, deep=True).damage is None
    raw("PRAGMA user_version = 3")
    assert verify(forged, deep=True).damage is None
    bring_up_to_date(forged)
    assert raw("PRAGMA user_version") == [(3,)]


def test_a_damaged_log_is_not_migrated(forged: Path, scripts: Path, raw: Raw) -> None:
    raw("UPDATE entry SET actor = 'eve' WHERE seq = 2", forging=True)
    with pytest.raises(LogUnavailable, match="damaged, and was left in its older schema: entry 2 was changed"):
        bring_up_to_date(forged, scripts=scripts, wanted=4)
    assert raw("PRAGMA user_version") == [(3,)]
    assert [file.name for file in forged.parent.glob("audit.db.*")] == []


def test_a_migration_that_fails_leaves_the_log_as_it_was(forged: Path, scripts: Path, raw: Raw) -> None:
    (scripts / "versions" / "schema_4.py").write_text(_STEP + "    op.execute('SELECT x FROM nowhere')\n")
    with pytest.raises(LogUnavailable, match="a table is missing"):
        bring_up_to_date(forged, scripts=scripts, wanted=4)
    assert raw("PRAGMA user_version") == [(3,)]
    assert verify(forged, deep=True).damage is None
