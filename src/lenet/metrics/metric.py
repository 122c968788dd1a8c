"""What every metric is: a state that batches are added to, and a result.

y_true, y_pred   targets and answers of a batch, as the loss functions take them
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lenet.arguments.words import shown, text
from lenet.errors import ModelError
from lenet.losses import EagerArray

_FLOAT32 = "'float32'", "dtype('float32')"


class MetricVariable(EagerArray):
    """A number or array of a metric's state, which it changes in its place."""

    def assign(self, value: ArrayLike) -> Self:
        """Take other values."""
        self[...] = value
        return self

    def assign_add(self, value: ArrayLike) -> Self:
        """Add to the values."""
        self[...] += np.asarray(value)
        return self

    def assign_sub(self, value: ArrayLike) -> Self:
        """Subtract from the values."""
        self[...] -= np.asarray(value)
        return self


class Metric:
    """A figure of answers, taken over batches. The base of Keras's metrics and of a user's own.

    A metric of one's own makes its state with ``add_weight`` and has ``update_state`` and
    ``result``. In ``fit`` it is given each batch's answers after the engine's pass, in order.

    ``name`` is shown with its figure; ``dtype`` is float32. ModelError for another.
    """

    arguments: ClassVar[tuple[str, ...]] = ()
    by_batches: bool = True

    def __init__(self, dtype: DTypeLike | None = None, name: str | None = None) -> None:
        own = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type(self).__name__).lower()
        self.name = own if name is None else text("a metric's name", name)
        if not (dtype is None or dtype is np.float32 or shown(dtype) in _FLOAT32):
            raise ModelError(f"lenet computes metrics in float32; received dtype {shown(dtype)}")
        self.variables: list[MetricVariable] = []

    @property
    def dtype(self) -> str:
        """The type of its numbers: float32."""
        return "float32"

    def add_variable(
        self,
        shape: Sequence[int] = (),
        initializer: str | Callable[..., Any] | None = None,
        dtype: DTypeLike | None = None,
        name: str | None = None,
    ) -> MetricVariable:
        """A part of the state, which ``reset_state`` sets to 0.

        ``initializer``: "zeros" (None), "ones", or a function of the shape. ``name`` is Keras's and
        changes nothing. Numbers are kept with the digits of float64. ModelError.
        """
        del name
        size = (shape,) if isinstance(shape, int) else tuple(shape)
        kind = np.float64 if dtype is None or np.dtype(dtype).kind == "f" else np.dtype(dtype)
        if callable(initializer):
            first = np.asarray(initializer(size), kind)
        elif initializer in (None, "zeros", "ones"):
            first = np.full(size, 1 if initializer == "ones" else 0, kind)
        else:
            raise ModelError(f"expected zeros or ones as initializer, received {initializer!r}")
        variable = first.view(MetricVariable)
        self.variables.append(variable)
        return variable

    def add_weight(
        self,
        shape: Any = (),
        initializer: Any = None,
        dtype: DTypeLike | None = None,
        name: str | None = None,
    ) -> MetricVariable:
        """As ``add_variable``. Keras 2's order, with the name first, is taken too."""
        if isinstance(shape, str):
            shape = initializer if isinstance(initializer, tuple) else ()
            initializer = None
        return self.add_variable(shape, initializer, dtype, name)

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Add a batch: ``update_state(y_true, y_pred, sample_weight=None)``."""
        raise NotImplementedError

    def result(self) -> Any:
        """The figure of all batches since the last reset, float32."""
        raise NotImplementedError

    def reset_state(self) -> None:
        """Forget all batches."""
        for variable in self.variables:
            variable.assign(0)

    def reset_states(self) -> None:
        """Keras 2's name of ``reset_state``."""
        self.reset_state()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Add a batch and give the result of all so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    def get_config(self) -> dict[str, Any]:
        """The arguments, for JSON, that make this metric again."""
        return {"name": self.name, **{key: getattr(self, key) for key in self.arguments}}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """The metric that ``get_config`` described."""
        return cls(**config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"
