"""The command for data sets: where they are, and fetching one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lenet.commands.options import data_dir_option, json_option
from lenet.commands.terminal import Output
from lenet.errors import DataError, either

if TYPE_CHECKING:
    from lenet.datasets import Location


@click.command(short_help="Say where the data sets are; fetch and check one.")
@click.argument("name", required=False)
@data_dir_option
@json_option
def data(name: str | None, data_dir: str | None, as_json: bool) -> None:
    """Fetch and check the data set NAME (mnist, fashion, kmnist or pen-digits).

    NAME may be a folder or an .npz file, too.

    Without NAME say where each of them is.

    \b
    Example: lenet data mnist
    """
    from lenet import datasets
    from lenet.datasets import pen_digits
    from lenet.datasets.dataset import is_place
    from lenet.datasets.published_sets import SETS

    output = Output(as_json)
    if name is None:
        for known in SETS:
            place = datasets.locate(known, data_dir)
            output.result(_place_in_words(place), _place_as_dict(place))
        place = pen_digits.locate(data_dir)
        output.result(_place_in_words(place), _place_as_dict(place))
        return
    if name == pen_digits.NAME:
        _fetch_pen_digits(data_dir, output)
        return
    if name not in SETS and not is_place(name):
        known = either([*SETS, pen_digits.NAME, "a folder", "an .npz file"])
        raise DataError(f"expected {known}, received {name!r}")
    found = datasets.load(name, data_dir, output.note)
    sizes = {"train": len(found.train[0]), "test": len(found.test[0])}
    output.result(
        f"{found.name}: {sizes['train']:,} training and {sizes['test']:,} test images of "
        f"{len(found.classes)} classes, from {found.source}",
        {"name": found.name, **sizes, "classes": list(found.classes), "source": found.source,
         "sha256": found.sha256},
    )  # fmt: skip


def _fetch_pen_digits(data_dir: str | None, output: Output) -> None:
    from lenet.datasets import pen_digits

    train, test = (pen_digits.parsed(text) for text in pen_digits.texts(data_dir, output.note))
    sizes = {"train": len(train.digits), "test": len(test.digits)}
    place = str(pen_digits.folder(data_dir))
    output.result(
        f"{pen_digits.NAME}: {sizes['train']:,} digits by {pen_digits.TRAIN.writers} writers to "
        f"train on and {sizes['test']:,} by {pen_digits.TEST.writers} others, from {place}",
        {"name": pen_digits.NAME, **sizes, "classes": list("0123456789"), "source": place,
         "sha256": {part.name: part.sha256 for part in pen_digits.PARTS}},
    )  # fmt: skip


def _place_in_words(place: Location) -> str:
    if place.path is None:
        return f"{place.name}: not on this machine yet; lenet data {place.name} fetches it"
    return f"{place.name}: {place.note}"


def _place_as_dict(place: Location) -> dict[str, Any]:
    path = None if place.path is None else str(place.path)
    return {"name": place.name, "path": path, "verified": place.verified, "note": place.note}
