"""``log verify`` and ``log head``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.site.keys import signer
from audit.log.store import Log
from tests.logs import forge

Run = Callable[..., Any]


def test_an_intact_log_ends_with_0_and_its_head(run: Run, ready_log: Path) -> None:
    before = ready_log.read_bytes()
    ended = run("log", "verify", ready_log, "--deep")
    with Log(ready_log, writing=False) as log:
        head = log.entry(3).hash
    assert ended.code == 0
    assert ended.out.startswith(f"Intact: 3 entries. Head {head}\nSigned: up to entry 0, 0 checkpoints.\n")
    assert "What this does not prove:\n- Whoever holds the signing key" in ended.out
    assert run("log", "head", ready_log).out == f"3 {head}\n"
    assert ready_log.read_bytes() == before


def test_a_signed_log_names_its_key_and_a_stranger_s_is_no_damage_but_not_the_one_named(run: Run, ready_log: Path) -> None:
    run("log", "show", ready_log)
    key = signer().public_key
    ended = run("log", "verify", ready_log, "--public-key", key.upper())
    assert ended.code == 0
    assert f"Signed: up to entry 5, 1 checkpoint.\nKey {key}\n" in ended.out
    ended = run("log", "verify", ready_log, "--public-key", "ab" * 32)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("NOT INTACT (key_replaced): checkpoint 1 is signed by a key that you did not name")


def test_a_damaged_log_ends_with_1_and_names_the_entry(run: Run, ready_log: Path) -> None:
    forge(ready_log, "UPDATE entry SET actor = 'eve' WHERE seq = 2")
    ended = run("log", "verify", ready_log)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("NOT INTACT (changed): entry 2 was changed")
    assert ended.err.endswith("The first 1 entry holds.\n")


def test_a_deep_look_finds_what_the_chain_does_not_hold(run: Run, ready_log: Path) -> None:
    forge(ready_log, "UPDATE finding SET probability = 0.99 WHERE entry_seq = 2 AND position = 0")
    assert run("log", "verify", ready_log, "--deep").err.startswith("NOT INTACT (projection_differs)")
