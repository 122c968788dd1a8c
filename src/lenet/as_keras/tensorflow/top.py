"""What listings ask of ``tensorflow`` at its top."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

from lenet.as_keras.arrays.shaping import cast
from lenet.as_keras.arrays.tensor import NumPyTensor

__version__ = "2.21.0"
newaxis = None


@contextlib.contextmanager
def device(device_name: Any) -> Iterator[None]:
    """Nothing to choose: the engine runs on the processor."""
    del device_name
    yield


@contextlib.contextmanager
def name_scope(name: str) -> Iterator[str]:
    """Nothing to name: arrays have no names."""
    yield name


def function(func: Callable[..., Any] | None = None, **options: Any) -> Any:
    """The function itself: nothing is compiled."""
    del options
    return (lambda given: given) if func is None else func


def executing_eagerly() -> bool:
    """True: arrays are computed at once."""
    return True


def enable_eager_execution(**options: Any) -> None:
    """Nothing to do: arrays are computed at once."""
    del options


def enable_v2_behavior() -> None:
    """Nothing to do."""


def disable_eager_execution() -> None:
    """Nothing to do, until a graph is run."""


def disable_v2_behavior() -> None:
    """Nothing to do, until a graph is run."""


def reset_default_graph() -> None:
    """Nothing to do: there is no graph."""


def get_logger() -> logging.Logger:
    """TensorFlow's logger, which says nothing here."""
    return logging.getLogger("tensorflow")


def is_tensor(x: Any) -> bool:
    """Whether it is an array that a function of ``tf`` made."""
    return isinstance(x, NumPyTensor)


def to_float(x: Any) -> Any:
    """The values as float32."""
    return cast(x, "float32")


def py_function(func: Callable[..., Any], inp: Any, Tout: Any) -> Any:  # noqa: N803
    """What the function makes of the arrays."""
    del Tout
    return func(*inp)


numpy_function = py_function


def group(*operations: Any) -> tuple[Any, ...]:
    """What was computed, together."""
    return operations


def flush() -> None:
    """Write out what was printed."""
    sys.stdout.flush()
