"""Layers of chance in training: Dropout, SpatialDropout2D, GaussianNoise, GaussianDropout."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from lenet.arguments.numbers import NOT_NEGATIVE, PART, checked_seed, real
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.engine_layer import EngineLayer
from lenet.layers.layer import Layer, plane

LARGEST_SEED = 2**31
"""Seeds of a layer that differ by a multiple of it are the same."""


class Chance(Layer):
    """Layers that leave shapes as they are and, in training, change values by chance.

    What is changed is decided by the model's seed, the step and the sample's place in the batch:
    the same on any number of threads. ``seed`` is the layer's own beside them.
    """

    def __init__(
        self, seed: int | None, input_shape: Shape | None, name: str | None, other: dict[str, Any]
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.seed = None if seed is None else checked_seed(seed)

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def channels_first(self, shape: Shape) -> bool | None:
        del shape
        return None

    def drawn(self, kind: str, number: float, *, whole_channels: bool = False) -> list[EngineLayer]:
        """The engine's layer of a kind, with this layer's seed."""
        seed = (self.seed or 0) % LARGEST_SEED
        return [EngineLayer(kind, seed, numbers=(number,), whole_channels=whole_channels)]


class Dropout(Chance):
    """In training each value is 0 with probability ``rate``, and the rest are divided by 1 - rate.

    (Srivastava et al. 2014.)
    """

    supported: ClassVar[tuple[str, ...]] = ("rate", "seed", "input_shape", "name")
    whole_channels: ClassVar[bool] = False

    def __init__(
        self,
        rate: float,
        noise_shape: object = None,
        seed: int | None = None,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        kind = type(self).__name__
        super().__init__(seed, input_shape, name, other)
        if noise_shape is not None:
            raise ModelError(
                f"{kind} supports noise_shape None; received {shown(noise_shape)}: whole channels "
                "are dropped by SpatialDropout2D"
            )
        self.rate = real(f"{kind}'s rate", rate, PART)

    def config(self) -> dict[str, Any]:
        return {"rate": self.rate, "seed": self.seed}

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del shape, flat
        return self.drawn("Dropout", self.rate, whole_channels=self.whole_channels)


class SpatialDropout2D(Dropout):
    """Dropout of whole channels of a sample."""

    supported = ("rate", "seed", "data_format", "input_shape", "name")
    whole_channels = True

    def __init__(
        self,
        rate: float,
        seed: int | None = None,
        data_format: str | None = None,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(rate, None, seed, input_shape, name, **other)
        self.data_format = arguments.data_format("SpatialDropout2D", data_format)

    def channels_first(self, shape: Shape) -> bool | None:
        return Layer.channels_first(self, shape)

    def config(self) -> dict[str, Any]:
        return {**super().config(), "data_format": self.data_format}

    def output_shape(self, shape: Shape) -> Shape:
        plane(self, shape)
        return shape


class GaussianNoise(Chance):
    """In training noise of mean 0 and standard deviation ``stddev`` is added to each value."""

    supported = ("stddev", "seed", "input_shape", "name")

    def __init__(
        self,
        stddev: float,
        seed: int | None = None,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(seed, input_shape, name, other)
        self.stddev = real("GaussianNoise's stddev", stddev, NOT_NEGATIVE)

    def config(self) -> dict[str, Any]:
        return {"stddev": self.stddev, "seed": self.seed}

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del shape, flat
        return self.drawn("GaussianNoise", self.stddev)


class GaussianDropout(Dropout):
    """In training each value is multiplied by noise of mean 1 and variance rate / (1 - rate)."""

    def __init__(
        self,
        rate: float,
        seed: int | None = None,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(rate, None, seed, input_shape, name, **other)

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del shape, flat
        return self.drawn("GaussianDropout", math.sqrt(self.rate / (1 - self.rate)))
