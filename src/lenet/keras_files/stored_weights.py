"""The arrays of layers <-> their places in HDF5: as Keras 3 has them, and as ``.h5`` files do.

today    ``layers/conv2d_1/vars/0``: numbered by class, whatever the layers' names
legacy   ``conv/conv/kernel:0``: groups in the order of ``layer_names``, arrays in the order of each
         group's ``weight_names``; in a whole model's file all of it in ``model_weights``
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from numpy.typing import NDArray

from lenet.arguments.arrays import float_array
from lenet.errors import ModelError
from lenet.keras_files.class_names import snake_case
from lenet.keras_files.hdf5 import Attribute, Tree
from lenet.keras_files.model_parts import LayerPart, NestedPart, Rows, layers_of
from lenet.layers import Conv2D
from lenet.layers.arguments import CHANNELS_FIRST

Arrays = list[NDArray[Any] | None]
Found = list[list[NDArray[Any]] | None]
"""The arrays of each layer, as the file has them; None where it has none."""

LEGACY_LAYERS = "layer_names"
LEGACY_WEIGHTS = "weight_names"
WHOLE = "model_weights"
VERSION = "keras_version"
WRITTEN_AS = "3.15.1"
"""The version of Keras whose formats are written."""


def today_tree(layers: Sequence[LayerPart], arrays: Sequence[NDArray[Any]], name: str) -> Tree:
    """The arrays of all layers in the places where Keras 3 looks for them."""
    tree = Tree({}, {"vars": {"name": name}})
    rest = iter(arrays)
    for place, part in _places(layers):
        tree.attributes[f"{place}/vars"] = {"name": str(part.layer.name)}
        for number in range(len(part.shapes)):
            tree.arrays[f"{place}/vars/{number}"] = next(rest)
    return tree


def legacy_tree(layers: Sequence[LayerPart], arrays: Sequence[NDArray[Any]]) -> Tree:
    """The arrays of all layers in the places of the format that all versions of Keras read."""
    names: Attribute = [str(part.layer.name) for part in layers]
    about: dict[str, Attribute] = {LEGACY_LAYERS: names, "backend": "tensorflow"}
    tree = Tree({}, {"": {**about, VERSION: WRITTEN_AS}})
    rest = iter(arrays)
    for part in layers:
        group = str(part.layer.name)
        places = [f"{group}/{name}:0" for name in part.shapes]
        tree.attributes[group] = {LEGACY_WEIGHTS: places}
        for place in places:
            tree.arrays[f"{group}/{place}"] = next(rest)
    tree.attributes["top_level_model_weights"] = {LEGACY_WEIGHTS: []}
    return tree


def read_arrays(
    tree: Tree, rows: Rows, *, by_name: bool = False, skip_mismatch: bool = False
) -> Arrays:
    """The arrays of all parameters of these layers, from a file in either format.

    ``by_name`` takes those of layers with the same names alone, from a legacy file.
    ``skip_mismatch`` leaves out those of other shapes. What is left out is None. ModelError for a
    file that does not have them.
    """
    whole = tree.under(WHOLE) if WHOLE in tree.attributes else tree
    legacy = bool(whole.names("", LEGACY_LAYERS))
    if by_name and not legacy:
        raise ModelError("expected a file of the older format (.h5) for by_name, received a newer")
    if not legacy:
        found = _today(whole, rows)
    else:
        found = _named(whole, rows) if by_name else _in_order(whole, rows)
    arrays: Arrays = []
    for part, given in zip(layers_of(rows), found, strict=True):
        arrays += _fitting(part, given, skip_mismatch)
    return arrays


def _places(rows: Rows, inside: str = "layers") -> Iterator[tuple[str, LayerPart]]:
    """Each layer with its place; those of a model inside stand in its own ``layers``."""
    used: dict[str, int] = {}
    for row in rows:
        kind = snake_case(row.kind if isinstance(row, NestedPart) else type(row.layer).__name__)
        number = used.get(kind, 0)
        used[kind] = number + 1
        place = f"{inside}/{kind}_{number}" if number else f"{inside}/{kind}"
        if isinstance(row, NestedPart):
            yield from _places(row.rows, f"{place}/layers")
        else:
            yield place, row


def _today(tree: Tree, rows: Rows) -> Found:
    if not any("/vars" in f"/{path}" for path in (*tree.attributes, *tree.arrays)):
        raise ModelError("expected the weights of a model of Keras")
    found: Found = []
    for place, _ in _places(rows):
        older = place.replace("layers", "_layer_checkpoint_dependencies", 1)  # Keras 2.12
        at = older if f"{older}/vars" in tree.attributes else place
        arrays: list[NDArray[Any]] = []
        while f"{at}/vars/{len(arrays)}" in tree.arrays:
            arrays.append(tree.arrays[f"{at}/vars/{len(arrays)}"])
        found.append(arrays)
    return found


def _in_order(tree: Tree, rows: Rows) -> Found:
    """The groups with arrays, for the layers with parameters, one after the other."""
    stored = [_group(tree, name) for name in tree.names("", LEGACY_LAYERS)]
    waiting = [arrays for arrays in stored if arrays]
    wanted = [row for row in rows if any(part.shapes for part in layers_of([row]))]
    if len(waiting) != len(wanted):
        raise ModelError(
            f"expected the weights of {len(wanted)} layers, received those of {len(waiting)}"
        )
    rest = iter(waiting)
    found: Found = []
    for row in rows:
        found += _of_row(row, next(rest) if row in wanted else [], tree)
    return found


def _named(tree: Tree, rows: Rows) -> Found:
    names = set(tree.names("", LEGACY_LAYERS))
    found: Found = []
    for row in rows:
        name = row.name if isinstance(row, NestedPart) else str(row.layer.name)
        if name in names:
            found += _of_row(row, _group(tree, name), tree)
        else:
            found += [None] * len(layers_of([row]))
    return found


def _of_row(row: LayerPart | NestedPart, arrays: list[NDArray[Any]], tree: Tree) -> Found:
    """A group's arrays by layer: in a model inside, all that are trained stand before the rest."""
    if isinstance(row, LayerPart):
        return [_modern(row, arrays, tree)]
    parts = layers_of([row])
    order = [
        (number, place)
        for first in (True, False)
        for number, part in enumerate(parts)
        for place, trained in enumerate(part.trained)
        if trained == first
    ]
    if len(order) != len(arrays):
        raise ModelError(
            f"expected {len(order)} arrays of the model {row.name!r}, received {len(arrays)}"
        )
    given: list[dict[int, NDArray[Any]]] = [{} for _ in parts]
    for (number, place), array in zip(order, arrays, strict=True):
        given[number][place] = array
    return [
        _modern(part, [held[place] for place in sorted(held)], tree)
        for part, held in zip(parts, given, strict=True)
    ]


