"""BatchNormalization."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.numbers import POSITIVE, SHARE, real, whole
from lenet.errors import ModelError
from lenet.initializers import INITIALIZERS, Shape, dense_fan
from lenet.layers import arguments
from lenet.layers.layer import EngineLayer, Layer


class BatchNormalization(Layer):
    """Each channel brought to mean beta and standard deviation gamma (Ioffe and Szegedy 2015).

    In training by the batch's mean and variance, for answers by their moving averages, which go on
    by ``momentum * old + (1 - momentum) * the batch's`` at each step. A layer that is not
    ``trainable`` takes the moving averages in training too, as in Keras. ``epsilon`` is added to
    the variance; ``center`` and ``scale`` say whether there are beta and gamma.
    """

    supported = (
        "axis=-1", "momentum", "epsilon", "center", "scale", "beta_initializer",
        "gamma_initializer", "moving_mean_initializer", "moving_variance_initializer",
        "input_shape", "name",
    )  # fmt: skip

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: str = "zeros",
        gamma_initializer: str = "ones",
        moving_mean_initializer: str = "zeros",
        moving_variance_initializer: str = "ones",
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        kind = "BatchNormalization"
        self.axis = whole(f"{kind}'s axis", axis[0] if isinstance(axis, list) else axis, -4, 3)
        self.momentum = real(f"{kind}'s momentum", momentum, SHARE)
        self.epsilon = real(f"{kind}'s epsilon", epsilon, POSITIVE)
        self.center = arguments.truth(kind, "center", center)
        self.scale = arguments.truth(kind, "scale", scale)
        self.initializers = {
            name: arguments.initializer(kind, f"{name}_initializer", given)
            for name, given in (
                ("gamma", gamma_initializer),
                ("beta", beta_initializer),
                ("moving_mean", moving_mean_initializer),
                ("moving_variance", moving_variance_initializer),
            )
        }

    def output_shape(self, shape: Shape) -> Shape:
        if self.axis not in (-1, len(shape)):
            raise ModelError(
                f"BatchNormalization supports axis -1, the channels; received {self.axis} for "
                f"samples {shape}"
            )
        return shape

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        has = {"gamma": self.scale, "beta": self.center}
        return {name: (shape[-1],) for name in self.initializers if has.get(name, True)}

    def first_weights(
        self, generator: np.random.Generator, shape: Shape
    ) -> list[NDArray[np.float64]]:
        size = (shape[-1],)
        fan = dense_fan((*size, *size))
        return [
            INITIALIZERS[self.initializers[name]](generator, fan, size)
            for name in self.weight_shapes(shape)
        ]

    def config(self) -> dict[str, Any]:
        return {
            "axis": self.axis,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
            **{f"{name}_initializer": given for name, given in self.initializers.items()},
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
