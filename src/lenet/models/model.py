"""Model: a stack of layers and what trains it, with Keras's interface.

x: images (n, rows, columns, channels) or vectors (n, values), any real dtype. y: labels (n,), or
one row of values a sample (n, units).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from lenet.arguments.numbers import truth
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.models import compilation
from lenet.models.checkpoint import load_checkpoint, save_checkpoint
from lenet.models.fitted import Fitted
from lenet.models.graph import graph_between, named_after
from lenet.models.storage import described
from lenet.models.stored import Stored


class Model(Fitted, Stored):
    """A network of layers in a row, with its parameters and its training.

    Parameters
    ----------
    layers : iterable of Layer
        The input's shape is the first layer's ``input_shape``, that of an ``Input`` before it, or
        that of the first data. Models among the layers give their own.
    inputs, outputs : KerasTensor
        Instead of layers: ``Model(inputs, outputs)`` is the layers between the two. With several
        outputs of layers in a row it predicts a list, and is not trained.
    name : str
        Shown above the summary.
    seed : int, optional
        Decides the initial weights, the order of the samples and what dropouts drop. The same seed
        gives the same bytes, on any number of threads. None is another each time, unless
        ``utils.set_random_seed`` was called.
    normalisation : str, optional
        How pictures become this network's input; see
        ``lenet.digits.normalisation.network_input``.

    Raises ModelError when the engine cannot run the network.
    """

    def __init__(
        self,
        layers: Any = None,
        outputs: Any = None,
        name: str | None = None,
        *,
        inputs: Any = None,
        seed: int | None = None,
        normalisation: str | None = None,
        trainable: bool = True,
    ) -> None:
        if isinstance(outputs, str) and name is None:
            outputs, name = None, outputs
        between = graph_between(layers if inputs is None else inputs, outputs)
        shown_name = named_after(type(self)) if name is None else name
        super().__init__(
            layers if between is None else None, shown_name, seed=seed, normalisation=normalisation
        )
        if between is not None:
            self._take(between)
        if not truth("trainable", trainable):
            self.trainable = False

    # Description and checkpoints

    def get_config(self) -> dict[str, Any]:
        """The description, for JSON, that builds and compiles this model again, without weights.

        A learning rate that is a user's function cannot be described: it is then not compiled.
        """
        return {**super().get_config(), "compiled": compilation.describe(self.compiled)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The model that ``get_config`` described, with initial weights. ModelError."""
        found = described(config)
        model = cls(
            found.layers, name=found.name, seed=found.seed, normalisation=found.normalisation
        )
        if found.compiled:
            model.compile(*found.compiled)
        return model

    def save_checkpoint(self, folder: Path) -> None:
        """Write what training needs to go on from here, bit for bit. OSError."""
        save_checkpoint(folder, self.state(), self.epochs_trained)

    def load_checkpoint(self, folder: Path) -> None:
        """Go to where ``save_checkpoint`` was called. DataError for another model's file."""
        state, epochs = load_checkpoint(folder, len(self.network.parameters))
        self.set_state(state)
        self.epochs_trained = epochs


def checked_model(given: object) -> Model:
    """A model that was passed in as one. ModelError for anything else."""
    if isinstance(given, Model):
        return given
    raise ModelError(
        "expected a model, such as lenet.load('modern') or the model_ of a fitted classifier, "
        f"received {shown(given)}"
    )
