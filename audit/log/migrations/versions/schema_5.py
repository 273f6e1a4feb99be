"""Schema 5: a film is found by its file's hash and its method, so that what is recorded already need not be decoded again.

The same index finds a file that could not be read.
"""

from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Index the films by file and fingerprint; a log of schema 3 has just got the tables of this version, indices included."""
    op.execute("DROP INDEX IF EXISTS ix_film_refused")
    op.execute("CREATE INDEX IF NOT EXISTS ix_film_file ON film (file_sha256, fingerprint)")
