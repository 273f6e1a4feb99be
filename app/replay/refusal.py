"""Why a record cannot be computed anew here."""

from __future__ import annotations


class CannotReplay(Exception):
    """A record that cannot be computed anew here, with cause and remedy."""
