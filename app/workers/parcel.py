"""Values with large arrays, sent through a pipe: the arrays travel by shared memory, which the receiver frees.

Pickle's out-of-band buffers (PEP 574) are copied into one block of shared memory; the pipe carries the rest.
Both ends are this program: nothing from outside is ever unpickled.
"""

from __future__ import annotations

import contextlib
import pickle
import shutil
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory
from typing import Any

from app.workers.messages import Cancel

_ALIGNMENT = 64


@dataclass(frozen=True)
class _Parcel:
    frame: bytes
    block: str | None
    sizes: tuple[int, ...]


class Post:
    """One end of a pipe.

    A block is named in the pipe and freed by who receives it. The sender keeps its own handle until the other side speaks
    again, because Windows forgets a block that nobody holds; a Cancel, which may cross with an answer, does not count.

    Args:
        connection: The end of the pipe; used by one sender and one receiver at a time.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._sent: list[SharedMemory] = []

    def send(self, value: Any) -> None:
        """Send a value.

        Raises:
            OSError: The other side is gone; its block is freed here.
        """
        buffers: list[pickle.PickleBuffer] = []
        frame = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
        views = [buffer.raw() for buffer in buffers]
        sizes = tuple(view.nbytes for view in views)
        if not any(sizes):
            self.connection.send(_Parcel(pickle.dumps(value, protocol=5), None, ()))
            return
        block = _allocated(sum(map(_aligned, sizes)))
        if block is None:
            self.connection.send(_Parcel(pickle.dumps(value, protocol=5), None, ()))
            return
        start, memory = 0, block.buf
        assert memory is not None, "a block just made is open"
        for view, size in zip(views, sizes, strict=True):
            memory[start : start + size] = view
            start += _aligned(size)
        try:
            self.connection.send(_Parcel(frame, block.name, sizes))
        except OSError:
            _free(block)
            raise
        self._sent.append(block)

    def receive(self) -> Any:
        """Receive a value, free its block, and let go of the blocks sent before it.

        Raises:
            EOFError, OSError: The other side is gone.
        """
        parcel: _Parcel = self.connection.recv()
        if parcel.block is None:
            value = pickle.loads(parcel.frame)
            if not isinstance(value, Cancel):
                self.release()
            return value
        self.release()
        block = SharedMemory(name=parcel.block)
        try:
            start, buffers, memory = 0, [], block.buf
            assert memory is not None, "a block just attached is open"
            for size in parcel.sizes:
                buffers.append(bytearray(memory[start : start + size]))
                start += _aligned(size)
        finally:
            _free(block)
        return pickle.loads(parcel.frame, buffers=buffers)

    def discard(self) -> None:
        """Free what the other side sent and nobody will receive."""
        with contextlib.suppress(EOFError, OSError):
            while self.connection.poll():
                parcel: _Parcel = self.connection.recv()
                if parcel.block is not None:
                    _free(SharedMemory(name=parcel.block))

    def release(self, *, unread: bool = False) -> None:
        """Let go of sent blocks; ``unread`` frees them too, when the receiver died before it could."""
        for block in self._sent:
            if unread:
                _free(block)
            else:
                block.close()
        self._sent.clear()


def _allocated(size: int) -> SharedMemory | None:
    """Return a block, or None where there is no room for it: then the arrays go through the pipe, slower but whole.

    Linux hands out more than it has and kills who writes it, so it is asked first; containers often have 64 MB.
    """
    if sys.platform == "linux" and shutil.disk_usage("/dev/shm").free < size:
        return None
    try:
        return SharedMemory(create=True, size=size)
    except OSError:
        return None


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _free(block: SharedMemory) -> None:
    block.close()
    # The receiver may have freed it before it died.
    with contextlib.suppress(FileNotFoundError):
        block.unlink()
