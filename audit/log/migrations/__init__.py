"""Steps from one schema to the next, as Alembic scripts; the number of a revision is the schema's (``PRAGMA user_version``)."""
