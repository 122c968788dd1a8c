"""Stored: a stack that is written to files, lenet's own and Keras's, and loads weights."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lenet.arguments.numbers import truth
from lenet.errors import DataError, ModelError
from lenet.host.files import write_whole
from lenet.keras_files.hdf5 import Tree
from lenet.keras_files.model_files import (
    HDF5,
    KERAS,
    WEIGHTS_ALONE,
    h5_file,
    keras_file,
    read_weights_file,
    weights_file,
)
from lenet.keras_files.model_parts import LayerPart
from lenet.keras_files.optimizer_state import read_state
from lenet.keras_files.stored_weights import read_arrays
from lenet.models.call_arguments import no_other
from lenet.models.described import Described
from lenet.models.keras_parts import layer_parts, model_parts, with_moments
from lenet.models.saved_path import check_free, format_of
from lenet.models.storage import read_weights, weights_in_order, write_config, write_weights


class Stored(Described):
    """A stack that is written to files, and how it is compiled with it."""

    def save(
        self,
        filepath: str | Path,
        overwrite: bool = True,
        *,
        include_optimizer: bool = True,
        save_format: str | None = None,
        record: Mapping[str, Any] | None = None,
        half_precision: bool = False,
        **other: Any,
    ) -> None:
        """Write the model: a path says in which form by its ending, ``save_format`` overrules it.

        ``.keras`` and ``.h5`` or ``.hdf5`` ("keras", "h5") are Keras's own files, with how the
        model is compiled and how far its optimizer is; without them if not ``include_optimizer``,
        or if the learning rate is a user's function. Any other path is a folder ("tf"), lenet's
        own form, with ``weights.safetensors`` and ``config.json``: a folder that exists stays one.

        ``record`` is added to a folder's description. ``half_precision`` keeps three digits of each
        parameter in a folder, in files of half the size. Not ``overwrite``: DataError if there is
        something. ModelError for a layer, a loss or an optimizer that Keras has not; OSError.
        """
        no_other(Stored.save, other)
        path = Path(filepath)
        form = "tf" if record is not None or half_precision else format_of(path, save_format)
        check_free(path, overwrite)
        if form == "tf":
            write_config(path, {**self.get_config(), **(record or {})})
            self._write_weights(path, half_precision=half_precision)
            return
        compiled = self.compiled if truth("include_optimizer", include_optimizer) else None
        parts = model_parts(self, self.keras_class, compiled, arrays=True)
        write_whole(path, keras_file(parts) if form == "keras" else h5_file(parts))

    def save_weights(
        self,
        filepath: str | Path,
        overwrite: bool = True,
        save_format: str | None = None,
        **other: Any,
    ) -> None:
        """Write the parameters alone.

        ``.weights.h5`` is Keras 3's file of them, ``.h5`` and ``.hdf5`` that of Keras 1 and 2; any
        other path is a folder with ``weights.safetensors``. DataError if there is something and not
        ``overwrite``; OSError.
        """
        no_other(Stored.save_weights, other)
        path = Path(filepath)
        form = format_of(path, save_format)
        check_free(path, overwrite)
        if form == "tf":
            self._write_weights(path)
            return
        if form == "keras":
            raise ModelError(
                f"expected a path of weights that ends with {WEIGHTS_ALONE}, received {path}"
            )
        parts = model_parts(self, self.keras_class, self.compiled, arrays=True)
        write_whole(path, weights_file(parts, legacy=not path.name.endswith(WEIGHTS_ALONE)))

    def load_weights(
        self,
        filepath: str | Path,
        skip_mismatch: bool = False,
        by_name: bool = False,
        **other: Any,
    ) -> None:
        """Take the parameters in a file of Keras's, of weights or of a whole model, or in a folder.

        ``by_name`` takes those of layers with the same names alone, from the older ``.h5``.
        ``skip_mismatch`` leaves the parameters of a layer as they are if their shapes are others,
        with a warning. An optimizer that has made steps goes to where the file's is, if it is of
        the same kind, as in Keras 3. DataError for a file that does not have the parameters.
        """
        no_other(Stored.load_weights, other)
        path = Path(filepath)
        named, skipping = truth("by_name", by_name), truth("skip_mismatch", skip_mismatch)
        try:
            if path.suffix not in (KERAS, *HDF5) or path.is_dir():
                self._read_folder(path)
                return
            layers = layer_parts(self)
            tree = read_weights_file(path, layers)
            found = read_arrays(tree, layers, by_name=named, skip_mismatch=skipping)
        except ModelError as error:
            raise DataError(f"{path} does not have the weights of this model: {error}") from error
        if any(array is None for array in found) and not named:
            names = [name for name, array in zip(self.weight_shapes(), found, strict=True)
                     if array is None]  # fmt: skip
            warnings.warn(f"{path} has other shapes for {', '.join(names)}", stacklevel=2)
        pairs = zip(self.get_weights(), found, strict=True)
        self.set_weights([mine if given is None else given for mine, given in pairs])
        self._take_moments(tree, layers)

    def _take_moments(self, tree: Tree, layers: Sequence[LayerPart]) -> None:
        state = self.state()
        if self.compiled is None or not state.updates:
            return
        moments = read_state(tree, self.compiled.optimizer, layers)
        if moments is not None:
            self.set_state(with_moments(state, moments, self.compiled.optimizer, layers))

    def _write_weights(self, folder: Path, *, half_precision: bool = False) -> None:
        named = dict(zip(self.weight_shapes(), self.get_weights(), strict=True))
        write_weights(folder, named, half_precision=half_precision)

    def _read_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            index = Path(f"{os.fspath(folder)}.index")
            raise DataError(
                f"{folder} is a checkpoint of TensorFlow, which lenet does not read: save_weights "
                f"to a path that ends with {WEIGHTS_ALONE} there"
                if index.exists()
                else f"expected a file or a folder of weights, there is no {folder}"
            )
        shapes = self.weight_shapes()
        arrays = read_weights(folder, sum(map(math.prod, shapes.values())))
        self.set_weights(weights_in_order(arrays, shapes))


def save_model(
    model: Stored, filepath: str | Path, overwrite: bool = True, **settings: Any
) -> None:
    """As ``model.save`` (Keras's ``models.save_model``)."""
    model.save(filepath, overwrite, **settings)
