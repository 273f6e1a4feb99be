"""Starts the desktop.

In this order: 1. read the arguments; 2. make the Qt application and dress it; 3. show the window; 4. once it is on the screen, make
the desk: the bridge (which starts the log's thread and, when they are needed, the workers' processes) and the presenters; 5. open what
was named; 6. when the window closes, stop the bridge.

Nothing here imports torch or pydicom: they live in the workers' processes.
"""

from __future__ import annotations

import argparse
import gc
import sys
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.desktop.shell.window import ReviewWindow
from app.desktop.start.view import Sitting
from app.desktop.theme import apply_theme
from app.site.display import has_screen
from app.site.person import NoDataFolder, default_log

_AT_LATEST = 500
"""Milliseconds after which the desk is made also for a window that was not painted, as one that was opened minimised."""


def run_window(arguments: list[str]) -> int:
    """Run the desktop until its window closes.

    Args:
        arguments: Of the command line: films and folders, and options.

    Returns:
        The exit code; 1 where there is no screen.
    """
    options = _parsed(arguments)
    if not has_screen():
        print("There is no screen to open the window on. 'python main.py --help' lists what works without one.", file=sys.stderr)  # noqa: T201
        return 1
    application = QApplication(sys.argv[:1])
    application.setApplicationName("CXR Audit")
    apply_theme(application)
    code: int = 0
    sitting: argparse.Namespace | None = options
    while sitting is not None:
        code, sitting = _sit(application, sitting)
    return code


def _sit(application: QApplication, options: argparse.Namespace) -> tuple[int, argparse.Namespace | None]:
    """Show a window until it closes; returns the exit code, and what the person wants to sit down to next, if anything."""
    window = ReviewWindow()
    window.start.set_open(not options.paths)
    window.show_on_screen()
    held = ExitStack()
    wanted: list[argparse.Namespace] = []

    def sit_at(other: Sitting) -> None:
        point = options.operating_point if other.classifier == options.classifier else None
        wanted.append(argparse.Namespace(**vars(options) | vars(other) | {"paths": list(other.paths), "operating_point": point}))
        window.close()

    def begin() -> None:
        gc.enable()
        try:
            log = options.log or default_log()
        except NoDataFolder as error:
            window.status.show_problem(str(error), None)
            return
        # Only now: log, database and workers take as long to import as the window. Readers start meanwhile.
        from app.workers.crew import Crew
        from app.workers.pool import Pool

        crew = Crew.of(options.device)
        workers = Pool(device=crew.devices[0], readers=crew.readers, behind=True)
        held.callback(workers.close)  # Also where no desk comes of it.
        workers.start_readers()
        from app.desktop.desk import Desk
        from app.run.request import RunRequest
        from models.networks.library import EMBEDDED

        options.classifier = options.classifier or EMBEDDED[0]
        # One film a batch: what the person asks of the engine waits for one film at most.
        request = RunRequest(
            classifier=options.classifier, batch_size=1, regions=options.regions, operating_point=options.operating_point,
            readers=crew.readers,
        )  # fmt: skip
        held.callback(Desk(window, log, request, lambda: workers, witness=options.witness, sit_at=sit_at).close)
        if options.paths:
            window.opened.emit(options.paths)

    start = QTimer(window, singleShot=True, interval=_AT_LATEST)
    start.timeout.connect(begin)
    start.start()
    window.painted.connect(lambda: start.start(0) if start.isActive() else None)
    with held:
        code = application.exec()
    return code, wanted[-1] if wanted else None


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="main.py", description="Open the window of CXR Audit.")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="films and folders to open")
    parser.add_argument("--log", type=Path, metavar="FILE", help="audit log to append to; made when missing")
    parser.add_argument("--witness", type=Path, metavar="FILE", help="file elsewhere to which every checkpoint of the log is appended")
    parser.add_argument(
        "--classifier", type=_classifier, metavar="NAME", help="classifier to audit: its name, or a folder with its manifest"
    )
    parser.add_argument("--operating-point", metavar="NAME", help="where the classifier decides; else your own choice, else its default")
    parser.add_argument("--regions", type=Path, metavar="FILE", help="table of allowed regions; else your own, else the shipped one")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"), help="where the networks run")
    return parser.parse_args(arguments)


def _classifier(name: str) -> str:
    """Return what names a classifier in every process; one that there is not ends the start, one that is damaged is told in the window."""
    from app.site.classifiers import NoClassifier, classifier_named, told_by
    from models.networks.manifest import ManifestError

    found = told_by(name)
    try:
        classifier_named(found)
    except NoClassifier as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    except ManifestError:
        pass
    return found
