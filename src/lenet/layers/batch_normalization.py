"""BatchNormalization."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.numbers import POSITIVE, SHARE, real, whole
from lenet.errors import ModelError
from lenet.initializers import Shape, described, fan_of
from lenet.layers import arguments
from lenet.layers.arguments import Chosen
from lenet.layers.engine_layer import EngineLayer
from lenet.layers.layer import Layer


class BatchNormalization(Layer):
    """Each channel brought to mean beta and standard deviation gamma (Ioffe and Szegedy 2015).

    In training by the batch's mean and variance, for answers by their moving averages, which go on
    by ``momentum * old + (1 - momentum) * the batch's`` at each step. A layer that is not
    ``trainable`` takes the moving averages in training too, as in Keras. ``epsilon`` is added to
    the variance; ``axis`` is -1, or 1 where the channels come first; ``center`` and ``scale`` say
    whether there are beta and gamma.
    """

    supported = (
        "axis", "momentum", "epsilon", "center", "scale", "beta_initializer",
        "gamma_initializer", "moving_mean_initializer", "moving_variance_initializer",
        "beta_regularizer", "gamma_regularizer", "beta_constraint", "gamma_constraint",
        "input_shape", "name",
    )  # fmt: skip

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Chosen = "zeros",
        gamma_initializer: Chosen = "ones",
        moving_mean_initializer: Chosen = "zeros",
        moving_variance_initializer: Chosen = "ones",
        beta_regularizer: Chosen | None = None,
        gamma_regularizer: Chosen | None = None,
        beta_constraint: Chosen | None = None,
        gamma_constraint: Chosen | None = None,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        kind = "BatchNormalization"
        self.axis = whole(
            f"{kind}'s axis", axis[0] if isinstance(axis, list) and len(axis) == 1 else axis, -4, 3
        )
        self.momentum = real(f"{kind}'s momentum", momentum, SHARE)
        self.epsilon = real(f"{kind}'s epsilon", epsilon, POSITIVE)
        self.center = arguments.truth(kind, "center", center)
        self.scale = arguments.truth(kind, "scale", scale)
        self.gamma_initializer = arguments.initializer(kind, "gamma_initializer", gamma_initializer)
        self.beta_initializer = arguments.initializer(kind, "beta_initializer", beta_initializer)
        self.moving_mean_initializer = arguments.initializer(
            kind, "moving_mean_initializer", moving_mean_initializer
        )
        self.moving_variance_initializer = arguments.initializer(
            kind, "moving_variance_initializer", moving_variance_initializer
        )
        self.gamma_regularizer = arguments.regularizer(kind, "gamma_regularizer", gamma_regularizer)
        self.beta_regularizer = arguments.regularizer(kind, "beta_regularizer", beta_regularizer)
        self.gamma_constraint = arguments.constraint(kind, "gamma_constraint", gamma_constraint)
        self.beta_constraint = arguments.constraint(kind, "beta_constraint", beta_constraint)

    def output_shape(self, shape: Shape) -> Shape:
        if self.axis not in (-1, len(shape)) and not self.channels_first(shape):
            raise ModelError(
                f"BatchNormalization supports axis -1 and 1, the channels; received {self.axis} "
                f"for samples {shape}"
            )
        return shape

    def channels_first(self, shape: Shape) -> bool | None:
        return len(shape) == 3 and self.axis in (1, -3)

    def _channels(self, shape: Shape) -> int:
        return shape[0] if self.channels_first(shape) else shape[-1]

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        has = {"gamma": self.scale, "beta": self.center}
        names = ("gamma", "beta", "moving_mean", "moving_variance")
        return {name: (self._channels(shape),) for name in names if has.get(name, True)}

    def first_weights(
        self, generator: np.random.Generator, shape: Shape
    ) -> list[NDArray[np.float64]]:
        size = (self._channels(shape),)
        drawn = (getattr(self, f"{name}_initializer") for name in self.weight_shapes(shape))
        return [one.drawn(generator, fan_of(size), size) for one in drawn]

    def config(self) -> dict[str, Any]:
        return {
            "axis": self.axis,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
            **arguments.described_options(self, ("gamma", "beta")),
            "moving_mean_initializer": described(self.moving_mean_initializer),
            "moving_variance_initializer": described(self.moving_variance_initializer),
        }

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del shape, flat
        return [
            EngineLayer(
                "BatchNormalization",
                bias=self.center,
                trainable=self.trainable,
                numbers=(self.momentum, self.epsilon),
                scale=self.scale,
            )
        ]
