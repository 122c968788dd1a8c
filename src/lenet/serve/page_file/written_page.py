"""The page as one file, put together: its document, networks, engine, and digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lenet.datasets import Dataset
from lenet.errors import DataError
from lenet.host.files import in_utf8, write_whole
from lenet.reading import shipped_reader
from lenet.serve.answers import changed_digit
from lenet.serve.answers.available_network import AvailableNetwork
from lenet.serve.page_file.page_digits import misread_digits, packed_digits
from lenet.serve.page_file.page_document import packed_bytes, packed_text, page_document
from lenet.serve.page_file.page_networks import (
    page_network,
    swept_over_lines,
    told_of,
    weights_of,
)
from lenet.serve.page_file.page_trainings import RECIPES, training_of

PAGE = Path(__file__).parents[1] / "page"
"""The page's own files."""

ENGINE = "engine.wasm"

MOST_NETWORKS = 16
"""Networks of one page."""


class WrittenPage(NamedTuple):
    """A page that was written: its networks, and the bytes of the file and of each packed part."""

    networks: list[str]
    size: int
    parts: dict[str, int]


def write_page(
    networks: Sequence[str],
    out: Path,
    *,
    data: Callable[[Path], Dataset] | None,
    whole: bool = False,
    strings: bool = True,
) -> WrittenPage:
    """Write the page with these networks into ``out``, whole or not at all.

    Parameters
    ----------
    networks : sequence of str
        Shipped names, folders of runs or ``hf://owner/name``; the first answers at first.
    out : Path
        The HTML file.
    data : callable, optional
        Gives the data set of a network's folder; None packs no digits.
    whole : bool
        Whether all of the data set is packed, see ``page_digits`` for what is otherwise.
    strings : bool
        Whether the network that sweeps strings is packed.

    Raises
    ------
    DataError
        For a network that cannot be loaded or takes no digits, two of one name, or data that
        cannot be loaded. OSError if the file cannot be written.
    """
    found = [page_network(name) for name in networks]
    names = [network.name for network, _ in found]
    if len(set(names)) < len(names) or not 1 <= len(names) <= MOST_NETWORKS:
        raise DataError(f"expected 1 to {MOST_NETWORKS} networks of different names")
    told: dict[str, Any] = {
        "networks": [told_of(network) for network, _ in found],
        "shake": changed_digit.changes(),
    }
    parts = {
        f"weights-{number}": weights_of(network.model) for number, (network, _) in enumerate(found)
    }
    if strings:
        sweeper = shipped_reader().networks[0]
        told["strings"] = swept_over_lines(sweeper)
        parts["weights-strings"] = weights_of(sweeper)
    if data is not None:
        parts |= _digits(found, data, told, whole=whole)
    engine = {"engine": packed_bytes((PAGE / ENGINE).read_bytes())}
    lacking = [name for name, there in (("digits", data), ("strings", strings)) if not there]
    html = page_document(PAGE, {"networks": packed_text(told), **engine, **parts}, lacking)
    content = in_utf8(html)
    write_whole(out, content)
    sizes = {name: len(part) for name, part in (engine | parts).items()}
    return WrittenPage(names, len(content), sizes)


def _digits(
    found: Sequence[tuple[AvailableNetwork, Path]],
    data: Callable[[Path], Dataset],
    told: dict[str, Any],
    *,
    whole: bool,
) -> dict[str, bytes]:
    """The packed digits of the first network's data set; what each network misreads is told."""
    digits = data(found[0][1])
    wrong = []
    for network, folder in found:
        own = data(folder)
        if own.sha256 != digits.sha256:
            raise DataError(
                f"expected networks of one data set, received {digits.name} and {own.name}"
            )
        wrong.append(misread_digits(network, digits))
    misread = {one["index"] for each in wrong for one in each["misread"]}
    packed = packed_digits(digits, misread, whole=whole)
    told |= {"digits": packed.told, "mistakes": wrong, "trainings": {}}
    parts = {"digits": packed_bytes(packed.pixels)}
    for name in RECIPES:
        training, ends = training_of(name, digits, len(packed.told["training"]["labels"]))
        told["trainings"][name] = training
        parts[f"ends-{name}"] = packed_bytes(ends)
    return parts
