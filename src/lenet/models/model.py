"""Model: a stack of layers and what trains it, with Keras's interface.

x: images (n, rows, columns, channels) or vectors (n, values), any real dtype. y: labels (n,), or
one row of values a sample (n, units).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from numpy.typing import ArrayLike

from lenet import losses, optimizers
from lenet.arguments.numbers import truth, whole
from lenet.callbacks import Callback, History
from lenet.errors import ModelError
from lenet.host.cores import thread_count
from lenet.layers import Layer
from lenet.models import compilation, progress, training
from lenet.models.call_arguments import batch_of, callback_list, metric_names, no_other, order_of
from lenet.models.checkpoint import load_checkpoint, save_checkpoint
from lenet.models.compilation import Compiled
from lenet.models.epoch_figures import figures
from lenet.models.samples import Samples, SampleSpec, Source, Streamed, hold_out, prepare
from lenet.models.storage import described
from lenet.models.stored import Stored


class Model(Stored):
    """A network of layers in a row, with its parameters and its training.

    Parameters
    ----------
    layers : iterable of Layer
        The input's shape is the first layer's ``input_shape``, that of an ``Input`` before it, or
        that of the first data.
    name : str
        Shown above the summary.
    seed : int
        Decides the initial weights and the order of the samples. The same seed gives the same
        bytes, on any number of threads.
    normalisation : str, optional
        How pictures become this network's input; see
        ``lenet.digits.normalisation.network_input``.

    Raises ModelError when the engine cannot run the network.
    """

    def __init__(
        self,
        layers: Iterable[Layer] | None = None,
        name: str = "sequential",
        *,
        seed: int = 0,
        normalisation: str | None = None,
        **graph: Any,
    ) -> None:
        self.epochs_trained = 0
        self.stop_training = False
        super().__init__(layers, name, seed=seed, normalisation=normalisation, **graph)

    def compile(
        self,
        optimizer: str | optimizers.Optimizer = "adam",
        loss: str | losses.Loss = "sparse_categorical_crossentropy",
        metrics: Sequence[str] | None = None,
        **other: Any,
    ) -> None:
        """Choose how to train. ModelError for what the engine does not have."""
        no_other(Model.compile, other)
        measured = metric_names(metrics)
        chosen = losses.get(loss)
        if self.layers:
            self._check_loss(chosen)
        how = optimizers.get(optimizer)
        if how.curvature_samples and not chosen.has_curvature:
            raise ModelError(
                f"{how.name} needs second derivatives, which {chosen.name} has not: "
                "choose adam or sgd"
            )
        self.compiled = how, chosen, measured
        if self._network is not None:
            self.network.first_moments[:] = self.network.second_moments[:] = 0
            self.network.updates = 0

    def _check_loss(self, loss: losses.Loss) -> None:
        if not self.layers:
            raise ModelError("the model has no layers")
        made = None if self.input_shape is None else self.output_shape
        loss.check_output(self.layers[-1], made)

    def _compilation(self) -> Compiled:
        if self.compiled is None:
            raise ModelError("the model is not compiled: call compile(optimizer, loss) first")
        return self.compiled

    @property
    def optimizer(self) -> optimizers.Optimizer:
        """The compiled optimizer."""
        return self._compilation()[0]

    @property
    def loss(self) -> losses.Loss:
        """The compiled loss."""
        return self._compilation()[1]

    @property
    def compiled_metrics(self) -> tuple[str, ...]:
        """The names of the compiled metrics."""
        return self._compilation()[2]

    @property
    def penalty_scale(self) -> float:
        """What an RBF's penalties are multiplied by, as the compiled loss does."""
        return 1.0 if self.compiled is None else self.loss.penalty_scale

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
        ``validation_data`` overrides ``validation_split``. Raises ModelError for wrong arrays,
        TrainingError when the loss is no longer finite.
        """
        no_other(Model.fit, other)
        size, order, show = batch_of(batch_size), order_of(shuffle), progress.display(verbose)
        first, last = whole("initial_epoch", initial_epoch), whole("epochs", epochs)
        members, called = thread_count(threads), callback_list(callbacks)
        samples, held_out = self._gather(x, y, sample_weight, validation_split, validation_data)
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
            self._check_loss(self.loss)
            held_out = None if validation_data is None else self._validation(validation_data)
            return Streamed(self.sample_spec, x, self.epochs_trained), held_out
        if y is None:
            raise ModelError("expected y, the targets of x")
        self.build_for(x)
        self._check_loss(self.loss)
        samples = prepare(self.sample_spec, x, y, weights)
        if validation_data is None:
            return hold_out(samples, share)
        return samples, self._validation(validation_data)

    def _validation(self, data: Sequence[ArrayLike]) -> Samples:
        if not isinstance(data, tuple | list) or len(data) not in (2, 3):
            raise ModelError(
                "expected validation_data (x, y) or (x, y, sample_weight), "
                f"received a {type(data).__name__}"
            )
        return prepare(self.sample_spec, data[0], data[1], data[2] if len(data) == 3 else None)

    def evaluate(
        self,
        x: ArrayLike,
        y: ArrayLike,
        batch_size: int | None = None,
        verbose: str | int = "auto",
        sample_weight: ArrayLike | None = None,
        *,
        return_dict: bool = False,
        threads: int | None = None,
        **other: Any,
    ) -> Any:
        """Loss on the samples, and accuracy when compiled with it: a number, a list, or a dict.

        ``batch_size`` and ``verbose`` are accepted as in Keras and change nothing.
        """
        batch_of(batch_size)
        progress.verbosity(verbose)
        no_other(Model.evaluate, other)
        self.build_for(x)
        self._check_loss(self.loss)
        measured = self.measure(
            prepare(self.sample_spec, x, y, sample_weight), thread_count(threads)
        )
        if truth("return_dict", return_dict):
            return measured
        return measured["loss"] if len(measured) == 1 else list(measured.values())

    def measure(self, samples: Samples, threads: int) -> dict[str, float]:
        """Loss and compiled metrics on prepared samples, by name."""
        done = self.network.evaluate(
            samples.x,
            samples.labels,
            samples.values,
            samples.weights,
            self.loss.engine_loss(),
            threads,
        )
        return figures(done, self.compiled_metrics)

    @property
    def sample_spec(self) -> SampleSpec:
        """What samples are checked against."""
        return SampleSpec(self.input_shape or (), self.output_shape, self.loss)

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
        model = cls(found.layers, found.name, seed=found.seed, normalisation=found.normalisation)
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
