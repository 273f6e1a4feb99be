"""``models download``: weights that others publish, only when asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.terminal import fail, progress_bar, say
from app.site.download import NotDownloaded, download
from models.networks.published import FAMILY, published
from models.values.digests import sha256_of


def download_published(
    name: Annotated[str, typer.Argument(metavar="NAME", help="One of torchxrayvision's published classifiers, as densenet121-res224-all.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the file; made when missing.")] = Path(),
) -> None:
    """Fetch published weights from their publisher; the only command that uses the network. Nothing in the file is run.

    A machine without a network imports the same file, fetched elsewhere. The publisher gives no hash; keep the one that is printed.

    Example: python main.py models download densenet121-res224-all
    """
    if name not in published():
        fail(f"There are no published weights '{name}'; there are: {', '.join(published())}.", code=2)
    one = published()[name]
    file = out / one.file
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            with progress_bar() as bar:
                task = bar.add_task("fetching", total=None)
                download(one.url, file, lambda done, whole: bar.update(task, completed=done, total=whole))
        say(f"{file}: {file.stat().st_size / 1e6:.1f} MB, sha256 {sha256_of(file)}")
    except NotDownloaded as reason:
        fail(str(reason))
    except OSError as error:
        fail(f"{out} cannot be written to: {error.strerror or type(error).__name__}. Choose another --out.")
    say(f"Next: models import {file} --name {name} --architecture {FAMILY}:{name}")
