"""Layers: what each is, its shape, its parameters. They wear Keras's names, arguments and defaults.

Shapes are without the batch: a plane is ``(rows, columns, channels)``, channels last; a vector is
``(units,)``. A layer is a description and holds no numbers; a model holds them.
"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from lenet.errors import ModelError

Shape = tuple[int, ...]

ACTIVATIONS = ("linear", "relu", "sigmoid", "tanh", "softmax")
LARGEST_SIZE = 65_536
IN_A_ROW = "lenet runs layers in a row: Sequential([...]), not Model(inputs, outputs)"


def _size(layer: str, argument: str, value: object) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ModelError(f"{layer} expects a whole number for {argument}, received {value!r}")
    size = int(value.__index__())
    if not 1 <= size <= LARGEST_SIZE:
        raise ModelError(f"{layer} expects {argument} from 1 to {LARGEST_SIZE}, received {size}")
    return size


def _pair(layer: str, argument: str, value: object) -> tuple[int, int]:
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise ModelError(
                f"{layer} expects one or two whole numbers for {argument}, received {value!r}"
            )
        return _size(layer, argument, value[0]), _size(layer, argument, value[1])
    size = _size(layer, argument, value)
    return size, size


def _choice(layer: str, argument: str, value: object, supported: tuple[str, ...]) -> str:
    if isinstance(value, str) and value in supported:
        return value
    raise ModelError(f"{layer} supports {argument} {', '.join(supported)}; received {value!r}")


def _truth(layer: str, argument: str, value: object) -> bool:
    if value is True or value is False:
        return value
    raise ModelError(f"{layer} expects True or False for {argument}, received {value!r}")


def _activation(layer: str, value: object, supported: tuple[str, ...]) -> str:
    return _choice(layer, "activation", "linear" if value is None else value, supported)


class Layer:
    """One layer of a network; ``name`` is chosen by the model when it is not given."""

    supported: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, *, name: str | None, input_shape: Shape | None, other: dict[str, Any]
    ) -> None:
        if not isinstance(name, str | None):
            raise ModelError(f"{type(self).__name__} expects text for name, received {name!r}")
        self.name = name
        self.input_shape = None if input_shape is None else checked_shape(input_shape)
        self.activation = "linear"
        if other:
            raise ModelError(
                f"{type(self).__name__} supports {', '.join(self.supported)}; "
                f"received {', '.join(sorted(other))}"
            )

    def __call__(self, *inputs: Any) -> NoReturn:
        """Keras's functional form, which lenet refuses: ModelError."""
        del inputs
        raise ModelError(IN_A_ROW)

    def output_shape(self, shape: Shape) -> Shape:
        """Shape of what comes out when ``shape`` goes in; ModelError where it cannot go in."""
        raise NotImplementedError

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Names and shapes of the layer's parameters, in Keras's order."""
        del shape
        return {}

    def config(self) -> dict[str, Any]:
        """The arguments that build this layer again, as JSON takes them."""
        return {}

    def engine_layer(self) -> tuple[str, int, int, int, bool, bool, str]:
        """Kind, units, rows, columns, same padding, bias, activation: a layer for the engine."""
        raise NotImplementedError


class Conv2D(Layer):
    """A convolution: ``y[i, j, o] = f(b[o] + sum_uvc w[u, v, c, o] x[i + u, j + v, c])``.

    Parameters
    ----------
    filters : number of output channels.
    kernel_size : rows and columns of the kernel, or one number for both.
    padding : ``"valid"`` or ``"same"`` (zeros around the input, output as large as the input).
    activation : linear (None), relu, sigmoid or tanh.
    """

    supported = (
        "filters", "kernel_size", "strides=1", "padding", "activation", "use_bias", "input_shape",
        "name",
    )  # fmt: skip

    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, int],
        strides: int | tuple[int, int] = (1, 1),
        padding: str = "valid",
        activation: str | None = None,
        use_bias: bool = True,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.filters = _size("Conv2D", "filters", filters)
        self.kernel_size = _pair("Conv2D", "kernel_size", kernel_size)
        if _pair("Conv2D", "strides", strides) != (1, 1):
            raise ModelError(f"Conv2D supports strides 1; received {strides!r}")
        self.padding = _choice("Conv2D", "padding", padding, ("valid", "same"))
        self.activation = _activation("Conv2D", activation, ACTIVATIONS[:-1])
        self.use_bias = _truth("Conv2D", "use_bias", use_bias)

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, _ = _plane(self, shape)
        if self.padding == "valid":
            rows, columns = rows - self.kernel_size[0] + 1, columns - self.kernel_size[1] + 1
        return _not_empty(self, shape, (rows, columns, self.filters))

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        kernel = {"kernel": (*self.kernel_size, shape[2], self.filters)}
        return {**kernel, "bias": (self.filters,)} if self.use_bias else dict(kernel)

    def config(self) -> dict[str, Any]:
        return {
            "filters": self.filters,
            "kernel_size": list(self.kernel_size),
            "padding": self.padding,
            "activation": self.activation,
            "use_bias": self.use_bias,
        }

    def engine_layer(self) -> tuple[str, int, int, int, bool, bool, str]:
        same = self.padding == "same"
        return "Conv2D", self.filters, *self.kernel_size, same, self.use_bias, self.activation


class _Pooling2D(Layer):
    supported = ("pool_size", "strides=pool_size", "padding='valid'", "input_shape", "name")

    def __init__(
        self,
        pool_size: int | tuple[int, int] = (2, 2),
        strides: int | tuple[int, int] | None = None,
        padding: str = "valid",
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        kind = type(self).__name__
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.pool_size = _pair(kind, "pool_size", pool_size)
        if strides is not None and _pair(kind, "strides", strides) != self.pool_size:
            raise ModelError(
                f"{kind} supports strides equal to pool_size {self.pool_size}; received {strides!r}"
            )
        _choice(kind, "padding", padding, ("valid",))

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, channels = _plane(self, shape)
        pooled = (rows // self.pool_size[0], columns // self.pool_size[1], channels)
        return _not_empty(self, shape, pooled)

    def config(self) -> dict[str, Any]:
        return {"pool_size": list(self.pool_size)}

    def engine_layer(self) -> tuple[str, int, int, int, bool, bool, str]:
        return type(self).__name__, 0, *self.pool_size, False, False, "linear"


class AveragePooling2D(_Pooling2D):
    """The mean of each window of ``pool_size``; windows touch and do not overlap."""


class MaxPooling2D(_Pooling2D):
    """The largest value of each window of ``pool_size``; windows touch and do not overlap."""


class Flatten(Layer):
    """A plane as a vector, in the order rows, columns, channels."""

    supported = ("input_shape", "name")

    def __init__(
        self, input_shape: Shape | None = None, name: str | None = None, **other: Any
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)

    def output_shape(self, shape: Shape) -> Shape:
        size = 1
        for side in shape:
            size *= side
        return (size,)

    def engine_layer(self) -> tuple[str, int, int, int, bool, bool, str]:
        return "Flatten", 0, 0, 0, False, False, "linear"


class Dense(Layer):
    """A fully connected layer: ``y[o] = f(b[o] + sum_i w[i, o] x[i])``.

    ``activation`` is linear (None), relu, sigmoid or tanh; in a network's last layer also softmax.
    """

    supported = ("units", "activation", "use_bias", "input_shape", "name")

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        use_bias: bool = True,
        input_shape: Shape | None = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        super().__init__(name=name, input_shape=input_shape, other=other)
        self.units = _size("Dense", "units", units)
        self.activation = _activation("Dense", activation, ACTIVATIONS)
        self.use_bias = _truth("Dense", "use_bias", use_bias)

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 1:
            raise ModelError(f"Dense expects a vector, received {shape}: put Flatten() before it")
        return (self.units,)

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        kernel = {"kernel": (shape[0], self.units)}
        return {**kernel, "bias": (self.units,)} if self.use_bias else dict(kernel)

    def config(self) -> dict[str, Any]:
        return {"units": self.units, "activation": self.activation, "use_bias": self.use_bias}

    def engine_layer(self) -> tuple[str, int, int, int, bool, bool, str]:
        return "Dense", self.units, 0, 0, False, self.use_bias, self.activation


class Input(Layer):
    """The shape of one sample, as a network's first entry."""

    supported = ("shape", "name")

    def __init__(self, shape: Shape, name: str | None = None, **other: Any) -> None:
        super().__init__(name=name, input_shape=shape, other=other)


LAYERS: dict[str, type[Layer]] = {
    kind.__name__: kind for kind in (Conv2D, AveragePooling2D, MaxPooling2D, Flatten, Dense)
}


def checked_shape(shape: object) -> Shape:
    """``shape`` as whole numbers: (rows, columns, channels), (rows, columns) or (values,)."""
    if not isinstance(shape, (tuple, list)) or not 1 <= len(shape) <= 3:
        raise ModelError(
            f"expected an input shape (rows, columns, channels) or (values,), received {shape!r}"
        )
    return tuple(_size("the input", "each side", side) for side in shape)


def _plane(layer: Layer, shape: Shape) -> tuple[int, int, int]:
    if len(shape) != 3:
        raise ModelError(
            f"{type(layer).__name__} expects (rows, columns, channels), received {shape}"
        )
    return shape[0], shape[1], shape[2]


def _not_empty(layer: Layer, given: Shape, made: Shape) -> Shape:
    if min(made) < 1:
        raise ModelError(
            f"{type(layer).__name__} needs a larger input: {given} leaves nothing ({made})"
        )
    return made
