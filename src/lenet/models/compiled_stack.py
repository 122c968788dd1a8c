"""A stack of layers with what it is compiled with: optimizer, loss and metrics.

x: images (n, rows, columns, channels) or vectors (n, values). y: labels (n,), or one row of values
a sample (n, units).
"""

from __future__ import annotations

from typing import Any

from lenet import losses, optimizers
from lenet.errors import ModelError
from lenet.metrics import Metric
from lenet.models import compilation
from lenet.models.call_arguments import no_other
from lenet.models.compilation import Compiled
from lenet.models.epoch_figures import EpochFigures
from lenet.models.measured_metrics import MeasuredMetrics
from lenet.models.samples import SampleSpec
from lenet.models.stack import Stack


class CompiledStack(Stack):
    """A stack that can be compiled; ``Fitted`` trains and measures it."""

    compiled: Compiled | None = None
    _measured: MeasuredMetrics | None = None

    def compile(
        self,
        optimizer: str | optimizers.Optimizer = "adam",
        loss: Any = "sparse_categorical_crossentropy",
        metrics: Any = None,
        loss_weights: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: str | bool = "auto",
        auto_scale_loss: bool = True,
        **other: Any,
    ) -> None:
        """Choose how to train. ModelError for what the engine does not have.

        ``loss`` and ``metrics`` are strings, functions, classes or objects; see ``losses.get`` and
        ``metrics.get``. ``loss_weights``: what the loss of the one output is multiplied by.
        ``weighted_metrics`` count samples by their weights. The last four arguments are about how
        Keras computes and change nothing here.
        """
        no_other(CompiledStack.compile, other)
        compilation.no_steps_of_its_own(type(self))
        del run_eagerly, steps_per_execution, jit_compile, auto_scale_loss
        how = compilation.compiled(optimizer, loss, metrics, loss_weights, weighted_metrics)
        if self.layers:
            self._check_loss(how)
        self.compiled, self._measured = how, MeasuredMetrics(how)
        if self._network is not None:
            self.network.first_moments[:] = self.network.second_moments[:] = 0
            self.network.third_moments[:] = self.network.updates = 0

    def check_loss(self) -> None:
        """ModelError if the model is not compiled, or not with a loss that fits its last layer."""
        self._check_loss(self._compilation())

    def _check_loss(self, how: Compiled) -> None:
        if self._taps is not None:
            raise ModelError("expected one output to train: with several a model predicts only")
        if not self.layers:
            raise ModelError("the model has no layers")
        shapes = None if self.input_shape is None else self.layer_shapes()
        how.loss.check_output(self.layers[-1], None if shapes is None else shapes[-1][1])
        compilation.check_curvature(how, self.layers, shapes)

    def _compilation(self) -> Compiled:
        if self.compiled is None:
            raise ModelError("the model is not compiled: call compile(optimizer, loss) first")
        return self.compiled

    @property
    def optimizer(self) -> optimizers.Optimizer:
        """The compiled optimizer; its ``iterations`` are the updates that this model had."""
        optimizer = self._compilation().optimizer
        optimizer.iterations = 0 if self._network is None else self.network.updates
        return optimizer

    @property
    def loss(self) -> losses.Loss:
        """The compiled loss."""
        return self._compilation().loss

    @property
    def engine_loss(self) -> losses.EngineLoss:
        """The compiled loss as the engine takes it."""
        how = self._compilation()
        return how.loss.engine_loss()._replace(factor=how.loss_weight)

    @property
    def compiled_metrics(self) -> tuple[str, ...]:
        """The names of the compiled metrics."""
        return () if self._measured is None else self._measured.names

    @property
    def metrics(self) -> list[Metric]:
        """The compiled metrics that have seen answers, each with what it last measured."""
        return [] if self._measured is None else self._measured.objects

    @property
    def metrics_names(self) -> list[str]:
        """The names of what ``evaluate`` gives: loss, and the compiled metrics."""
        return ["loss", *self.compiled_metrics]

    def new_figures(self) -> EpochFigures:
        """The figures of an epoch or an evaluation that begins."""
        self._compilation()
        assert self._measured is not None
        return EpochFigures(self._measured, self.output_shape)

    @property
    def penalty_scale(self) -> float:
        """What an RBF's penalties are multiplied by, as the compiled loss does."""
        return 1.0 if self.compiled is None else self.loss.penalty_scale

    @property
    def sample_spec(self) -> SampleSpec:
        """What samples are checked against."""
        return SampleSpec(self.input_shape or (), self.output_shape, self.loss)
