"""Calls from any thread are made in the window's, in order and not too often."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.desktop.mailbox import Mailbox


def test_calls_are_made_in_order_on_the_windows_thread(qtbot: QtBot) -> None:
    owner = QObject()
    mailbox, made, threads = Mailbox(owner), list[int](), set[threading.Thread]()

    def call(number: int) -> None:
        made.append(number)
        threads.add(threading.current_thread())

    def put() -> None:
        for number in range(1000):
            mailbox.put(lambda number=number: call(number))

    sender = threading.Thread(target=put)
    sender.start()
    qtbot.waitUntil(lambda: len(made) == 1000)
    sender.join()
    assert made == sorted(made)
    assert threads == {threading.main_thread()}


def test_however_many_calls_wait_one_event_is_on_its_way(qtbot: QtBot) -> None:
    owner = QObject()
    mailbox, made, arrived = Mailbox(owner), list[int](), list[bool]()
    mailbox._arrived.connect(lambda: arrived.append(True))
    for number in range(1000):
        mailbox.put(lambda number=number: made.append(number))
    qtbot.waitUntil(lambda: len(made) == 1000)
    assert len(arrived) == 1


def test_a_call_takes_the_place_of_one_of_the_same_name(qtbot: QtBot) -> None:
    owner = QObject()
    mailbox, made = Mailbox(owner), list[str]()
    for name in ("one", "film", "two", "film", "three"):
        mailbox.put(lambda name=name: made.append(name), replaces=None if name == "film" else "progress")
    qtbot.waitUntil(lambda: "three" in made)
    assert made == ["film", "film", "three"]


def test_what_is_closed_makes_no_call(qtbot: QtBot) -> None:
    owner = QObject()
    mailbox, made = Mailbox(owner), list[int]()
    mailbox.put(lambda: made.append(1))
    mailbox.close()
    mailbox.put(lambda: made.append(2))
    qtbot.wait(80)
    assert made == []


def test_what_one_call_raises_does_not_lose_the_others(qtbot: QtBot) -> None:
    owner = QObject()
    mailbox, made = Mailbox(owner), list[int]()

    def fails() -> None:
        raise RuntimeError("a defect")

    with qtbot.captureExceptions() as raised:
        for number in range(3):
            mailbox.put(lambda number=number: made.append(number))
            mailbox.put(fails)
        qtbot.waitUntil(lambda: len(made) == 3 and len(raised) == 3)
    assert made == [0, 1, 2]
