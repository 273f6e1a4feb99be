"""A file is what its bytes say; what holds no weights is refused by one sentence with a way around."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from models.networks.checkpoints.kinds import NO_WEIGHTS, Kind, kind_of
from models.networks.checkpoints.read import read_tensors
from models.networks.checkpoints.refusal import CheckpointError


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("storages"), io.BytesIO())
    return buffer.getvalue()


_BEGINNINGS = {
    Kind.ONNX: b"\x08\x0a\x12\x07pytorch",
    Kind.TAR: _tar(),
    Kind.HDF5: b"\x89HDF\r\n\x1a\n\0\0",
    Kind.SAVED_MODEL: b"\x08\x01\x12\xff\x01",
    Kind.EXECUTORCH: b"\x1c\0\0\0ET12\0\0",
    Kind.TFLITE: b"\x1c\0\0\0TFL3\0\0",
    Kind.NUMPY: b"\x93NUMPY\x01\0",
    Kind.GGUF: b"GGUF\x03\0\0\0",
    Kind.COMPRESSED: b"\x1f\x8b\x08\0",
    Kind.LFS_POINTER: b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n",
    Kind.WEB_PAGE: b"\n<!DOCTYPE html><html><title>Sign in</title></html>",
    Kind.TEXT: '{"metadata": "Größe"}\n'.encode() * 300,
    Kind.EMPTY: b"",
    Kind.UNKNOWN: b"\x00\x01\x02\xfe" * 100,
}


@pytest.mark.parametrize("kind", NO_WEIGHTS)
def test_a_file_without_weights_is_told_by_its_bytes_whatever_its_name(kind: Kind, tmp_path: Path) -> None:
    file = tmp_path / "model.pt"
    file.write_bytes(_BEGINNINGS[kind])
    assert kind_of(file) is kind
    with pytest.raises(CheckpointError) as refused:
        read_tensors(file)
    assert str(refused.value) == NO_WEIGHTS[kind]


def test_every_kind_is_read_or_refused() -> None:
    assert set(Kind) - NO_WEIGHTS.keys() == {Kind.SAFETENSORS, Kind.ZIP, Kind.PICKLE}
    assert all(sentence.endswith(".") and len(sentence) < 300 for sentence in NO_WEIGHTS.values())


def test_weights_are_told_by_their_bytes(tmp_path: Path) -> None:
    file = tmp_path / "weights.txt"
    file.write_bytes(save({"a": torch.ones(1)}))
    assert kind_of(file) is Kind.SAFETENSORS
    torch.save({"a": torch.ones(1)}, file)
    assert kind_of(file) is Kind.ZIP
    torch.save({"a": torch.ones(1)}, file, _use_new_zipfile_serialization=False)
    assert kind_of(file) is Kind.PICKLE


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pt", tmp_path):
        with pytest.raises(CheckpointError, match="cannot be read"):
            read_tensors(path)


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"{}")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("n/data.pkl", "n/constants.pkl", "n/code/__torch__.py"), "TorchScript"),
        (("n/archive_format", "n/models/model.json", "n/data/weights/model.pt"), r"\.pt2 program, whose loader can run code"),
        (("serialized_exported_program.json",), r"\.pt2 program"),
        (("config.json", "metadata.json", "model.weights.h5"), "Keras"),
        (("a/saved_model.pb", "a/variables/variables.index"), "TensorFlow"),
        (("arr_0.npy",), "arrays of NumPy"),
        (("weights/model.pt", "readme.txt"), r"no checkpoint of torch\.save"),
        (("a/data.pkl", "b/data.pkl"), r"no checkpoint of torch\.save"),
        ((), r"no checkpoint of torch\.save"),
    ],
)
def test_other_archives_are_told(names: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    (tmp_path / "n.pt").write_bytes(_zip(*names))
    with pytest.raises(CheckpointError, match=sentence):
        read_tensors(tmp_path / "n.pt")
