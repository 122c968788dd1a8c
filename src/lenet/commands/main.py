"""The command ``lenet``: its help, and the commands in the order in which it lists them."""

from __future__ import annotations

import click

from lenet.commands.data_sets import data
from lenet.commands.export import export
from lenet.commands.open_service import serve
from lenet.commands.own_reader import calibrate, train_reader
from lenet.commands.page_as_file import page
from lenet.commands.read import read
from lenet.commands.reproduce_paper import paper
from lenet.commands.run_listing import run
from lenet.commands.score_reader import score
from lenet.commands.terminal import Commands
from lenet.commands.train import train
from lenet.commands.trained_networks import evaluate, predict, summary


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="LENET_DATA names a folder of data sets, LENET_CACHE where fetched ones are kept.",
)
@click.version_option(package_name="lenet", message="lenet %(version)s")
def main() -> None:
    """LeNet-5: train it in seconds, look inside, read digits.

    \b
    Example: lenet train
    """


for command in (
    train,
    run,
    summary,
    evaluate,
    predict,
    export,
    read,
    score,
    calibrate,
    train_reader,
    serve,
    page,
    paper,
    data,
):
    main.add_command(command)
