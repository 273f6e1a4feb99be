"""Who acts, and under which name a path stands in the log."""

from __future__ import annotations

import getpass
import hashlib
import hmac
import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from app.site.keys import path_digest, patient_key
from app.site.person import actor, data_folder, default_log


def test_a_path_always_has_the_same_digest_and_another_path_another(tmp_path: Path) -> None:
    assert path_digest(tmp_path / "a") == path_digest(tmp_path / "a") != path_digest(tmp_path / "b")


def test_a_relative_path_has_the_digest_of_its_absolute_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert path_digest(Path("film.dcm")) == path_digest(tmp_path / "film.dcm")


def test_the_digest_is_keyed(tmp_path: Path) -> None:
    """Without the key nobody can try names of patients against the log."""
    name = os.fsencode(tmp_path / "a")
    found = path_digest(tmp_path / "a")
    assert found not in {hashlib.sha256(name).hexdigest(), hmac.new(b"", name, "sha256").hexdigest()}
    key = (data_folder() / "path.key").read_bytes()
    assert found == hmac.new(key, name, "sha256").hexdigest()
    assert len(key) == 32


def test_an_empty_key_is_never_used(tmp_path: Path) -> None:
    """A program that was stopped while it made the key leaves no log whose digests anybody can guess."""
    (data_folder() / "path.key").touch()
    assert path_digest(tmp_path / "a") != hmac.new(b"", os.fsencode(tmp_path / "a"), "sha256").hexdigest()


def test_another_person_has_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = path_digest(tmp_path / "a")
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "other home"))
    assert path_digest(tmp_path / "a") != mine


def test_threads_that_come_first_at_once_share_one_key(tmp_path: Path) -> None:
    gate, digests = threading.Barrier(8), []

    def ask() -> None:
        gate.wait()
        digests.append(path_digest(tmp_path / "a"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(digests) == 8
    assert len(set(digests)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_only_its_person_may_read_the_key(tmp_path: Path) -> None:
    path_digest(tmp_path / "a")
    key = data_folder() / "path.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.chmod(0o644)
    path_digest(tmp_path / "a")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_the_readers_key_follows_from_the_person_s_and_does_not_tell_it(tmp_path: Path) -> None:
    assert patient_key() == patient_key()
    assert len(patient_key()) == 32
    assert patient_key() != (data_folder() / "path.key").read_bytes()
    assert hmac.new(patient_key(), os.fsencode(tmp_path / "a"), "sha256").hexdigest() != path_digest(tmp_path / "a")


def test_the_actor_is_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "ann")
    assert actor() == "ann"


def test_an_account_without_a_name_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container whose user has no entry."""

    def nameless() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert actor() == "unknown"


def test_the_log_that_nobody_named_lies_in_the_person_s_own_folder() -> None:
    assert default_log().parent == data_folder()
    assert data_folder().is_dir()
