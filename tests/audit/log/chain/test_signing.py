"""The key: made once, for its person only, outside the log; and the witness that keeps what it signed."""

from __future__ import annotations

import json
import shutil
import stat
import sys
from pathlib import Path

import pytest

from audit.log.chain import key_file
from audit.log.chain.signing import load_signer, signed
from audit.log.errors import NoKey, NotALog, WitnessUnavailable
from audit.log.store import EntryKind, Log
from audit.log.verify.verify import verify
from tests.audit.films import self_check
from tests.audit.log.conftest import append_films, new_signer


def test_the_key_is_a_file_for_its_person_only_also_after_a_careless_copy(tmp_path: Path) -> None:
    first = load_signer(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["signing.key"]
    (tmp_path / "signing.key").chmod(0o644)
    assert load_signer(tmp_path).public_key == first.public_key
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "signing.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "no key", "ab" * 31, "ab" * 33, "schlüssel"])
def test_a_file_that_holds_no_key_is_told(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file, "WAIT_SECONDS", 0.0)
    (tmp_path / "signing.key").write_text(text, "utf-8")
    with pytest.raises(NoKey, match=r"signing\.key holds no key"):
        load_signer(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_signer(tmp_path / "missing")


def test_a_signature_is_of_one_message_by_one_key() -> None:
    signer, other = new_signer(1), new_signer(2)
    signature = signer.sign(b"head")
    assert signed(b"head", signature=signature, public_key=signer.public_key)
    assert not signed(b"heat", signature=signature, public_key=signer.public_key)
    assert not signed(b"head", signature=signature, public_key=other.public_key)
    for nonsense in ("", "zz", "00", "é"):
        assert not signed(b"head", signature=nonsense, public_key=signer.public_key)
        assert not signed(b"head", signature=signature, public_key=nonsense)


def test_a_checkpoint_is_made_every_500_entries_and_on_closing(file: Path) -> None:
    with Log(file, writing=True, signer=new_signer()) as log:
        for number in range(501):
            log.append(EntryKind.SELF_CHECK, actor="ann", subject=str(number), record=self_check("x"))
        assert (verify(file).checkpoints, verify(file).attested) == (1, 501)  # The key's own entry came between.
    assert (verify(file).checkpoints, verify(file).attested) == (2, 502)
    Log(file, writing=True, signer=new_signer()).close()
    assert verify(file).checkpoints == 2


def test_nothing_is_signed_without_a_key(log: Log) -> None:
    append_films(log, 1)
    with pytest.raises(NoKey):
        log.checkpoint(actor="ann")
    found = verify(log.path)
    assert any("no signed checkpoint" in sentence for sentence in found.not_proven)


def test_the_witness_has_a_line_a_checkpoint(full_log: tuple[Path, Path]) -> None:
    lines = [json.loads(line) for line in full_log[1].read_text().splitlines()]
    assert [(line["number"], line["entry_seq"]) for line in lines] == [(1, 4), (2, 8), (3, 11)]
    with Log(full_log[0], writing=False) as log:
        assert [line["entry_hash"] for line in lines] == [log.entry(seq).hash for seq in (4, 8, 11)]
        assert log.head() == (11, lines[-1]["entry_hash"])


def test_a_witness_that_cannot_be_written_is_told_and_the_entries_stand(file: Path, tmp_path: Path) -> None:
    (tmp_path / "drive").mkdir()
    log = Log(file, writing=True, signer=new_signer(), witness=tmp_path / "drive" / "witness")
    append_films(log, 1)
    shutil.rmtree(tmp_path / "drive")
    with pytest.raises(WitnessUnavailable, match="stands in the log"):
        log.close()
    assert (verify(file).entries, verify(file).checkpoints) == (2, 1)


def test_a_witness_that_cannot_be_written_is_told_before_anything_is_appended(file: Path, tmp_path: Path) -> None:
    with pytest.raises(WitnessUnavailable, match=r"cannot be written: No such file or directory\. Nothing was appended"):
        Log(file, writing=True, witness=tmp_path / "missing" / "witness")
    with pytest.raises(WitnessUnavailable, match="cannot be written: nothing can be written into it"):
        Log(file, writing=True, witness=tmp_path)
    assert not file.exists()


def test_a_file_that_is_no_witness_is_never_added_to(file: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("a letter\n")
    with pytest.raises(WitnessUnavailable, match=r"letter\.txt is there already and is no witness file"):
        Log(file, writing=True, witness=letter)
    assert letter.read_text() == "a letter\n"
    assert not file.exists()


def test_a_witness_that_cannot_be_read_is_told(file: Path, full_log: tuple[Path, Path]) -> None:
    with pytest.raises(WitnessUnavailable, match="cannot be read"):
        verify(full_log[0], witness=file.with_name("nothing"))
    with pytest.raises(NotALog):
        verify(file)
