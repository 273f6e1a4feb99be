"""A query by its hash."""

from __future__ import annotations

import hashlib
import json

from audit.cohort.query import Query


def test_the_hash_is_of_the_canonical_json() -> None:
    """Written out by hand: names in order, no blanks."""
    query = Query(head=(7, "a" * 64), classifier=("mine", "b" * 64), fingerprint="c" * 64, where=(("view", "PA"),))
    text = (
        f'{{"classifier":{{"name":"mine","weights_sha256":"{"b" * 64}"}},"fingerprint":"{"c" * 64}","groups":[],'
        f'"head":{{"hash":"{"a" * 64}","seq":7}},"joined":null,"labels":[],"labels_sha256":null,"where":[["view","PA"]]}}'
    )
    assert json.loads(text) == query.as_json()
    assert query.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (query.name, query.short) == ("mine, view = PA, up to entry 7", query.sha256[:12])
