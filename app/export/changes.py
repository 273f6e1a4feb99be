"""What filling in a region did to a logit, in words: a record keeps Δ, the logit before less the logit after (method, section 6)."""

from __future__ import annotations


def change_text(delta: float) -> str:
    """Return what a logit did: "falls by 7.61", "rises by 0.20", or "stays", where that is nothing in two digits.

    Args:
        delta: y(film) − y(changed film).
    """
    if round(abs(delta), 2) == 0:
        return "stays"
    return f"{'falls' if delta > 0 else 'rises'} by {abs(delta):.2f}"


def change(delta: float) -> str:
    """Return by how much a logit changed, after less before, for where there is room for a number alone: "−7.61".

    Args:
        delta: y(film) − y(changed film).
    """
    return f"{-delta:+z.2f}".replace("-", "\N{MINUS SIGN}")
