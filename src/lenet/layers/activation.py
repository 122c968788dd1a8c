"""Layers of one function: Activation, ReLU, LeakyReLU, ELU, Softmax, Rescaling."""

from __future__ import annotations

from typing import Any, ClassVar

from lenet.arguments.numbers import FINITE, NOT_NEGATIVE, real, whole
from lenet.errors import ModelError
from lenet.initializers import Shape
from lenet.layers import activation_functions as functions
from lenet.layers import arguments
from lenet.layers.activation_functions import SOFTMAX, ElementFunction, described
from lenet.layers.engine_layer import EngineLayer, function_layer
from lenet.layers.layer import Layer


class OneFunction(Layer):
    """Layers that apply ``curve`` to each value."""

    supported: ClassVar[tuple[str, ...]] = ("input_shape", "name")

    def __init__(
        self,
        curve: ElementFunction,
        input_shape: Shape | None,
        name: str | None,
        other: dict[str, Any],
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.curve = curve

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def channels_first(self, shape: Shape) -> bool | None:
        return super().channels_first(shape) if self.curve == SOFTMAX else None

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        del shape, flat
        return [function_layer(self.curve)]


class Activation(OneFunction):
    """A function of each value: a name, a function of ``lenet.activations``, or a layer of one."""

    supported = ("activation", "input_shape", "name")

    def __init__(
        self,
        activation: object,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        curve = arguments.activation("Activation", activation)
        super().__init__(curve, input_shape, name, other)

    def config(self) -> dict[str, Any]:
        return {"activation": described(self.curve)}


class ReLU(OneFunction):
    """``max_value`` at most, and ``negative_slope (x - threshold)`` below ``threshold``."""

    supported = ("max_value", "negative_slope", "threshold", "input_shape", "name")

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        self.max_value = None if max_value is None else real("max_value", max_value, NOT_NEGATIVE)
        self.negative_slope = real("negative_slope", negative_slope, FINITE)
        self.threshold = real("threshold", threshold, FINITE)
        curve = functions.relu(self.negative_slope, self.max_value, self.threshold)
        super().__init__(curve, input_shape, name, other)

    def config(self) -> dict[str, Any]:
        return {
            "max_value": self.max_value,
            "negative_slope": self.negative_slope,
            "threshold": self.threshold,
        }


class LeakyReLU(OneFunction):
    """``negative_slope x`` below 0; ``alpha`` is its old name."""

    supported = ("negative_slope", "input_shape", "name")

    def __init__(
        self,
        negative_slope: float = 0.3,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        self.negative_slope = real("negative_slope", other.pop("alpha", negative_slope), FINITE)
        curve = functions.relu(self.negative_slope)._replace(name="leaky_relu")
        super().__init__(curve, input_shape, name, other)

    def config(self) -> dict[str, Any]:
        return {"negative_slope": self.negative_slope}


class ELU(OneFunction):
    """``alpha (e^x - 1)`` below 0."""

    supported = ("alpha", "input_shape", "name")

    def __init__(
        self,
        alpha: float = 1.0,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        self.alpha = real("alpha", alpha, FINITE)
        super().__init__(functions.with_number("elu", "alpha", alpha), input_shape, name, other)

    def config(self) -> dict[str, Any]:
        return {"alpha": self.alpha}


class Softmax(OneFunction):
    """The softmax over a vector, or over the channels at each place of a plane."""

    supported = ("axis", "input_shape", "name")

    def __init__(
        self,
        axis: int = -1,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        self.axis = whole("Softmax's axis", axis, -1, 3)
        super().__init__(SOFTMAX, input_shape, name, other)

    def output_shape(self, shape: Shape) -> Shape:
        if self.axis not in (-1, len(shape)):
            raise ModelError(f"Softmax supports axis -1; received {self.axis} for {shape}")
        return shape

    def config(self) -> dict[str, Any]:
        return {"axis": self.axis}


class Rescaling(OneFunction):
    """``scale x + offset``, such as ``Rescaling(1 / 255)`` for pictures."""

    supported = ("scale", "offset", "input_shape", "name")

    def __init__(
        self,
        scale: float,
        offset: float = 0.0,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        self.scale, self.offset = real("scale", scale, FINITE), real("offset", offset, FINITE)
        curve = ElementFunction("rescaling", "affine", (self.scale, self.offset))
        super().__init__(curve, input_shape, name, other)

    def config(self) -> dict[str, Any]:
        return {"scale": self.scale, "offset": self.offset}
