"""Files are fetched whole, and gone on with after a break."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.site.download import NotDownloaded, download

CONTENT = bytes(range(256)) * 4096


class _Server(HTTPServer):
    asked: list[str | None]
    breaks_after: int | None = None
    takes_ranges = True


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.asked.append(asked)
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.server.takes_ranges else 0
        self.send_response(404 if self.path == "/none" else 416 if start >= len(CONTENT) else 206 if start else 200)
        body = CONTENT[start:]
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.server.breaks_after])

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), _Handler) as found:
        found.asked = []
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def _url(server: _Server, name: str = "weights.pt") -> str:
    return f"http://127.0.0.1:{server.server_port}/{name}"


@pytest.mark.parametrize("takes_ranges", [True, False])
def test_a_broken_download_is_gone_on_with(server: _Server, tmp_path: Path, takes_ranges: bool) -> None:
    file, told = tmp_path / "weights.pt", list[tuple[int, int | None]]()
    server.breaks_after, server.takes_ranges = 300_000, takes_ranges
    with pytest.raises(NotDownloaded, match="the same command goes on from it"):
        download(_url(server), file, lambda *seen: told.append(seen))
    assert not file.exists()
    there = (tmp_path / "weights.pt.part").stat().st_size

    server.breaks_after = None
    download(_url(server), file, lambda *seen: told.append(seen))
    assert file.read_bytes() == CONTENT
    assert server.asked == [None, f"bytes={there}-"]
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [one.name for one in tmp_path.iterdir()] == ["weights.pt"]


def test_a_part_that_is_as_long_as_the_file_is_fetched_anew(server: _Server, tmp_path: Path) -> None:
    """As after a stop just before it got its name."""
    (tmp_path / "weights.pt.part").write_bytes(bytes(len(CONTENT)))
    download(_url(server), tmp_path / "weights.pt", lambda *_: None)
    assert [one.name for one in tmp_path.iterdir()] == ["weights.pt"]
    assert (tmp_path / "weights.pt").read_bytes() == CONTENT


def test_what_is_not_there_is_a_sentence(server: _Server, tmp_path: Path) -> None:
    with pytest.raises(NotDownloaded, match=r"^It could not be fetched \(Not Found\)"):
        download(_url(server, "none"), tmp_path / "weights.pt", lambda *_: None)
    server.server_close()
    with pytest.raises(NotDownloaded, match="could not be fetched"):
        download("http://127.0.0.1:9/weights.pt", tmp_path / "weights.pt", lambda *_: None)
    assert not list(tmp_path.iterdir())
