"""The options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

FOLDER = click.Path(path_type=Path)


def network_name(_ctx: click.Context, _parameter: click.Parameter, name: str) -> str:
    """Refuse the name of a network that lenet does not have: wrong usage."""
    from lenet.networks import NETWORKS

    if name not in NETWORKS:
        raise click.BadParameter(f"{name!r} is not one of {', '.join(NETWORKS)}.")
    return name


data_option = click.option(
    "--data",
    metavar="NAME",
    help="Data set: mnist, fashion, kmnist, a folder or an .npz file. [default: mnist]",
)
same_data_option = click.option(
    "--data",
    metavar="NAME",
    help="Data set: mnist, fashion, kmnist, a folder or an .npz file. [default: as trained]",
)
data_dir_option = click.option(
    "--data-dir", metavar="FOLDER", help="Folder of the data set's files; or set LENET_DATA."
)
threads_option = click.option(
    "--threads",
    metavar="T",
    type=click.IntRange(1, 1024),
    help="Threads. [default: one for each core this process may use]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
seed_option = click.option(
    "--seed",
    metavar="S",
    default=0,
    type=click.IntRange(min=0),
    help="Seed of all random numbers: the same seed gives the same bytes. [default: 0]",
)


def recipe_option(
    name: str, metavar: str, kind: click.ParamType[Any], words: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option that changes one field of the network's recipe."""
    words = f"{words} [default: as in the network's recipe]"
    return click.option(name, metavar=metavar, type=kind, help=words)
