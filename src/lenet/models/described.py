"""Described: a stack that says what it is, as numbers, as Keras's table and as Keras's JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from lenet.arguments.numbers import truth
from lenet.keras_files.model_files import model_json
from lenet.keras_files.optimizer_state import state_arrays
from lenet.models.compiled_stack import CompiledStack
from lenet.models.keras_parts import layer_parts, model_parts, moments_of
from lenet.models.keras_summary import keras_summary
from lenet.models.summary import describe, unbuilt


class Described(CompiledStack):
    """A stack, how it is compiled, and what there is to say of it."""

    keras_class: ClassVar[str] = "Functional"

    def describe(self, published: Mapping[str, tuple[int, int]] | None = None) -> dict[str, Any]:
        """The layers, their shapes and counts, and the totals; see ``lenet.models.summary``."""
        return describe(self.name, self.layers, self.layer_shapes(), published)

    def summary(
        self,
        line_length: int | None = None,
        positions: Sequence[float] | None = None,
        print_fn: Callable[[str], object] | None = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Sequence[str] | None = None,
    ) -> None:
        """Print the table of layers as Keras does; see ``lenet.models.keras_summary``.

        A model inside a model is its layers here, which are always shown.
        """
        truth("expand_nested", expand_nested)
        known = self.input_shape is not None or not self.layers
        table = keras_summary(
            self.describe() if known else unbuilt(self.name, self.layers),
            optimizer_values=self.optimizer_values,
            line_length=line_length,
            positions=positions,
            show_trainable=show_trainable,
            layer_range=layer_range,
        )
        (print if print_fn is None else print_fn)(table)

    @property
    def optimizer_values(self) -> int | None:
        """How many numbers the optimizer holds, as Keras counts them, if it has made steps."""
        if self.compiled is None or self._network is None or not self.network.updates:
            return None
        optimizer, layers = self.compiled.optimizer, layer_parts(self)
        moments = moments_of(self.state(), optimizer, layers)
        return sum(array.size for array in state_arrays(optimizer, layers, moments).values())

    def to_json(self, **settings: Any) -> str:
        """The model's description as Keras's JSON, without weights.

        ``settings`` are those of ``json.dumps``. ModelError for what Keras has not.
        """
        parts = model_parts(self, self.keras_class, self.compiled, arrays=False)
        return model_json(parts, settings)
