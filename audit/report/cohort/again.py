"""How a cohort's report is made again: the command with every argument that changes what it says, and what must be at hand for it."""

from __future__ import annotations

import shlex

from audit.cohort.gathering import Gathered

_SOURCE = "source_sha256"
_OPTIONS = {"from": "--from", "to": "--to"}
_ANYWHERE = "SOP Instance UID"
_WITH_FILMS = ", and lies with the films as they were screened, or '--films FILMS --no-removals' says where they are"


def command(found: Gathered, *, atlas: bool) -> str:
    """Return the command; what stands in capitals is for the person to name: the log, its table, its folder and the report.

    Args:
        found: The cohort.
        atlas: Whether the report has an atlas.
    """
    query, entered = found.query, dict(found.query.entered)
    parts = ["python", "main.py", "cohort", "LOG"]
    # Where the log has films of several and none was named, that it was not is told, too.
    parts += [] if found.several_classifiers else ["--classifier", query.classifier[1]]
    parts += ["--labels", "TABLE"] if query.labels_sha256 else []
    parts += [part for pair in query.labels for part in ("--label", "=".join(pair))]
    parts += [part for name in query.groups for part in ("--group", name)]
    parts += [part for pair in query.where for part in ("--where", "=".join(pair))]
    parts += [part for name, option in _OPTIONS.items() if name in entered for part in (option, entered[name])]
    parts += ["--source", "FOLDER"] if _SOURCE in entered else []
    parts += ["--atlas"] if atlas else []
    return shlex.join([*parts, "--as-of", str(query.head[0]), "--report", "OUT"])


def again(found: Gathered, *, atlas: bool) -> tuple[tuple[str, str], ...]:
    """Return the command, and what it was asked of, as names and values; see ``command``."""
    query, entered = found.query, dict(found.query.entered)
    table = [("TABLE", f"sha256 {query.labels_sha256}")] if query.labels_sha256 else []
    if query.joined:
        column, by, sha256 = query.joined
        lies = "" if by == _ANYWHERE else _WITH_FILMS
        table.append(("joined", f"column {column} is the {by}{lies}; which row is of which film, sha256 {sha256}"))
    folder = [("FOLDER", f"paths of its films, hashed with this site's key, sha256 {entered[_SOURCE]}")] if _SOURCE in entered else []
    return (
        ("command", command(found, atlas=atlas)), *table, *folder, ("query sha256", query.sha256),
        ("classifier weights sha256", query.classifier[1]), ("seed of permutations", "0"),
    )  # fmt: skip
