"""Between a body and its text: every kind of entry has a type, what is written is read again, and no other value is written."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest
import rfc8785

from audit.records import events
from audit.records.body import TYPES, Body, NotABody, body_of, fits, json_of
from audit.records.canonical import canonical
from audit.records.challenges import ChallengeRecord, RegionRecord
from audit.records.events import EVENT_SCHEMA
from audit.records.film import FILM_SCHEMA, ClassifierRecord, FilmRecord
from audit.records.kinds import OF_FILMS, EntryKind
from audit.records.removals import RemovalsRecord
from audit.records.selftest import InsertedRecord, ReactionRecord, ReactivityRecord
from tests.audit.films import refused_film, screened_film, self_check
from tests.audit.kept import bodies
from tests.audit.selftest.test_power import copy_of, saw

_CLASSIFIER = ClassifierRecord(
    name="embedded", weights_sha256="d" * 64, labels=("Mass",), grid=(7, 7), device="cpu", dtype="float32", challenge_dtype="float32",
    kind="network",
)  # fmt: skip
_HEAD = events.HeadRecord(seq=3, hash="a" * 64)
_CHECK = events.CheckRecord(name="c", passed=None, number=None, limit=0.5, sentence="s", methods=("LRP",), series=(0.5, 1.0), follows="f")
_ITEM = events.ItemRecord(name="i", passed=True, deviation=1e-9, tolerance=0.001, sentence=None, device=None)
_EVENT: dict[str, Any] = {"sentence": "It was so.", "code_version": "0.2.0"}
_DIFFERENCE = events.DifferenceRecord(field="findings[0].logit", recorded=[1.5, None], recomputed={"a": "absent"})
_SIDE = RegionRecord(
    id=0, place="global", box=(0, 0, 1, 1), area_share=0.5, zone=None, holds=None, outline=None, of=("Mass",), removed="outside", reasons={}
)  # fmt: skip
_REMOVAL = ChallengeRecord(
    region=0, kind="global_removal", filler="kept_blur", ood_cost=None, delta_logit={"Mass": 0.5}, controls=None, reasons={}
)  # fmt: skip

SAMPLES: dict[EntryKind, Body] = {
    EntryKind.SCREENED: screened_film(1),
    EntryKind.REFUSED: refused_film("f" * 64),
    EntryKind.FAILED: replace(refused_film(None), status="failed", code="defect"),
    EntryKind.REPLAYED: events.ReplayedRecord(
        **_EVENT, passed=False, of=_HEAD, same_device=True, device="cpu", tolerance=1e-5, largest_difference=0.25, maps_compared=True,
        differences=(_DIFFERENCE,), recorded_code_version="0.1.0",
    ),
    EntryKind.CERTIFICATE: events.CertificateRecord(
        **_EVENT, passed=True, classifier=_CLASSIFIER, target_layer="features", checks=(_CHECK,),
        films=events.FilmsExaminedRecord(count=20, phantoms=True),
    ),
    EntryKind.SELF_CHECK: replace(self_check(), items=(_ITEM,), weights={"lungs": None}, libraries={"numpy": "2"}),
    EntryKind.CLASSIFIER_ADDED: events.ClassifierAddedRecord(**_EVENT, name="own", weights_sha256="b" * 64, labels=("Nodule/Mass",)),
    EntryKind.SETTINGS: events.SettingsRecord(**_EVENT),
    EntryKind.EXPORTED: events.ExportedRecord(**_EVENT, format="csv", sha256="c" * 64, head=_HEAD),
    EntryKind.READ: events.ReadRecord(**_EVENT, filters={"kinds": ["read"], "since": None}, entries=(1, 2)),
    EntryKind.BACKED_UP: events.CopiedRecord(**_EVENT, entries=7, head="a" * 64),
    EntryKind.RESTORED: events.CopiedRecord(**_EVENT, entries=7, head="a" * 64),
    EntryKind.MIGRATED: events.MigratedRecord(**_EVENT, from_schema=3, to_schema=4),
    EntryKind.KEY_ADDED: events.KeyAddedRecord(**_EVENT, public_key="e" * 64),
    EntryKind.BLOBS_PURGED: events.BlobsPurgedRecord(**_EVENT, before="2026-01-01T00:00:00.000+00:00", blobs=("a" * 64,)),
    EntryKind.FIRST_IMPRESSION: events.FirstImpressionRecord(
        **_EVENT, moment="film_shown", at="2026-01-01T00:00:00.000+00:00", pixel_sha256="d" * 64, entry=None
    ),
    EntryKind.REACTIVITY: ReactivityRecord(
        **_EVENT, classifier=_CLASSIFIER, films=events.FilmsExaminedRecord(count=12, phantoms=True),
        inserted=(InsertedRecord(kind="blur", reactions=(ReactionRecord(label="Mass", mean=0.5, low=-0.25, high=1.25),)),),
    ),
    EntryKind.SELF_TEST: copy_of("side marker", saw(20, 18, 17)),
    EntryKind.REMOVALS: RemovalsRecord(
        **_EVENT, of=_HEAD, file_sha256="e" * 64, fingerprint="f" * 64, not_run=(), regions=(_SIDE,), challenges=(_REMOVAL,)
    ),
}  # fmt: skip


def test_every_kind_of_entry_has_a_type_and_a_schema() -> None:
    assert set(TYPES) == set(EntryKind) == set(SAMPLES)
    for kind, type_ in TYPES.items():
        assert type_.schema == (FILM_SCHEMA if kind in OF_FILMS else EVENT_SCHEMA)


@pytest.mark.parametrize("kind", EntryKind)
def test_a_body_of_any_kind_comes_back_as_it_was(kind: EntryKind) -> None:
    text = json_of(SAMPLES[kind])
    back = body_of(kind, text)
    assert (back, json_of(back)) == (SAMPLES[kind], text)
    assert json.loads(text)["schema"] == (4 if kind in OF_FILMS else 2)


@pytest.mark.parametrize("kind", EntryKind)
def test_a_body_fits_its_own_kind_alone(kind: EntryKind) -> None:
    for other, body in SAMPLES.items():
        alike = {kind, other} == {EntryKind.BACKED_UP, EntryKind.RESTORED}
        assert fits(kind, body) is (kind is other or alike)
        # Settings say nothing but a sentence, and so may a reading.
        if not fits(kind, body) and (kind, other) != (EntryKind.READ, EntryKind.SETTINGS):
            with pytest.raises(NotABody):
                body_of(kind, json_of(body))


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        SAMPLES[EntryKind.SCREENED].schema = 3  # type: ignore[misc,assignment]


def _with_seconds(value: Any) -> FilmRecord:
    film = screened_film(1)
    return replace(film, seconds=replace(film.seconds, engine=value))


def _with_parts(value: Any) -> FilmRecord:
    film = screened_film(1)
    assert film.anatomy
    assert film.anatomy.quality
    return replace(film, anatomy=replace(film.anatomy, quality=replace(film.anatomy.quality, parts={"area": value})))


def _with_parameters(value: Any) -> FilmRecord:
    film = screened_film(1)
    return replace(film, method=replace(film.method, parameters={"controls": value}))


@pytest.mark.parametrize(
    "value", [np.float64(0.5), np.float32(0.5), np.int64(1), np.bool_(True), math.nan, math.inf, b"1", {}, None, 2**60]
)
def test_a_parameter_is_a_plain_value(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        json_of(_with_parameters(value))


@pytest.mark.parametrize("value", [np.float64(0.5), np.float32(0.5), np.int64(1), np.bool_(True), math.nan, math.inf, "1", True, b"1", {}])
def test_a_number_is_a_plain_finite_number(value: Any) -> None:
    """Scalars of numpy look like numbers and are none; a null that no field allows would make a body that nobody reads."""
    for made in (_with_seconds, _with_parts):
        with pytest.raises((TypeError, ValueError)):
            json_of(made(value))
    with pytest.raises((TypeError, ValueError)):
        json_of(_with_parts(None))


@pytest.mark.parametrize("value", [math.nan, math.inf, (1, 2), np.float64(1), b"1", {1: 2}, 2**60, "\ud800"])
def test_a_value_that_an_event_only_passes_on_is_json(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        json_of(events.ReadRecord(**_EVENT, filters={"since": value}))


@pytest.mark.parametrize("change", [{"reason": 5}, {"regions": []}, {"status": "done"}, {"method": None}, {"schema": 1}, {"code": 7}])
def test_a_value_of_another_type_is_no_record(change: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        json_of(replace(screened_film(1), **change))


def test_a_record_s_parts_agree_with_its_status() -> None:
    """Also in a text that was forged: it is no body then."""
    film, refused = screened_film(1), refused_film("f" * 64)
    for record, change in ((film, {"findings": None}), (film, {"blobs": None}), (film, {"reason": "Why."}), (refused, {"code": None})):
        with pytest.raises(ValueError, match="film"):
            replace(record, **change)  # type: ignore[arg-type]
        with pytest.raises(NotABody):
            body_of(record.status, json.dumps(json.loads(json_of(record)) | change).encode())


def test_a_hash_is_64_hexadecimal_digits() -> None:
    for name in ("A" * 64, "a" * 63, "a" * 64 + "\n", ""):
        with pytest.raises(ValueError, match="pattern"):
            json_of(refused_film(name or "x"))


def test_real_records_never_need_the_slow_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their texts hold letters beyond ASCII, whole numbers as floats and very small ones; all are written on the fast path."""
    films = [body_of(kind, text) for _, kind, text in bodies() if kind in OF_FILMS]

    def slow(value: Any) -> bytes:
        assert isinstance(value, float), "a whole record went through the slow library"
        return repr(value).encode()

    monkeypatch.setattr("audit.records.canonical.rfc8785.dumps", slow)
    texts = [json_of(film) for film in films]
    assert max(map(len, texts)) > 20_000
    assert not all(text.isascii() for text in texts)


def test_every_body_is_the_one_text_of_its_value() -> None:
    """Types write their fields in the order of canonical JSON; names that people chose are sorted, whatever they are."""
    film = screened_film(1)
    named = {"\ue000": 1.0, "\U0001f600": 2.0, "Nodule/Mass": 3.0, 'a "b"\\': 1e-9}
    odd = replace(film, challenges=(replace(film.challenges[0], delta_logit=named), *film.challenges[1:]))
    bodies_of_films = [body_of(kind, text) for _, kind, text in bodies()]
    for body in (*SAMPLES.values(), *bodies_of_films, odd):
        text = json_of(body)
        assert text == rfc8785.dumps(json.loads(text))


def test_what_was_written_by_an_earlier_version_is_canonical() -> None:
    """Bytes and hashes are the same ever since: the text of a body, loaded and written again, is itself."""
    assert all(canonical(json.loads(text)) == text for _, _, text in bodies())
    assert Counter(kind for _, kind, _ in bodies())["screened"] > 15
