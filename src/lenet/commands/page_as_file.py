"""The command that writes the page as one file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lenet.commands.options import FOLDER, data_dir_option, json_option, same_data_option
from lenet.commands.terminal import Output

if TYPE_CHECKING:
    from lenet.datasets import Dataset


@click.command(short_help="Write the page as one HTML file that needs no service.")
@click.argument("networks", metavar="[NETWORK...]", nargs=-1)
@click.option(
    "--out",
    metavar="FILE",
    type=FOLDER,
    default=Path("lenet.html"),
    help="The file. [default: lenet.html]",
)
@click.option(
    "--digits",
    type=click.Choice(("none", "some", "all")),
    default="some",
    help="Digits that are packed for Learn, Mistakes and Shake it. [default: some]",
)
@click.option("--no-strings", is_flag=True, help="Leave out the network that sweeps strings.")
@same_data_option
@data_dir_option
@json_option
def page(
    networks: tuple[str, ...],
    out: Path,
    digits: str,
    no_strings: bool,
    data: str | None,
    data_dir: str | None,
    as_json: bool,
) -> None:
    """Write the page of lenet serve as one HTML file, with the networks in it.

    The file opens from a disk, an e-mail or any web host, and fetches nothing: it draws, shakes,
    sweeps strings, shows mistakes and learns. Reading pictures is left to lenet serve.

    NETWORK is a run's folder, hf://owner/name, or original, tutorial or modern for the trained
    networks that come with lenet; without any, original. A folder that has such a name is
    ./original. The first one answers at first.

    Some digits are 10,000 training images, every fifth test digit, and every test digit that a
    network misreads.

    \b
    Example: lenet page original --out lenet.html
    """
    from lenet.serve import write_page

    output = Output(as_json)
    loader = None if digits == "none" else _loader(data, data_dir, output.note)
    done = write_page(
        networks or ("original",),
        out,
        data=loader,
        whole=digits == "all",
        strings=not no_strings,
    )
    names = " and ".join(done.networks)
    output.result(
        f"{out} has {names}: {done.size / 1e6:.2f} MB",
        {"file": str(out), "networks": done.networks, "bytes": done.size, "parts": done.parts},
    )


def _loader(
    data: str | None, data_dir: str | None, note: Callable[[str], None]
) -> Callable[[Path], Dataset]:
    """What loads the data set of a network's folder, or the one that was asked for."""
    from lenet.runs.recorded_data import data_again

    loaded: dict[object, Dataset] = {}

    def load(folder: Path) -> Dataset:
        where = data_again(folder, data, data_dir)
        if where not in loaded:
            loaded[where] = where.load(note)
        return loaded[where]

    return load
