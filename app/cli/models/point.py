"""``models point``: at which operating point a classifier decides where none is named."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.options import ClassifierArgument
from app.cli.terminal import fail, say
from app.site.classifiers import classifier_named
from app.site.operating_points import UnusablePoint, choose_point, own_points, point_in_use
from app.site.person import NoDataFolder
from models.networks.manifest import ManifestError


def point(
    name: ClassifierArgument,
    chosen: Annotated[
        str | None, typer.Argument(metavar="[POINT]", help="The point to use from now on; else what is in use is told.")
    ] = None,
    default: Annotated[bool, typer.Option("--default", help="Use the classifier's default again.")] = False,
) -> None:
    """Choose at which operating point a classifier decides where --operating-point does not name one; or tell which it is.

    The choice is kept in your data folder. Films screened at another point are screened anew; their earlier entries stay.

    Example: python main.py models point embedded balanced
    """
    if chosen and default:
        fail("Name a point or --default, not both.", code=2)
    try:
        if chosen or default:
            choose_point(name, chosen)
        manifest = classifier_named(name)
        used = point_in_use(name) or manifest.operating_point
    except (ManifestError, UnusablePoint) as error:
        fail(str(error), code=2)
    except NoDataFolder as error:
        fail(str(error))
    except OSError as error:
        fail(f"The choice cannot be kept: {error.strerror}.")
    for each in manifest.points:
        say(f"{'*' if each == used else ' '} {each}{' (default)' if each == manifest.operating_point else ''}")
    if not manifest.points:
        say(f"{name} has one operating point, without a name.")
    say(f"Your own choice, where there is one, is kept in {own_points()}")
