"""KerasTensor: a tensor without data, which is an input and the layers it went through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn, Protocol

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.initializers import Shape

NO_BRANCHES = (
    "lenet runs layers in a row: each output goes into one layer, and branches that are added or "
    "concatenated are not there"
)


class PassedLayer(Protocol):
    """What a tensor asks of a layer that it goes through."""

    def once_more(self, shape: Shape) -> PassedLayer:
        """A copy for its second place in a model."""
        ...

    def output_shape(self, shape: Shape) -> Shape:
        """The output's shape for an input of ``shape``."""
        ...


class KerasTensor:
    """What ``Input(shape)`` and ``layer(tensor)`` give: shape, and the layers since the input.

    Attributes
    ----------
    shape : tuple
        None for the batch, then the sample's shape.
    layers : tuple of Layer
        Those that it went through, in their order.
    origin : object
        The same for all tensors of one ``Input``.
    """

    dtype = "float32"

    def __init__(
        self,
        sample_shape: Shape,
        layers: Sequence[Any] = (),
        *,
        origin: object | None = None,
        name: str = "keras_tensor",
    ) -> None:
        self.sample_shape, self.layers, self.name = sample_shape, tuple(layers), name
        self.origin = origin or object()

    @property
    def shape(self) -> tuple[int | None, ...]:
        return (None, *self.sample_shape)

    @property
    def ndim(self) -> int:
        """How many sides it has, with the batch."""
        return len(self.shape)

    def through(self, layer: PassedLayer) -> KerasTensor:
        """What a layer makes of this tensor. ModelError for a shape it cannot take."""
        made = layer.output_shape(self.sample_shape)
        if any(layer is one for one in self.layers):
            layer = layer.once_more(self.sample_shape)
        return KerasTensor(made, (*self.layers, layer), origin=self.origin)

    def after(self, start: KerasTensor) -> tuple[Any, ...]:
        """The layers from ``start`` to this tensor. ModelError if this does not come from it."""
        count = len(start.layers)
        same = all(a is b for a, b in zip(start.layers, self.layers, strict=False))
        if start.origin is not self.origin or count > len(self.layers) or not same:
            raise ModelError("expected outputs that were made from the inputs, by layers in a row")
        return self.layers[count:]

    def _no_arithmetic(self, *_: Any) -> NoReturn:
        raise ModelError(NO_BRANCHES)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = _no_arithmetic
    __matmul__ = __neg__ = __pow__ = __getitem__ = __iter__ = _no_arithmetic

    def __bool__(self) -> NoReturn:
        raise ModelError("a tensor without data is neither true nor false")

    def __array__(self, *given: Any, **options: Any) -> NoReturn:
        raise ModelError("expected an array, received a KerasTensor, which has no data yet")

    def __repr__(self) -> str:
        return f"<KerasTensor shape={self.shape}, dtype=float32, name={self.name}>"


def one_tensor(given: object) -> KerasTensor:
    """A tensor, alone or as a list of one. ModelError for several and for other objects."""
    if isinstance(given, list | tuple) and len(given) == 1:
        given = given[0]
    if isinstance(given, KerasTensor):
        return given
    if isinstance(given, list | tuple) and any(isinstance(one, KerasTensor) for one in given):
        raise ModelError(NO_BRANCHES)
    raise ModelError(f"expected a tensor that Input or a layer made, received {shown(given)}")
