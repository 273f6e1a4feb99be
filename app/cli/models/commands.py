"""``models``: its commands together."""

from __future__ import annotations

import typer

from app.cli.models.cards import show
from app.cli.models.certify import certify
from app.cli.models.compare import compare
from app.cli.models.download import download_published
from app.cli.models.importing import import_file, remove
from app.cli.models.layers import layers
from app.cli.models.listing import list_models
from app.cli.models.new import new
from app.cli.models.point import point
from app.cli.models.reference import reference

app = typer.Typer(help="The program's networks, your own classifiers, and their cards.", no_args_is_help=True, rich_markup_mode=None)
app.command("list")(list_models)
app.command("import")(import_file)
app.command("download")(download_published)
for command in (show, new, certify, layers, reference, point, compare, remove):
    app.command()(command)
