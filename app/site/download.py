"""Fetches a file that its publisher keeps on the web, when a person asks for it and never otherwise."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

_PIECE = 2**20
_PARTIAL, _NOTHING_BEYOND = 206, 416
_WAITS = 30.0


class NotDownloaded(Exception):
    """The file could not be fetched whole; the sentence says why, and what is there is kept for the next try."""


def download(url: str, file: Path, progress: Callable[[int, int | None], None]) -> None:
    """Fetch a file; what an earlier try fetched is gone on from.

    Args:
        url: Where it is.
        file: What it becomes, whole or not at all; beside it ``NAME.part`` grows.
        progress: Is told the bytes that are there, and of how many where the server says so.

    Raises:
        NotDownloaded: It cannot be reached, or the connection broke.
        OSError: It cannot be written.
    """
    part = file.with_name(f"{file.name}.part")
    there = part.stat().st_size if part.exists() else 0
    try:
        with urlopen(Request(url, headers={"Range": f"bytes={there}-"} if there else {}), timeout=_WAITS) as response:
            _append(response, part, there if response.status == _PARTIAL else 0, progress)
    except HTTPError as error:
        if not (there and error.code == _NOTHING_BEYOND):
            raise _not_fetched(error.reason) from None
        part.unlink()  # It is as long as the file, or longer; whether it is the file nobody knows.
        download(url, file, progress)
        return
    except (URLError, HTTPException, TimeoutError, ConnectionError) as error:
        raise _not_fetched(getattr(error, "reason", None) or type(error).__name__) from None
    part.replace(file)


def _not_fetched(why: object) -> NotDownloaded:
    return NotDownloaded(f"It could not be fetched ({why}). What is there is kept: the same command goes on from it.")


def _append(response: HTTPResponse, part: Path, there: int, progress: Callable[[int, int | None], None]) -> None:
    length = response.headers.get("Content-Length")
    whole = there + int(length) if length else None
    with part.open("r+b" if there else "wb") as stream:
        stream.seek(there)
        stream.truncate()
        while piece := response.read(_PIECE):
            stream.write(piece)
            there += len(piece)
            progress(there, whole)
    if whole is not None and there != whole:
        raise ConnectionError
