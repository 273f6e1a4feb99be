"""Files that would run something when Python opens them: here each is read for its tensors or ends as one sentence, and nothing runs."""

from __future__ import annotations

import copyreg
import io
import os
import pickle
import pickletools
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from models.networks.checkpoints.read import read_tensors
from models.networks.checkpoints.refusal import CheckpointError

_MAGIC, _VERSION = 0x1950A86A20F9469CFC6C, 1001


class _Runs:
    """Makes a folder when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.mark),)


class _SetState(_Runs):
    """Makes it when its state is set."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _SetState, (self.mark,), {"_parameters": {}, "_modules": {"a": _Runs(self.mark)}}

    def __setstate__(self, state: Any) -> None:
        self.mark.mkdir()


class _Keywords:
    """Made with keywords, one of which runs."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (), {"runs": _Runs(self.mark)}


class _Pid:
    """A persistent id that runs."""

    def __init__(self, id: Any) -> None:
        self.id = id


class _WithPids(pickle.Pickler):
    def persistent_id(self, found: Any) -> Any:
        return found.id if isinstance(found, _Pid) else None


def _dumped(what: Any, protocol: int = 2) -> bytes:
    buffer = io.BytesIO()
    _WithPids(buffer, protocol).dump(what)
    return buffer.getvalue()


class _Rebuilt:
    """A tensor whose arguments are the test's."""

    def __init__(self, *arguments: Any, by: Any = torch._utils._rebuild_tensor_v2) -> None:
        self.arguments, self.by = arguments, by

    def __reduce__(self) -> tuple[Any, ...]:
        return self.by, self.arguments


_STORAGE = ("storage", torch.FloatStorage, "0", "cpu", 4)


def _tensor(**changed: Any) -> _Rebuilt:
    arguments = {"storage": _Pid(_STORAGE), "offset": 0, "size": (2, 2), "stride": (2, 1), "grad": False, "hooks": {}} | changed
    return _Rebuilt(*arguments.values())


def _objects(mark: Path) -> dict[str, Any]:
    """What a pickle may hold that runs, beside a good tensor or in it."""
    runs = _Runs(mark)
    return {
        "instead": runs,
        "beside": {"a.weight": _tensor(), "extra": runs},
        "as a tensor": {"a.weight": runs},
        "as a name": {"a.weight": _tensor(), runs: 1},
        "as the hooks": {"a.weight": _tensor(hooks=runs)},
        "as the size": {"a.weight": _tensor(size=runs)},
        "as the offset": {"a.weight": _tensor(offset=runs)},
        "as the metadata": {"a.weight": _tensor(metadata=runs)},
        "as the storage": {"a.weight": _tensor(storage=runs)},
        "as the type of a storage": {"a.weight": _tensor(storage=_Pid(("storage", runs, "0", "cpu", 4)))},
        "as the key of a storage": {"a.weight": _tensor(storage=_Pid(("storage", torch.FloatStorage, runs, "cpu", 4)))},
        "as the place of a storage": {"a.weight": _tensor(storage=_Pid(("storage", torch.FloatStorage, "0", runs, 4)))},
        "as what is kept outside": {"a.weight": _tensor(storage=_Pid(runs))},
        "inside a parameter": {"a.weight": _Rebuilt(runs, True, {}, by=torch._utils._rebuild_parameter)},
        "as what rebuilds": {"a.weight": _Rebuilt(_Rebuilt(runs, by=os.mkdir), by=torch._utils._rebuild_parameter)},
        "when its state is set": {"model": _SetState(mark), "a.weight": _tensor()},
        "as a setting": {"state_dict": {"a.weight": _tensor()}, "hyper_parameters": {"deep": [(runs,)]}},
    }


