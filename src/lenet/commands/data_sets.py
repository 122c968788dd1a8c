"""The command for data sets: where they are, and fetching one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lenet.commands.options import data_dir_option, json_option
from lenet.commands.terminal import Output

if TYPE_CHECKING:
    from lenet.datasets import Location


@click.command(short_help="Say where the data sets are; fetch and check one.")
@click.argument("name", required=False)
@data_dir_option
@json_option
def data(name: str | None, data_dir: str | None, as_json: bool) -> None:
    """Fetch and check the data set NAME (mnist, fashion, kmnist or a folder).

    Without NAME say where each of them is.

    \b
    Example: lenet data mnist
    """
    from lenet import datasets
    from lenet.datasets.published_sets import SETS

    output = Output(as_json)
    if name is None:
        for known in SETS:
            place = datasets.locate(known, data_dir)
            output.result(_place_in_words(place), _place_as_dict(place))
        return
    found = datasets.load(name, data_dir, output.note)
    sizes = {"train": len(found.train[0]), "test": len(found.test[0])}
    output.result(
        f"{found.name}: {sizes['train']:,} training and {sizes['test']:,} test images of "
        f"{len(found.classes)} classes, from {found.source}",
        {"name": found.name, **sizes, "classes": list(found.classes), "source": found.source,
         "sha256": found.sha256},
    )  # fmt: skip


def _place_in_words(place: Location) -> str:
    if place.path is None:
        return f"{place.name}: not on this machine yet; lenet data {place.name} fetches it"
    return f"{place.name}: {place.note}"


def _place_as_dict(place: Location) -> dict[str, Any]:
    path = None if place.path is None else str(place.path)
    return {"name": place.name, "path": path, "verified": place.verified, "note": place.note}
