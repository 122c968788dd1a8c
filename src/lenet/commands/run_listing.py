"""The command that runs a listing for Keras."""

from __future__ import annotations

import sys

import click


@click.command(
    short_help="Run a listing for Keras or TensorFlow as it stands.",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("file")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="ARGUMENTS")
def run(file: str, arguments: tuple[str, ...]) -> None:
    """Run FILE, a script or a notebook for Keras or TensorFlow, as it stands.

    keras, tensorflow.keras and what listings use of tensorflow are answered by lenet, in this
    process alone. Old names and arguments work, and each is told once on stderr. Plots are
    written into the folder FILE-figures where no window can open.

    \b
    Example: lenet run lenet5.py
    """
    from lenet.as_keras.running.listing import run as run_listing

    sys.exit(run_listing(file, arguments))
