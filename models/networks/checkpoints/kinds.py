"""What a file is, told by its bytes; its name says nothing."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from models.networks.checkpoints.refusal import EXPORT_AGAIN, cannot_be_read

_START = 4096
_TAR_MARK = slice(257, 262)


class Kind(StrEnum):
    """A kind of file that people take for weights."""

    SAFETENSORS = "safetensors"
    ZIP = "zip"
    PICKLE = "pickle"
    ONNX = "onnx"
    TAR = "tar"
    HDF5 = "hdf5"
    SAVED_MODEL = "saved-model"
    EXECUTORCH = "executorch"
    TFLITE = "tflite"
    NUMPY = "numpy"
    GGUF = "gguf"
    COMPRESSED = "compressed"
    LFS_POINTER = "lfs-pointer"
    WEB_PAGE = "web-page"
    TEXT = "text"
    EMPTY = "empty"
    UNKNOWN = "unknown"


_OTHER_PROGRAM = "where it was made, convert it to PyTorch and save its state dict, or export it as ONNX."

NO_WEIGHTS = {
    Kind.ONNX: "This is an ONNX graph, not a file of weights; import it as ONNX.",
    Kind.TAR: f"This is a checkpoint of PyTorch before 0.1.10 or another tar archive, which is not read; {EXPORT_AGAIN}.",
    Kind.HDF5: f"This is an HDF5 file, as Keras writes, which is not read; {_OTHER_PROGRAM}",
    Kind.SAVED_MODEL: f"This is a TensorFlow model, which is not read; {_OTHER_PROGRAM}",
    Kind.EXECUTORCH: f"This is an ExecuTorch program, which is not read; {EXPORT_AGAIN}, or export it as ONNX.",
    Kind.TFLITE: f"This is a TensorFlow Lite model, which is not read; {_OTHER_PROGRAM}",
    Kind.NUMPY: "This is an array of NumPy, not a network's weights; save the state dict with torch.save or safetensors.",
    Kind.GGUF: "This is a GGUF file, which holds language models; choose the file of an image classifier.",
    Kind.COMPRESSED: "The file is compressed; unpack it first and choose the file inside.",
    Kind.LFS_POINTER: "This is a pointer of Git LFS, not the weights; fetch them with git lfs pull, or download the file itself.",
    Kind.WEB_PAGE: "This is a web page, not a file of weights; the download led to a page. Download the file itself.",
    Kind.TEXT: "This is a text file, not a file of weights; choose the file that holds the weights.",
    Kind.EMPTY: "The file is empty; download or copy it again.",
    Kind.UNKNOWN: f"This is no file of weights that is known here, or it is damaged; download it again, or {EXPORT_AGAIN}.",
}
"""What is said of the kinds that hold no weights that can be read."""

_MARKS = (
    (Kind.ZIP, re.compile(rb"PK(\x03\x04|\x05\x06)")),
    (Kind.SAFETENSORS, re.compile(rb".{4}\0{4}\{", re.DOTALL)),
    (Kind.PICKLE, re.compile(rb"\x80[\x02-\x05]")),
    (Kind.HDF5, re.compile(rb"\x89HDF\r\n\x1a\n")),
    (Kind.NUMPY, re.compile(rb"\x93NUMPY")),
    (Kind.GGUF, re.compile(rb"GGUF")),
    (Kind.TFLITE, re.compile(rb".{4}TFL3", re.DOTALL)),
    (Kind.EXECUTORCH, re.compile(rb".{4}E[TH]\d\d", re.DOTALL)),
    (Kind.COMPRESSED, re.compile(rb"\x1f\x8b|BZh|\xfd7zXZ\0|7z\xbc\xaf\x27\x1c|\x28\xb5\x2f\xfd|Rar!")),
    # Both are protocol buffers that begin with a number: ONNX's version of 3 or more, TensorFlow's of 1.
    (Kind.SAVED_MODEL, re.compile(rb"\x08\x01\x12")),
    (Kind.ONNX, re.compile(rb"\x08[\x03-\x1f][\x12\x1a\x22\x28\x32\x3a\x42]")),
    (Kind.LFS_POINTER, re.compile(rb"version https://git-lfs")),
    (Kind.WEB_PAGE, re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype html|html|head|\?xml|!--)", re.IGNORECASE)),
)


def kind_of(path: Path) -> Kind:
    """Tell a file's kind by its first bytes; nothing else is read.

    Raises:
        CheckpointError: It cannot be read.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(_START)
    except OSError as error:
        raise cannot_be_read(error) from None
    if not start:
        return Kind.EMPTY
    if start[_TAR_MARK] == b"ustar":
        return Kind.TAR
    return next((kind for kind, mark in _MARKS if mark.match(start)), Kind.TEXT if _is_text(start) else Kind.UNKNOWN)


def _is_text(start: bytes) -> bool:
    # A character may be cut at the end of what was read.
    text = start.decode("utf-8", errors="replace").rstrip("�")
    return all(character.isprintable() or character in "\r\n\t" for character in text)
