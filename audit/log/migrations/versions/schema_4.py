"""Schema 4: the table ``film`` takes the place of ``examination``, with the method's fingerprint as a column.

Files of four layouts said schema 3. What else they differ in are two indices of the oldest, and that its hashes of entries are unique
by a constraint, which stays.
"""

from alembic import op

from audit.log.database.schema import film, finding

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Make the new projections; they are filled from the entries afterwards."""
    for name in ("ix_entry_subject", "ix_blob_use_sha256"):
        op.execute(f"DROP INDEX IF EXISTS {name}")
    op.drop_table("finding")
    op.drop_table("examination")
    for table in (film, finding):
        table.create(op.get_bind())
