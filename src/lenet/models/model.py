"""Model: a stack of layers and what trains it, with Keras's interface.

x: images (n, rows, columns, channels) or vectors (n, values), any real dtype. y: labels (n,), or
one row of values a sample (n, units).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from numpy.typing import ArrayLike

from lenet.arguments.numbers import truth, whole
from lenet.callbacks import Callback, History
from lenet.errors import ModelError
from lenet.host.cores import thread_count
from lenet.models import compilation, progress, training
from lenet.models.call_arguments import batch_of, callback_list, no_other, order_of
from lenet.models.checkpoint import load_checkpoint, save_checkpoint
from lenet.models.class_weights import checked_class_weight
from lenet.models.compiled_stack import CompiledStack
from lenet.models.graph import graph_between, named_after
from lenet.models.samples import Samples, Source, Streamed, hold_out, prepare
from lenet.models.storage import described, write_config, write_weights


class Model(CompiledStack):
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
        self.epochs_trained = 0
        self.stop_training = False
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

    def fit(
        self,
        x: ArrayLike | Source,
        y: ArrayLike | None = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: str | int | progress.Silent = "auto",
        callbacks: Callback | Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Sequence[ArrayLike] | None = None,
        shuffle: bool | str = True,
        *,
        class_weight: Mapping[int, float] | None = None,
        sample_weight: ArrayLike | None = None,
        initial_epoch: int = 0,
        threads: int | None = None,
        **other: Any,
    ) -> History:
        """Train for ``epochs`` epochs (from ``initial_epoch`` on) in batches of 32 unless told.

        ``x`` may be a source (see ``lenet.sources``), which has its own targets and order.
        ``shuffle``: True draws a new order each epoch, "once" one order for all, False keeps it.
        ``verbose``: 0 shows nothing, 1 a bar an epoch, 2 a line an epoch; or a display of your own
        (see ``lenet.models.progress``). ``threads``: None is every core this process may use.
        ``validation_data`` overrides ``validation_split``. ``class_weight``: what the samples of
        each class count, {class: weight}, 1 unless named. Raises ModelError for wrong arrays,
        TrainingError when the loss is no longer finite.
        """
        no_other(Model.fit, other)
        size, order, show = batch_of(batch_size), order_of(shuffle), progress.display(verbose)
        first, last = whole("initial_epoch", initial_epoch), whole("epochs", epochs)
        members, called = thread_count(threads), callback_list(callbacks)
        classes = checked_class_weight(class_weight)
        samples, held_out = self._gather(
            x, y, sample_weight, classes, validation_split, validation_data
        )
        run = training.Training(
            self,
            samples,
            held_out,
            min(size, len(samples)),
            order,
            members,
            called,
            show,
        )
        return run.run(first, last)

    def _gather(
        self,
        x: ArrayLike | Source,
        y: ArrayLike | None,
        weights: ArrayLike | None,
        classes: Mapping[int, float] | None,
        share: float,
        validation_data: Sequence[ArrayLike] | None,
    ) -> tuple[Samples | Streamed, Samples | None]:
        """What to train on, and what to validate on."""
        if isinstance(x, Source):
            if y is not None or weights is not None or share != 0:
                raise ModelError(
                    "a source brings its own targets: fit it without y, sample_weight and "
                    "validation_split"
                )
            if self.input_shape is None:
                self.build_for(next(iter(x.blocks(self.epochs_trained, 1)))[0])
            self.check_loss()
            held_out = None if validation_data is None else self._validation(validation_data)
            spec = self.sample_spec._replace(class_weight=classes)
            return Streamed(spec, x, self.epochs_trained), held_out
        if y is None:
            raise ModelError("expected y, the targets of x")
        self.build_for(x)
        self.check_loss()
        samples = prepare(self.sample_spec._replace(class_weight=classes), x, y, weights)
        if validation_data is None:
            kept, held_out = hold_out(samples, share)
            if held_out is not None and classes is not None:  # in training alone
                held_out = replace(held_out, weights=None)
            return kept, held_out
        return samples, self._validation(validation_data)

    def _validation(self, data: Sequence[ArrayLike]) -> Samples:
        if not isinstance(data, tuple | list) or len(data) not in (2, 3):
            raise ModelError(
                "expected validation_data (x, y) or (x, y, sample_weight), "
                f"received a {type(data).__name__}"
            )
        return prepare(self.sample_spec, data[0], data[1], data[2] if len(data) == 3 else None)

    # Description and storage

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

    def save(
        self,
        folder: str | Path,
        *,
        record: Mapping[str, Any] | None = None,
        half_precision: bool = False,
    ) -> None:
        """Write ``weights.safetensors`` and ``config.json`` into the folder.

        ``record`` is added to the description. ``half_precision`` keeps three digits of each
        parameter, in files of half the size. OSError.
        """
        write_config(Path(folder), {**self.get_config(), **(record or {})})
        named = dict(zip(self.weight_shapes(), self.get_weights(), strict=True))
        write_weights(Path(folder), named, half_precision=half_precision)

    def save_checkpoint(self, folder: Path) -> None:
        """Write what training needs to go on from here, bit for bit. OSError."""
        save_checkpoint(folder, self.state(), self.epochs_trained)

    def load_checkpoint(self, folder: Path) -> None:
        """Go to where ``save_checkpoint`` was called. DataError for another model's file."""
        state, epochs = load_checkpoint(folder, len(self.network.parameters))
        self.set_state(state)
        self.epochs_trained = epochs
