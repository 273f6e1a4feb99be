"""The method of an entry: how it is loaded, and whether what is here is the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.replay.refusal import CannotReplay
from app.site.classifiers import network_of_record
from app.site.regions import UnusableTable, table_in_use
from app.workers.tasks.load_method import LoadMethod, OfRecord
from audit.records.film import FilmRecord
from audit.records.fingerprint import digest_of
from audit.records.method import MethodRecord
from models.networks.library import EMBEDDED
from models.networks.manifest import Manifest, ManifestError
from models.values.method import METHOD, Role
from models.values.parameters import Parameters

_OF_SCORES = (Role.CLASSIFIER, Role.INPUT_CHECK)
_OF_A_PART = {
    "regions_sha256": "another region table ({was}) than this one ({here}); name it with --regions",
    "gate_sha256": "another quality check of the lungs ({was}) than is here ({here})",
    "reference_sha256": "another reference ({was}) than is here ({here})",
    "calibration_sha256": "another calibration ({was}) than is here ({here})",
}


def load_of(recorded: FilmRecord, regions: Path | None, named: str | None = None) -> LoadMethod:
    """Return how the method of a record is loaded.

    Args:
        recorded: Of a film.
        regions: Region table; None is the one in use.
        named: Name or folder of the classifier, where it is not looked for.

    Raises:
        CannotReplay: Its parameters are of another version, or the table cannot be used.
    """
    method = recorded.method
    if digest_of(method.parameters) != method.parameters_sha256:
        raise CannotReplay("The entry's parameters do not have the hash that it names; replay it with the version it names.")
    try:
        # Of an entry by an earlier method only scores are compared.
        parameters = Parameters(challenges=False) if is_earlier(method) else Parameters.of_json(dict(method.parameters))
        table = table_in_use(regions)
        network = _network_of(recorded)
    except (UnusableTable, ManifestError) as error:
        raise CannotReplay(str(error)) from None
    except (TypeError, ValueError):
        raise CannotReplay("The entry has parameters that this version does not know; replay it with the version it names.") from None
    # A film that was refused has no classifier; its record may not name one either.
    classifier = recorded.classifier or network
    return LoadMethod(named or (classifier.name if classifier else EMBEDDED[0]), parameters, table, record=_parts_of(method, network))


def _network_of(recorded: FilmRecord) -> Manifest | None:
    """Return the classifier of an entry, found by its thresholds where it has no hash of a manifest; None where it is not kept."""
    method, role = recorded.method, Role.CLASSIFIER
    if role not in method.networks:
        return None
    thresholds = [finding.threshold for finding in recorded.findings] if recorded.findings else None
    return network_of_record(method.networks[role], method.manifests.get(role), thresholds)


def _parts_of(method: MethodRecord, network: Manifest | None) -> OfRecord:
    """Return what is loaded by its hash: of an earlier method, without what its scores do not rest on."""
    named = replace(method, manifests=method.manifests | ({str(Role.CLASSIFIER): network.computation_sha256} if network else {}))
    if is_earlier(method):
        named = replace(_of_scores(named), reference_sha256=None, calibration_sha256=None)
    return OfRecord(named.networks, named.manifests, named.reference_sha256, named.calibration_sha256)


def is_earlier(recorded: MethodRecord) -> bool:
    """Whether an entry was made by an earlier method than this version has."""
    return recorded.number < METHOD


def check_method(recorded: MethodRecord, here: MethodRecord) -> None:
    """Check that a method that was loaded is the one of a record, as far as that names it; of an earlier method, what its scores rest on.

    Raises:
        CannotReplay: It is another one; the first part that differs is named.
    """
    if recorded.fingerprint is not None and recorded.fingerprint == here.fingerprint:
        return
    earlier = is_earlier(recorded)
    if earlier:
        recorded, here = _of_scores(recorded), _of_scores(here)
    for role, was in recorded.networks.items():
        if here.networks.get(role) != was:
            network, now = role.replace("_", " "), here.networks.get(role)
            raise _another(f"other weights of the {network} ({_short(was)}) than are here ({_short(now)})")
    if Role.CLASSIFIER not in recorded.networks:
        return  # Refused before any classifier saw it.
    if recorded.number > here.number:
        raise _another(f"method {recorded.number}, and this version has method {here.number}")
    for name, words in ({} if earlier else _OF_A_PART).items():
        was, now = getattr(recorded, name), getattr(here, name)
        if was != now:
            raise _another(words.format(was=_short(was), here=_short(now)))
    for role, was in recorded.manifests.items():
        if here.manifests.get(role) != was:
            raise _another(f"another preparation, other thresholds or another target layer of the {role.replace('_', ' ')}")


def _of_scores(method: MethodRecord) -> MethodRecord:
    """Return a method with those networks alone that decide whether there are scores, and which."""
    networks, manifests = ({role: was for role, was in one.items() if role in _OF_SCORES} for one in (method.networks, method.manifests))
    return replace(method, networks=networks, manifests=manifests)


def _another(what: str) -> CannotReplay:
    return CannotReplay(f"The entry was computed with {what}.")


def _short(sha256: str | None) -> str:
    return f"{sha256[:12]}…" if sha256 else "none"
