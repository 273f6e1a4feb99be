"""A program is asked over a pipe; whatever it does, every film ends once, with scores or a sentence (contract, section 6)."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from models.networks.external.calls import Calls
from models.values.progress import result_of
from tests.models.networks.external.programs import GOOD, asked, calls_of

FILMS = [np.full((1, 4, 4), value, np.float32) for value in (0.125, 0.25, 0.375, 0.5, 0.625)]
SCORES = [(float(film.mean()), 1 - float(film.mean())) for film in FILMS]

_THIRD = "    if abs(mean - 0.375) < 1e-6:\n        "


def test_scores_come_back_in_the_order_of_the_films_and_labels(tmp_path: Path) -> None:
    """Also where a batch is answered backwards, with labels of its own besides."""
    body = """    kept = globals().setdefault("kept", []); kept.append((film, good))
    if len(kept) == (4 if "first" not in globals() else 1):
        first = False
        for name, scores in reversed(kept):
            told(name, scores=dict(reversed(scores.items())) | {"Other": "unknown"})
        kept.clear()
"""
    assert asked(calls_of(tmp_path, body), FILMS) == SCORES


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("print('no JSON', flush=True); continue", "wrote a line that is no JSON: no JSON"),
        ("print('[1]', flush=True); continue", "does not name a film"),
        ("told('another', scores=good); continue", "was not asked about"),
        ("told(film, scores={'Mass': 0.5}); continue", "gave no score of Nodule"),
        ("told(film, scores=good | {'Nodule': float('nan')}); continue", "gave a score of Nodule that is no finite number"),
        ("told(film, scores=good | {'Nodule': '0.5'}); continue", "gave a score of Nodule that is no finite number"),
        ("told(film, scores=[0.5, 0.5]); continue", "answered without scores"),
        ("told(film, error='the film is\\nlateral'); continue", "says: the film is lateral"),
        ("sys.stderr.write('out of luck\\n'); os._exit(3)", "ended before it answered (exit code 3); it last said: out of luck"),
        ("os.kill(os.getpid(), 11)", "ended before it answered (signal 11)"),
    ],
    ids=["no-json", "no-film", "wrong-film", "missing-label", "nan", "text", "no-scores", "error", "crash", "signal"],
)
def test_a_film_that_is_answered_badly_fails_alone(tmp_path: Path, body: str, why: str) -> None:
    """The others of its batch are scored, and so are later ones."""
    found = asked(calls_of(tmp_path, f"{_THIRD}{body}\n{GOOD}"), FILMS)
    assert [one for k, one in enumerate(found) if k != 2] == [one for k, one in enumerate(SCORES) if k != 2]
    assert isinstance(found[2], str)
    assert why in found[2]


def test_a_film_over_which_a_program_hangs_fails_alone(tmp_path: Path) -> None:
    """What it started in its group is gone, too."""
    body = (
        f"{_THIRD}import subprocess; child = subprocess.Popen(['sleep', '60']); open('child', 'w').write(str(child.pid)); time.sleep(60)\n"
    )
    found = asked(calls_of(tmp_path, body + GOOD, seconds=0.4, starting_seconds=1.5, batch=2), FILMS)
    assert [isinstance(one, str) for one in found] == [False, False, True, False, False]
    assert found[2] == "The classifier's program did not answer in time and was stopped."


def test_killing_a_program_kills_what_it_started(tmp_path: Path) -> None:
    body = "    import subprocess; child = subprocess.Popen(['sleep', '60'])\n    told(film, scores={'Mass': child.pid, 'Nodule': 0})\n"
    calls = calls_of(tmp_path, body)
    (found,) = result_of(calls.scores(FILMS[:1]))
    assert not isinstance(found, str)
    child, program = found[0], calls.pid
    assert program is not None
    calls.close()
    for gone in (program, child):
        assert _is_gone(int(gone))


def test_every_film_ends_once_with_its_scores_where_a_program_is_killed_again_and_again(tmp_path: Path) -> None:
    """It is killed after each batch, and in the middle of some."""
    mark = str(tmp_path / "killed")
    body = f"    if mean == 0.5 and not os.path.exists({mark!r}):\n        open({mark!r}, 'w').close(); os.kill(os.getpid(), 9)\n"
    calls = calls_of(tmp_path, body + GOOD)
    found, killed = [], 0
    for _ in range(4):
        found += result_of(calls.scores(FILMS))
        assert calls.pid is not None
        os.kill(calls.pid, signal.SIGKILL)
        killed += 1
    calls.close()
    assert (found, killed) == (SCORES * 4, 4)


def test_python_does_not_hold_its_lines_back(tmp_path: Path) -> None:
    """A program that forgets to flush would else be taken for one that hangs."""
    body = "    print(json.dumps({'id': film, 'scores': good}))\n"
    assert asked(calls_of(tmp_path, body, seconds=2.0, starting_seconds=5.0), FILMS[:1]) == SCORES[:1]


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = asked(calls_of(tmp_path, GOOD, command=[str(tmp_path / "missing"), "{program}"]), FILMS[:1])
    assert found == ["The classifier's program could not be started; it last said: No such file or directory"]


def test_memory_beyond_the_limit_is_not_given(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux holds it to that")
    (found,) = asked(calls_of(tmp_path, "    bytearray(2**30)\n" + GOOD, memory_gib=0.5), FILMS[:1])
    assert "MemoryError" in str(found)


def test_it_sees_little_of_the_environment_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder is empty at the start, and gone at the end; the films are gone as soon as they are answered."""
    monkeypatch.setenv("PATIENT_KEY", "secret")
    body = "    told(film, error=repr((os.environ.get('PATIENT_KEY'), os.listdir('.'), os.getcwd())))\n"
    calls = calls_of(tmp_path, body)
    (said,) = result_of(calls.scores(FILMS[:1]))
    assert isinstance(said, str)
    folder = Path(said.split("'")[-2]).parent
    assert "(None, [], " in said
    assert [one.name for one in folder.iterdir()] == ["work"]
    del calls
    assert not folder.exists()


def test_a_picture_is_the_first_channel_in_256_greys(tmp_path: Path) -> None:
    film = np.stack([np.linspace(0, 1, 256, dtype=np.float32).reshape(16, 16), np.zeros((16, 16), np.float32)])
    before = "import PIL.Image\n"
    body = "    mean = sum(PIL.Image.open(film).tobytes()) / 256 / 255\n    told(film, scores={'Mass': mean, 'Nodule': 0})\n"
    ((mean, _),) = asked(calls_of(tmp_path, body, before, films="png", command=[sys.executable, "{program}"]), [film])
    assert mean == pytest.approx(0.5, abs=1e-9)


def _is_gone(pid: int) -> bool:
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_calls_that_end_leave_nothing_running(tmp_path: Path) -> None:
    calls: Calls | None = calls_of(tmp_path, GOOD)
    result_of(calls.scores(FILMS[:1]))
    pid = calls.pid
    assert pid is not None
    calls = None
    assert _is_gone(pid)
