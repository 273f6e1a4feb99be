"""Nothing is allocated that the bytes of the file do not bear out, and no mutation of a file gets further than its one sentence."""

from __future__ import annotations

import contextlib
import io
import json
import pickle
import resource
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import save
from torch import nn

from models.networks.checkpoints import tree, zipped
from models.networks.checkpoints.read import read_tensors
from models.networks.checkpoints.refusal import CheckpointError

_TENSORS = {"a.weight": torch.arange(6.0).reshape(2, 3), "a.count": torch.tensor(7), "b.half": torch.ones(3).half()}


def _saved(what: Any = _TENSORS, zipped: bool = True) -> bytes:
    buffer = io.BytesIO()
    torch.save(what, buffer, _use_new_zipfile_serialization=zipped)
    return buffer.getvalue()


def _read(data: bytes, folder: Path) -> dict[str, torch.Tensor]:
    (folder / "n.pt").write_bytes(data)
    return read_tensors(folder / "n.pt")


def _rebuilt(size: tuple[int, ...], stride: tuple[int, ...], offset: int = 0, count: int = 4) -> bytes:
    """A zip whose one tensor claims what the test says of 16 bytes."""

    class _Rebuilt:
        def __reduce__(self) -> tuple[Any, ...]:
            return torch._utils._rebuild_tensor_v2, (_Pid(), offset, size, stride, False, {})

    class _Pid:
        pass

    class _Pickler(pickle.Pickler):
        def persistent_id(self, found: Any) -> Any:
            return ("storage", torch.FloatStorage, "0", "cpu", count) if isinstance(found, _Pid) else None

    buffer = io.BytesIO()
    _Pickler(buffer, 2).dump({"a.weight": _Rebuilt()})
    return _rezipped(_zip({"n/data.pkl": buffer.getvalue(), "n/data/0": bytes(16)}))


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _rezipped(data: bytes, rename: Callable[[str], str] = str, compression: int = zipfile.ZIP_STORED, **more: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w", compression) as after:
        for member in before.infolist():
            after.writestr(rename(member.filename), more.get(Path(member.filename).name, before.read(member)))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "claim",
    [
        {"size": (5,), "stride": (1,)},
        {"size": (2, 2), "stride": (3, 1)},
        {"size": (4,), "stride": (1,), "offset": 1},
        {"size": (1,), "stride": (1,), "offset": 2**70},
        {"size": (2**62,), "stride": (0,)},
        {"size": (2**35,), "stride": (0,)},
        {"size": (10**6, 10**6, 10**6), "stride": (0, 0, 0)},
        {"size": (0, 2**39, 2**39), "stride": (0, 0, 0)},
        {"size": (2**5000,), "stride": (1,)},
        {"size": (2,), "stride": (-1,), "offset": 1},
        {"size": (-1,), "stride": (1,)},
        {"size": (2,), "stride": (1, 1)},
        {"size": (True,), "stride": (1,)},
        {"size": (2**30,), "stride": (1,), "count": 2**32},
        {"size": (1,), "stride": (1,), "count": 5},
        {"size": (1,), "stride": (1,), "count": 3},
        {"size": (1,), "stride": (1,), "count": -1},
    ],
    ids=str,
)
def test_a_tensor_that_its_bytes_do_not_bear_out_is_refused(claim: dict[str, Any], tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(CheckpointError, match=r"^[^\n]{1,300}\.$"):
        _read(_rebuilt(**claim), tmp_path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_what_its_bytes_bear_out_is_read(tmp_path: Path) -> None:
    assert _read(_rebuilt((2, 2), (1, 2)), tmp_path)["a.weight"].shape == (2, 2)
    assert _read(_rebuilt((1000, 500), (0, 0)), tmp_path)["a.weight"].shape == (1000, 500)


@pytest.mark.parametrize("header", [b'{"a":' * 50_000, b"{", b'{"a":{"dtype":"F32","shape":[2500000000],"data_offsets":[0,10000000000]}}'])
def test_a_header_that_promises_what_is_not_there_is_refused(header: bytes, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="cut off or damaged"):
        _read(struct.pack("<Q", len(header)) + header + bytes(4), tmp_path)


def test_a_header_out_of_proportion_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="out of proportion"):
        _read(struct.pack("<Q", 2**31) + b"{}", tmp_path)


def test_a_name_that_safetensors_gives_twice_is_refused(tmp_path: Path) -> None:
    one = json.dumps({"dtype": "F32", "shape": [1], "data_offsets": [0, 4]})
    header = f'{{"a.weight":{one},"a.weight":{one}}}'.encode()
    with pytest.raises(CheckpointError, match="two values for one name"):
        _read(struct.pack("<Q", len(header)) + header + bytes(4), tmp_path)


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "C:\\evil", "n\\..\\evil"])
def test_a_member_outside_the_archive_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="names files outside itself"):
        _read(_rezipped(_saved(), lambda found: name if found == "archive/version" else found), tmp_path)


