"""Functions and classes that take old arguments too, each told once with today's word."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from lenet.as_keras.old.data_format import takes_format
from lenet.as_keras.old.renamed import ARGUMENTS, NEEDLESS, VALUES
from lenet.as_keras.old.told import tell, tell_old

_OF_ARRAYS = "lenet.as_keras.arrays."


def today(whole: str, given: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a class or function by today's names, such as of ``keras.layers.Dense``."""
    names, needless = ARGUMENTS.get(whole, {}), NEEDLESS.get(whole, ())
    last = whole.rpartition(".")[2]
    made: dict[str, Any] = {}
    for name, value in given.items():
        if name in needless:
            tell(f"{last}({name}=...) changes nothing here: it says how Keras computes")
            continue
        new = names.get(name, name)
        if new != name:
            tell_old(f"{last}({name}=...)", f"{last}({new}=...)")
        made[new] = _value(new, value)
    return _kernel(last, made)


def _value(name: str, value: Any) -> Any:
    """A value by today's word; ``tf.nn.relu`` by its name, as an activation."""
    if name == "activation" and str(getattr(value, "__module__", "")).startswith(_OF_ARRAYS):
        return value.__name__
    known = VALUES.get(name, {})
    if isinstance(value, str) and value in known:
        tell_old(f"{name}={value!r}", f"{name}={known[value]!r}")
        return known[value]
    return value


def _kernel(last: str, given: dict[str, Any]) -> dict[str, Any]:
    """``nb_row`` and ``nb_col`` as ``kernel_size``, ``batch_input_shape`` as ``input_shape``."""
    if "nb_row" in given or "nb_col" in given:
        tell_old(f"{last}(nb_row=, nb_col=)", f"{last}(kernel_size=(rows, columns))")
        rows = given.pop("nb_row", None) or given.get("nb_col")
        given["kernel_size"] = (rows, given.pop("nb_col", rows))
    if "batch_input_shape" in given:
        tell_old("batch_input_shape", "input_shape without the batch")
        given["input_shape"] = tuple(given.pop("batch_input_shape"))[1:]
    return given


def with_old_arguments(kind: type, whole: str) -> None:
    """Let a class take old arguments, and the data format that the listing chose for all."""
    made = kind.__init__  # type: ignore[misc]
    put_format = takes_format(made)

    @functools.wraps(made)
    def init(self: Any, *given: Any, **named: Any) -> None:
        named = today(whole, named)
        put_format((self, *given), named)
        if kind.__name__ == "Conv2D":
            _tell_strides(given)
        made(self, *(_value("activation", one) for one in given), **named)

    kind.__init__ = init  # type: ignore[misc]


def taking_old_arguments(function: Callable[..., Any], whole: str) -> Callable[..., Any]:
    """The function, which takes old arguments too."""
    put_format = takes_format(function)

    @functools.wraps(function)
    def called(*given: Any, **named: Any) -> Any:
        named = today(whole, named)
        put_format(given, named)
        return function(*given, **named)

    return called


def _tell_strides(given: tuple[Any, ...]) -> None:
    """Tell what ``Conv2D(6, 5, 5)`` is today: the third number was the kernel's second side."""
    if len(given) > 2 and isinstance(given[1], int) and given[1] == given[2] != 1:
        size = given[1]
        tell(
            f"Conv2D({given[0]}, {size}, {size}) has strides {size} today; before Keras 2.4 it had "
            f"the kernel ({size}, {size}): write Conv2D({given[0]}, ({size}, {size})) for that"
        )


def convolution(filters: Any = None, *sizes: Any, **named: Any) -> Any:
    """Keras 1's ``Convolution2D(6, 5, 5)``: rows and columns of the kernel as two numbers."""
    from lenet.layers import Conv2D

    if len(sizes) >= 2 and all(isinstance(size, int) for size in sizes[:2]):
        tell_old("Convolution2D(6, 5, 5)", "Conv2D(6, (5, 5))")
        sizes = ((sizes[0], sizes[1]), *sizes[2:])
    elif not sizes:
        tell_old("Convolution2D", "Conv2D")
    given = (filters, *sizes) if filters is not None else sizes
    return Conv2D(*given, **named)