def _zip(pickled: bytes, members: dict[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in {"n/data.pkl": pickled, "n/byteorder": b"little", "n/data/0": bytes(16), **(members or {})}.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _legacy(pickled: bytes) -> bytes:
    parts = (pickle.dumps(part, 2) for part in (_MAGIC, _VERSION, {"little_endian": True}))
    return b"".join(parts) + pickled + pickle.dumps(["0"], 2) + (4).to_bytes(8, "little") + bytes(16)


_KINDS: dict[str, Callable[[bytes], bytes]] = {"zip": _zip, "legacy": _legacy}


def _outcome(file: bytes, folder: Path) -> str:
    """Return the sentence, or the names and shapes of the tensors."""
    (folder / "n.pt").write_bytes(file)
    try:
        return str({name: tuple(tensor.shape) for name, tensor in read_tensors(folder / "n.pt").items()})
    except CheckpointError as error:
        return str(error)


def _is_one_sentence(outcome: str) -> bool:
    return outcome.endswith(".") and "\n" not in outcome and len(outcome) < 300


_GOOD = "{'a.weight': (2, 2)}"


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("protocol", [2, 4])
@pytest.mark.parametrize("place", _objects(Path()))
def test_nothing_that_a_pickle_names_is_called(place: str, protocol: int, kind: str, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    outcome = _outcome(_KINDS[kind](_dumped(_objects(mark)[place], protocol)), tmp_path)
    assert not mark.exists()
    harmless = {"beside", "as a name", "as the hooks", "as the place of a storage", "when its state is set", "as a setting"}
    assert outcome == _GOOD if place in harmless else _is_one_sentence(outcome)


def test_the_corpus_does_run_where_it_is_unpickled(tmp_path: Path) -> None:
    """Or the tests here would show nothing."""
    pickle.loads(_dumped(_Runs(tmp_path / "ran")))
    assert (tmp_path / "ran").exists()


def _by_hand(mark: str) -> Iterator[tuple[str, bytes]]:
    text = mark.encode()
    yield "INST", b"\x80\x02(S'" + text + b"'\nios\nmkdir\n."
    yield "OBJ", b"\x80\x02(cos\nmkdir\nX" + len(text).to_bytes(4, "little") + text + b"o."
    yield "REDUCE", b"\x80\x02cos\nmkdir\nX" + len(text).to_bytes(4, "little") + text + b"\x85R."
    yield "STACK_GLOBAL", b"\x80\x04\x8c\x02os\x8c\x05mkdir\x93\x8c" + bytes([len(text)]) + text + b"\x85R."
    yield "BUILD of a class", b"\x80\x02cos\nPathLike\n}X\x03\0\0\0abcK\x01sb."
    yield "NEWOBJ of nothing", b"\x80\x02]K\x01\x81."
    yield "protocol 0", b"cos\nmkdir\n(S'" + text + b"'\ntR."
    yield "dotted names", b"\x80\x04\x8c\x08builtins\x8c\x12print.__self__.eval\x93\x8c\x011\x85R."


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("name", [name for name, _ in _by_hand("")])
def test_no_opcode_calls_anything(name: str, kind: str, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    outcome = _outcome(_KINDS[kind](dict(_by_hand(str(mark)))[name]), tmp_path)
    assert not mark.exists()
    assert _is_one_sentence(outcome)


def test_keywords_call_nothing(tmp_path: Path) -> None:
    dumped = _dumped({"a.weight": _tensor(), "extra": _Keywords(tmp_path / "ran")}, 4)
    assert "NEWOBJ_EX" in {opcode.name for opcode, *_ in pickletools.genops(dumped)}
    assert _outcome(_zip(dumped), tmp_path) == _GOOD
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("kind", _KINDS)
def test_the_extension_registry_is_not_asked(kind: str, tmp_path: Path) -> None:
    copyreg.add_extension("posix", "mkdir", 0x7F)
    try:
        for opcode in (b"\x82\x7f", b"\x83\x7f\0", b"\x84\x7f\0\0\0"):
            outcome = _outcome(_KINDS[kind](b"\x80\x02" + opcode + b"X\x03\0\0\0ran\x85R."), tmp_path)
            assert "asks for objects from outside it" in outcome
    finally:
        copyreg.remove_extension("posix", "mkdir", 0x7F)
    assert not Path("ran").exists()


@pytest.mark.parametrize("opcode", [b"\x97", b"\x97\x98"])
def test_buffers_from_outside_are_not_read(opcode: bytes, tmp_path: Path) -> None:
    assert "asks for objects from outside it" in _outcome(_zip(b"\x80\x05" + opcode + b"."), tmp_path)


@pytest.mark.parametrize("part", range(5))
def test_each_of_the_five_pickles_of_the_old_form_is_inert(part: int, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    parts: list[Any] = [_MAGIC, _VERSION, {}, {"a.weight": _tensor()}, ["0"]]
    parts[part] = _Runs(mark)
    outcome = _outcome(b"".join(map(_dumped, parts)) + (4).to_bytes(8, "little") + bytes(16), tmp_path)
    assert not mark.exists()
    # The third describes the machine that wrote the file, which does not matter.
    assert outcome == _GOOD if part == 2 else _is_one_sentence(outcome)


@pytest.mark.parametrize("member", ["n/.data/serialization_id", "n/version", "n/extra.pkl"])
def test_other_members_of_a_zip_are_not_read(member: str, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    assert _outcome(_zip(_dumped({"a.weight": _tensor()}), {member: _dumped(_Runs(mark))}), tmp_path) == _GOOD
    assert not mark.exists()