def test_compressed_members_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="is compressed"):
        _read(_rezipped(_saved({"a.weight": torch.zeros(1_000_000)}), compression=zipfile.ZIP_DEFLATED), tmp_path)


def test_members_that_lie_on_each_other_are_refused(tmp_path: Path) -> None:
    """A thousand entries of the listing for one member would be a bomb without any compression."""
    data = bytearray(_zip({"n/data/0": bytes(10_000), "n/data.pkl": b"\x80\x02N."}))
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    first = bytes(data[start : data.index(b"PK\x01\x02", start + 4)])
    entries = [first.replace(b"n/data/0", b"n/data/%d" % number) for number in range(10)]
    listing = b"".join(entries) + bytes(data[start + len(first) : end])
    ending = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 11, 11, len(listing), start, 0)
    with pytest.raises(CheckpointError, match="promises more than its bytes can hold"):
        _read(bytes(data[:start]) + listing + ending, tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="two members of one name"):
        _read(_rezipped(_saved(), lambda found: found.replace("data/1", "data/0")), tmp_path)


def test_a_changed_byte_of_the_numbers_is_found_by_the_checksum(tmp_path: Path) -> None:
    data = bytearray(_saved())
    data[data.index(torch.arange(6.0).numpy().tobytes())] ^= 1
    with pytest.raises(CheckpointError, match="cut off or damaged"):
        _read(bytes(data), tmp_path)


def test_the_other_order_of_bytes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="big-endian"):
        _read(_rezipped(_saved(), byteorder=b"big"), tmp_path)


def test_a_pickle_out_of_proportion_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, "MOST_BYTES", 100)
    with pytest.raises(CheckpointError, match="more than a network has"):
        _read(_saved(), tmp_path)


def test_modules_that_hold_each_other_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty modules, each twice in the next, are a thousand million names."""
    monkeypatch.setattr(tree, "_MOST_VISITED", 2_000)
    network: nn.Module = nn.Linear(1, 1)
    for _ in range(30):
        network = nn.Sequential(network, network)
    nested: dict[str, Any] = {"a.b": torch.ones(1)}
    for _ in range(30):
        nested = {"a": nested, "b": nested}
    circle = nn.Sequential()
    circle._modules["self"] = circle
    for what, sentence in ((network, "more than a network has"), (nested, "no tensors"), (circle, "not a module|no names")):
        with pytest.raises(CheckpointError, match=sentence):
            _read(_saved(what), tmp_path)


_FILES = {"safetensors": save(_TENSORS), "zip": _saved(), "legacy": _saved(zipped=False), "module": _saved(nn.Linear(2, 1), zipped=False)}


@pytest.mark.parametrize("kind", _FILES)
def test_a_file_cut_off_anywhere_is_refused(kind: str, tmp_path: Path) -> None:
    data = _FILES[kind]
    for length in {*range(0, len(data), max(1, len(data) // 60)), len(data) - 1}:
        with pytest.raises(CheckpointError, match=r"^[^\n]{1,300}\.$"):
            _read(data[:length], tmp_path)


@pytest.mark.parametrize("kind", _FILES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4))
def test_a_mutated_file_is_refused_or_read_whole(kind: str, changes: list[tuple[float, bytes]], tmp_path: Path) -> None:
    data = bytearray(_FILES[kind])
    for place, written in changes:
        at = int(place * len(data))
        data[at : at + len(written)] = written
    # Whatever else is raised fails the test.
    with contextlib.suppress(CheckpointError):
        found = _read(bytes(data), tmp_path)
        assert found
        assert all(tensor.isfinite().all() for name, tensor in found.items() if not name.endswith("op_threshs"))
