"""Who acts, and under which name a path stands in the log."""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
import sys
import threading
from pathlib import Path
from unittest.mock import Mock

import pytest

from app.site.keys import path_digest, patient_key, signer
from app.site.person import MOVES_DATA_FOLDER, NoDataFolder, actor, data_folder, default_log
from audit.log.account import account
from audit.log.chain import key_file
from audit.log.errors import NoKey


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


@pytest.mark.parametrize("key", [b"", b"short", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: bytes) -> None:
    """A file that was cut off leaves no log whose digests anybody can guess; the sentence's remedy works."""
    monkeypatch.setattr(key_file, "WAIT_SECONDS", 0.0)
    file = data_folder() / "path.key"
    file.write_bytes(key)
    with pytest.raises(NoKey, match=r"path\.key holds no key\. Put a copy of it back, or move it away"):
        path_digest(tmp_path / "a")
    file.unlink()
    assert path_digest(tmp_path / "a")


@pytest.mark.usefixtures("without_hard_links")
def test_keys_need_no_hard_links(tmp_path: Path) -> None:
    assert path_digest(tmp_path / "a") == path_digest(tmp_path / "a")
    assert signer().public_key == signer().public_key


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


@pytest.fixture
def ann(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of ann's, whose environment names nobody."""
    monkeypatch.setattr("app.site.person.account", lambda: "ann")
    for name in ("SUDO_USER", "LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("ann")
def test_the_actor_is_the_account_and_the_environment_stands_beside_it_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    assert actor() == "ann"
    monkeypatch.setenv("LOGNAME", "ann")
    assert actor() == "ann"
    monkeypatch.setenv("LOGNAME", "boss")
    assert actor() == "ann (environment: boss)"
    monkeypatch.setenv("SUDO_USER", "ben")
    assert actor() == "ann (environment: ben)"


@pytest.mark.usefixtures("ann")
def test_the_environment_s_name_is_one_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "x\n     9  2026-01-01  boss" + "y" * 1000)
    assert actor().startswith("ann (environment: x\\n     9  2026")
    assert len(actor()) < 100


@pytest.mark.skipif(sys.platform == "win32", reason="accounts of POSIX")
def test_an_account_without_a_name_is_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container whose user has no entry."""
    monkeypatch.setattr(os, "getuid", lambda: 3_999_999_999)
    assert account() == "uid 3999999999"


@pytest.mark.parametrize("told", [RuntimeError("no home"), "~/.local/share/cxr-audit"], ids=["newer", "older"])
def test_without_a_home_there_is_no_data_folder_and_none_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: str | RuntimeError
) -> None:
    """As versions of platformdirs tell it."""
    monkeypatch.setattr("platformdirs.user_data_dir", Mock(side_effect=[told]))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoDataFolder, match=rf"no home folder.*It holds your keys, and your log.*set {MOVES_DATA_FOLDER} to a folder"):
        default_log()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the variable of Linux")
def test_the_variable_that_is_named_moves_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(MOVES_DATA_FOLDER, str(tmp_path / "file"))
    with pytest.raises(NoDataFolder, match=f"Your data folder {tmp_path / 'file' / 'cxr-audit'} cannot be used: Not a directory"):
        signer()
    monkeypatch.setenv(MOVES_DATA_FOLDER, str(tmp_path / "elsewhere"))
    assert signer().public_key
    assert data_folder().is_relative_to(tmp_path / "elsewhere")


def test_the_log_that_nobody_named_lies_in_the_person_s_own_folder() -> None:
    assert default_log().parent == data_folder()
    assert data_folder().is_dir()
