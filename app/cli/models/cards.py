"""``models show``: a network's card, and what is known of it here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.models.known import calibration_of, reference_of
from app.cli.terminal import aligned, fail, say
from app.site.calibrations import KeptCalibration
from app.site.certificates import certificate, kept_in
from app.site.classifiers import network_named, told_by
from app.site.references import KeptReference
from app.site.uses import uses_of
from audit.log.errors import LogError
from audit.log.store import Log
from models.networks.library import EMBEDDED, NETWORKS
from models.networks.manifest import Manifest, ManifestError
from models.values.attribution import MapMethod
from models.values.certificate import CALLED

_POINTS = "operating_points"
_DIGITS = 16


def show(
    name: Annotated[
        str, typer.Argument(metavar="NAME", callback=told_by, help="A name that 'models list' prints, or a folder with a manifest.")
    ],
    log: Annotated[Path | None, typer.Option(metavar="FILE", help="Count the entries of this audit log that used it.")] = None,
) -> None:
    """Show a network's card: data, licence, figures, limits, and of each operating point labels, thresholds and what they were measured at.

    Of a classifier also its certificate, its reference, its calibration and, with --log, the entries that used it.

    Example: python main.py models show embedded --log audit.db
    """
    try:
        manifest = network_named(name)
    except ManifestError as error:
        fail(str(error), code=2)
    say(f"{manifest.name}: {manifest.architecture}, {manifest.task}", f"weights sha256 {manifest.weights_sha256}", "")
    measured = manifest.card.get("metrics", {}).get(_POINTS, {})
    _say_card(manifest.card)
    for point in manifest.points or (manifest.operating_point,):
        _say_point(manifest.at(point), measured.get(point, {}), default=point == manifest.operating_point)
    if name in EMBEDDED or name not in NETWORKS:
        say("", *_certificate(name, manifest), "", *_reference(name, manifest), "", *_calibration(name, manifest))
    if log:
        say("", *_uses(manifest, log))


def _certificate(name: str, manifest: Manifest) -> Iterator[str]:
    """Say of each map method what the kept certificate found."""
    if (found := kept_in(manifest)) is None:
        yield f"certificate: none of these weights and this target layer; 'models certify {name}' makes one"
        return
    file, record = found
    rows, films = certificate(record), record.films
    examined = {method for check in rows.checks if check.passed is not None for method in check.methods}
    yield f"certificate: {record.sentence}"
    yield f"  kept in {file}, made by version {record.code_version}; the file is of {_day(file)}"
    yield (
        f"  of weights {record.classifier.weights_sha256[:_DIGITS]}…, target layer {record.target_layer}; examined on "
        f"{record.classifier.device} with {films.count} {'phantoms' if films.phantoms else 'films'}"
    )
    if rows.of_calls:
        yield from (f"  {check.name}: {check.sentence}" for check in rows.checks if check.name != CALLED)
        return
    verdicts = {method: f"FAILED: {why}" for method, why in rows.greyed.items()}
    told = ([f"  {method}", verdicts.get(method, "passed" if method in examined else "not examined")] for method in MapMethod)
    yield from aligned(list(told))
    if not_run := [check.name for check in rows.checks if check.passed is None]:
        yield f"  not run: {', '.join(not_run)}"


def _day(file: Path) -> str:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()


def _reference(name: str, manifest: Manifest) -> Iterator[str]:
    found = reference_of(manifest)
    match found:
        case None:
            yield f"reference: none under the region table in use; 'models reference {name} --from FOLDER' builds one"
        case str():
            yield f"reference: nobody can look. {found}"
        case KeptReference(why_not=None):
            yield f"reference: {found.films} films, kept in {found.file}"
        case _:
            yield f"reference: {found.file} does not serve. {found.why_not}"
    if isinstance(found, KeptReference) and found.made_with:
        yield f"  made with {', '.join(f'{what} {sha256[:_DIGITS]}…' for what, sha256 in found.made_with.items())}"


def _calibration(name: str, manifest: Manifest) -> Iterator[str]:
    """Say by how many control places perturbation tests are judged, what fillers cost, and what a review of the films found."""
    # scipy is not wanted before a command needs it.
    from models.challenge.calibration.floor import LEAST

    found = calibration_of(manifest)
    match found:
        case None:
            yield f"calibration: none under the region table in use; 'models reference {name} --from FOLDER' builds one"
        case str():
            yield f"calibration: nobody can look. {found}"
        case KeptCalibration(why_not=None):
            yield f"calibration: {found.places} control places of {found.patients} films, {found.donors} donors, kept in {found.file}"
        case _:
            yield f"calibration: {found.file} does not serve. {found.why_not}"
    if not isinstance(found, KeptCalibration):
        return
    for filler in found.fillers:
        cost = "unknown" if filler.ood_cost is None else f"{filler.ood_cost:.3f}"
        patients = f"{filler.fewest}" if filler.fewest == filler.most else f"{filler.fewest} to {filler.most}"
        few = "" if filler.most >= LEAST else f" (none under {LEAST})"
        yield f"  {filler.name}: {filler.places} places, floors of {patients} patients{few}, out-of-distribution cost {cost} (logit)"
    if found.made_with:
        yield f"  made with {', '.join(f'{what} {sha256[:_DIGITS]}…' for what, sha256 in found.made_with.items())}"
    if found.review:
        yield f"  {found.review.marks_sentence}"
        yield f"  {found.review.dependence_sentence}"


def _uses(manifest: Manifest, log: Path) -> Iterator[str]:
    try:
        with Log(log, writing=False) as opened:
            used = uses_of(manifest, opened)
    except LogError as error:
        fail(str(error))
    when = f", the first on {used.first[:10]}, the last on {used.last[:10]}" if used.first and used.last else ""
    yield f"in {log}: {used.screened} screenings{when}"
    if used.otherwise:
        yield f"  {used.otherwise} screenings with these weights and another preparation, other thresholds or another target layer"
    yield f"  {used.certified} certificates; {f'added on {used.added[:10]}' if used.added else 'not added in this log'}"


def _say_point(manifest: Manifest, measured: Mapping[str, Any], *, default: bool) -> None:
    """Say thresholds and prevalence, and what the card says of sensitivity and specificity; with 95 % intervals, as far as it has them."""
    which = f"operating point {manifest.operating_point}{' (default)' if default else ''}: " if manifest.operating_point else ""
    say("", f"{which}labels and thresholds (probability){'; sensitivity and specificity, cross-fitted' if measured else ''}")
    width = max(22, *map(len, manifest.labels))
    for number, (label, threshold) in enumerate(zip(manifest.labels, manifest.thresholds, strict=True)):
        cut, shares = f"{threshold:.4f}", []
        if told := measured.get(label):
            _, low, high = told["threshold"]
            cut += f" ({low:.4f} to {high:.4f})"
            shares = [_with_interval(name, told[name]) for name in ("sensitivity", "specificity")]
        prevalence = [f"prevalence {manifest.prevalence[number]:.3f}"] if manifest.prevalence else []
        say("   ".join([f"  {label:<{width}} {cut}", *shares, *prevalence]))


def _with_interval(name: str, found: Sequence[float]) -> str:
    value, low, high = found
    return f"{name} {value:.3f} ({low:.3f} to {high:.3f})"


def _say_card(card: Mapping[str, Any], indent: str = "") -> None:
    for key, value in card.items():
        if key == _POINTS:
            continue  # They stand with the thresholds.
        if isinstance(value, dict):
            say(*[f"{indent}{key}"] if value else [])
            _say_card(value, indent + "  ")
        else:
            say(*f"{indent}{key}: {value}".split("\n"))
