"""Schema 3: where migrations begin. A new log is made by ``audit.log.database.schema``; older files are refused."""

revision = "3"
down_revision = None


def upgrade() -> None:
    """Nothing: no file of a schema before this one is read."""