def _group(tree: Tree, name: str) -> list[NDArray[Any]]:
    places = [f"{name}/{weight}" for weight in tree.names(name, LEGACY_WEIGHTS)]
    missing = [place for place in places if place not in tree.arrays]
    if missing:
        raise ModelError(f"expected an array {missing[0][:100]!r}, the file has none")
    return [tree.arrays[place] for place in places]


def _modern(part: LayerPart, arrays: list[NDArray[Any]], tree: Tree) -> list[NDArray[Any]]:
    """Arrays as Keras 3 has them.

    Keras 1 with channels first had kernels (filters, channels, rows, columns), and Theano's
    convolution turned kernels around (Keras 2's ``preprocess_weights_for_loading``).
    """
    if not (isinstance(part.layer, Conv2D) and arrays and arrays[0].ndim == 4):
        return arrays
    kernel = arrays[0]
    old = (tree.text("", VERSION) or "1.").startswith("1.")
    if old and part.layer.data_format == CHANNELS_FIRST:
        kernel = kernel.transpose(2, 3, 1, 0)
    if tree.text("", "backend") == "theano":
        kernel = kernel[::-1, ::-1]
    return [kernel, *arrays[1:]]


def _fitting(part: LayerPart, given: list[NDArray[Any]] | None, skip_mismatch: bool) -> Arrays:
    expected = list(part.shapes.values())
    nothing: Arrays = [None] * len(expected)
    if given is None:
        return nothing
    shapes = [array.shape for array in given]
    if shapes == expected:
        return [float_array(array, f"{part.layer.name}'s weights") for array in given]
    if skip_mismatch:
        return nothing
    raise ModelError(
        f"expected arrays of shapes {expected} for the layer {part.layer.name!r}, received {shapes}"
    )
