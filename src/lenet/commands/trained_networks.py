"""The commands for networks that exist: their layers, their errors, their answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenet.commands.options import (
    data_dir_option,
    json_option,
    same_data_option,
    threads_option,
)
from lenet.commands.terminal import AT_FAULT, NOT_ONE_DIGIT, Output, fail
from lenet.errors import DataError, PictureError, either

if TYPE_CHECKING:
    from lenet.models import Model
    from lenet.reading import DigitReading

DEFAULT_NETWORK = "modern"
"""What reads pictures when no network is named."""


@click.command(short_help="Show a network's layers, shapes and parameters.")
@click.argument("network")
@json_option
def summary(network: str, as_json: bool) -> None:
    """Show the layers of NETWORK: shapes, parameters and connections.

    NETWORK is tutorial, original, modern, a folder, or hf://owner/name on the Hugging Face hub; a
    folder that has such a name is ./original. For the original, the figures of the paper of 1998
    stand beside ours.

    \b
    Example: lenet summary original
    """
    from lenet.models.summary import table
    from lenet.networks import NETWORKS
    from lenet.weights import shipped_name

    model = _named_model(network)
    name = shipped_name(network)
    published = NETWORKS[name].published if name in NETWORKS else None
    described = model.describe(published)
    Output(as_json).result(table(described, published), described)


@click.command(short_help="Count a trained network's errors on a test set.")
@click.argument("folder")
@same_data_option
@data_dir_option
@threads_option
@json_option
def evaluate(
    folder: str, data: str | None, data_dir: str | None, threads: int | None, as_json: bool
) -> None:
    """Count the errors of the network in FOLDER on a test set.

    FOLDER is a run's, or original, tutorial or modern for the trained networks that come with
    lenet, or hf://owner/name on the Hugging Face hub. A folder that has such a name is ./original.

    \b
    Example: lenet evaluate original
    """
    from lenet.digits.normalisation import network_input
    from lenet.evaluation import score
    from lenet.runs.classes import labels_by_name
    from lenet.runs.recorded_data import data_again
    from lenet.weights import chosen

    output, place = Output(as_json), chosen(folder)
    model, classes, centred = _trained_model(place)
    found = data_again(place, data, data_dir).load(centred=centred)
    named = labels_by_name(found, classes)
    if named is None:
        output.note(f"{found.name} has other classes than {place}: compared by number.")
    labels = found.test[1] if named is None else named
    scores = model.scores(network_input(found.test[0], model.normalisation), threads=threads)
    result = score(labels, scores).as_dict()
    output.result(errors_in_words(result), result)


@click.command(short_help="Read pictures of one digit each.")
@click.argument("network")
@click.argument("pictures", metavar="PICTURE...", nargs=-1)
@json_option
@click.pass_context
def predict(ctx: click.Context, network: str, pictures: tuple[str, ...], as_json: bool) -> None:
    """Read each PICTURE of one digit with NETWORK.

    NETWORK is a run's folder, or modern, original or tutorial for the trained networks that come
    with lenet; modern if the first name is a picture's. A folder that has such a name is ./modern.
    hf://owner/name is a network on the Hugging Face hub.
    A PICTURE is a file, a folder of files, or - for standard input.

    The digit is found on its paper, scaled and centred as MNIST's were; a picture of 28x28 in
    MNIST's own form is taken as it stands. The answer may be that a picture is not one digit: it
    says why, and what was seen. Then the exit status is 3.

    \b
    Example: lenet predict modern seven.png
    """
    from lenet.pictures.named_files import picture_files
    from lenet.reading import DigitReader

    network, pictures = _named(network, pictures)
    if not pictures:
        raise click.UsageError(f"Missing argument 'PICTURE...' after the network {network}.")
    reader = DigitReader.load(network)
    output, status = Output(as_json), 0
    for file in picture_files(pictures, sys.stdin.buffer):
        try:
            if file.fault:
                raise PictureError(file.fault)
            reading = reader.read(file.opened())
        except PictureError as error:
            status = AT_FAULT
            fail(str(error))
            continue
        if reading.answer is None and status == 0:
            status = NOT_ONE_DIGIT
        output.result(_in_words(file.name, reading), {"file": file.name, **reading.as_dict()})
    ctx.exit(status)


def _named(first: str, others: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The network and the pictures that are named; the usual network where pictures come first."""
    from lenet.models.storage import CONFIG, WEIGHTS
    from lenet.networks import NETWORKS
    from lenet.pictures.named_files import STANDARD_INPUT, holds_pictures
    from lenet.weights import is_address, shipped_name

    if is_address(first):
        return first, others
    is_network = any(os.path.lexists(os.path.join(first, name)) for name in (CONFIG, WEIGHTS))
    are_pictures = first == STANDARD_INPUT or os.path.isfile(first)
    are_pictures |= os.path.isdir(first) and not is_network and holds_pictures(Path(first))
    if shipped_name(first) is None and are_pictures:
        return DEFAULT_NETWORK, (first, *others)
    if shipped_name(first) is None and not os.path.lexists(first):
        known = either([*NETWORKS, "a run's folder", "a picture"])
        raise DataError(f"expected {known}, received {first!r}, which is not there")
    return first, others


def _in_words(picture: str, reading: DigitReading) -> str:
    sure = f"{100 * reading.confidence:.1f} %"
    if reading.answer is not None:
        return f"{picture}  {reading.answer}  {sure}"
    seen = f", {reading.seen}" if reading.seen else ""
    return f"{picture}  not one digit: {reading.reason}{seen}  {sure}"


def errors_in_words(score: Mapping[str, Any]) -> str:
    """The result of a test set, see ``lenet.evaluation.Score.as_dict``."""
    return (
        f"{score['errors']:,} errors out of {score['images']:,} "
        f"({100 * score['error_rate']:.2f} %), loss {score['loss']:.4f}"
    )


def _named_model(name: str) -> Model:
    """An untrained network by its name, or the one in a folder."""
    from lenet.models import load_model
    from lenet.networks import NETWORKS
    from lenet.weights import chosen, shipped_name

    folder, known = chosen(name), shipped_name(name)
    if known in NETWORKS:
        return NETWORKS[known].build(0)
    if not folder.exists():
        raise DataError(f"expected {either([*NETWORKS, 'a folder'])}, received {name!r}")
    return load_model(folder)


def _trained_model(folder: Path) -> tuple[Model, list[str], bool]:
    """The network in a folder, the names of its classes, whether its images are centred."""
    from lenet.models import load_model
    from lenet.models.recorded_classes import is_centred, recorded_classes
    from lenet.models.storage import read_config

    model, config = load_model(folder), read_config(folder)
    return model, recorded_classes(config, model.output_shape[0]), is_centred(config)
