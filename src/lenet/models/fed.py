"""Fed: a stack, and what users give to train it and to ask it -> what an epoch is fed with.

Arrays (x, y, sample_weight), a source, or what gives batches of these one after another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from numpy.typing import ArrayLike

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.models.batches import Batches, BatchFeed, Generated, Numbered, unpacked
from lenet.models.call_arguments import batch_of
from lenet.models.class_weights import ClassWeight
from lenet.models.compiled_stack import CompiledStack
from lenet.models.feeds import ArrayFeed, Feed, SourceFeed
from lenet.models.samples import (
    Samples,
    SampleSpec,
    Source,
    StoredSamples,
    Streamed,
    hold_out,
    prepare,
    prepare_input,
    store,
    store_input,
)


class Fed(CompiledStack):
    """A stack with its compilation, for which samples are checked and put in order."""

    epochs_trained: int = 0

    def _training_feed(
        self,
        x: Any,
        y: ArrayLike | None,
        weights: ArrayLike | None,
        size: int | None,
        order: bool | str,
        steps: int | None,
        share: float,
        classes: ClassWeight | None,
    ) -> tuple[Feed, StoredSamples | None]:
        """What to train on, and what is held out of it to validate on."""
        batch = batch_of(size)
        if is_array(x):
            y = self._ready_for(x, y)
            samples, held_out = hold_out(store(self._weighed(classes), x, y, weights), share)
            if held_out is not None and classes is not None:  # in training alone
                held_out = replace(held_out, weights=None)
            return array_feed(samples, size, steps, order, self.seed), held_out
        if y is not None or weights is not None or share != 0:
            raise ModelError(
                f"{_named(x)} brings its own targets: fit it without y, sample_weight and "
                "validation_split"
            )
        if isinstance(x, Source):
            if steps is not None:
                raise ModelError("a source knows its epochs: fit it without steps_per_epoch")
            if self.input_shape is None:
                self.build_for(next(iter(x.blocks(self.epochs_trained, 1)))[0])
            self.check_loss()
            streamed = Streamed(self._weighed(classes), x, self.epochs_trained)
            return SourceFeed(streamed, min(batch, len(streamed))), None
        return self._batch_feed(x, steps, self.seed if order else None, classes), None

    def _ready_for(self, x: Any, y: ArrayLike | None) -> ArrayLike:
        """Be built for arrays; the targets. ModelError without them or a loss that fits."""
        if y is None:
            raise ModelError("expected y, the targets of x")
        self.build_for(x)
        self.check_loss()
        return y

    def _weighed(self, classes: ClassWeight | None) -> SampleSpec:
        """What samples are checked against, with weights of classes."""
        return self.sample_spec._replace(class_weight=classes)

    def _batch_feed(
        self, x: Any, steps: int | None, seed: int | None, classes: ClassWeight | None = None
    ) -> BatchFeed:
        """What gives batches with their targets."""
        batches = batches_of(x, seed)
        if self.input_shape is None:
            self.build_for(training_batch(batches.first())[0])
        self.check_loss()
        spec = self._weighed(classes)
        return BatchFeed(batches, lambda item: prepare(spec, *training_batch(item)), steps)

    def _validation_feed(self, data: Any, size: int | None, steps: int | None) -> Feed:
        if not isinstance(data, tuple | list):
            if isinstance(data, dict) or is_array(data):
                raise ModelError(
                    "expected validation_data (x, y), (x, y, sample_weight) or batches of these, "
                    f"received a {type(data).__name__}"
                )
            return self._batch_feed(data, steps, None)
        if len(data) not in (2, 3):
            raise ModelError(
                "expected validation_data (x, y) or (x, y, sample_weight), "
                f"received a {type(data).__name__} of {len(data)}"
            )
        return array_feed(store(self.sample_spec, *data), size, steps)

    def _test_feed(
        self,
        x: Any,
        y: ArrayLike | None,
        weights: ArrayLike | None,
        size: int | None,
        steps: int | None,
    ) -> Feed:
        """What is measured."""
        if is_array(x):
            y = self._ready_for(x, y)
            return array_feed(store(self.sample_spec, x, y, weights), size, steps)
        if y is not None or weights is not None:
            raise ModelError(f"{_named(x)} brings its own targets: evaluate it without y")
        return self._batch_feed(x, steps, None)

    def _input_feed(self, x: Any, size: int | None, steps: int | None) -> Feed:
        """What is answered."""
        if is_array(x):
            self.build_for(x)
            stored = StoredSamples(store_input(x, self.input_shape or ()), None, None, None)
            return array_feed(stored, size, steps)
        batches = batches_of(x, None)
        if self.input_shape is None:
            self.build_for(unpacked(batches.first())[0])
        return BatchFeed(batches, self._inputs_alone, steps)

    def _inputs_alone(self, item: Any) -> Samples:
        x = prepare_input(unpacked(item)[0], self.input_shape or ())
        return Samples(x, None, None, None)


def array_feed(
    samples: StoredSamples,
    size: int | None,
    steps: int | None,
    order: bool | str = False,
    seed: int = 0,
) -> ArrayFeed:
    """Arrays, in their own order unless told; without a batch's size ``steps`` say it."""
    batch = batch_of(size)
    if size is None and steps is not None:
        batch = -(-len(samples) // steps)
    return ArrayFeed(samples, max(1, min(batch, len(samples))), order, seed, steps)


def _named(x: Any) -> str:
    """What gives batches, as an error names it."""
    if isinstance(x, Source):
        return "a source"
    kinds = {Generated: "a generator", Numbered: "a PyDataset", Batches: "an iterable of batches"}
    return next(name for kind, name in kinds.items() if isinstance(batches_of(x, None), kind))


def is_array(x: Any) -> bool:
    """Whether it is one array of samples, or becomes one: a list, a table, another's array."""
    if isinstance(x, list | tuple | str | bytes) or hasattr(x, "__array__"):
        return True
    return not isinstance(x, Source | Iterable) and not hasattr(x, "__getitem__")


def batches_of(x: Any, seed: int | None) -> Batches:
    """Batches from a PyDataset, a generator, or anything that can be iterated. ModelError.

    ``seed`` decides the order of a PyDataset's batches; None: they come in their own.
    """
    if hasattr(x, "__getitem__") and not isinstance(x, dict):
        return Numbered(x, seed)
    if isinstance(x, Iterator):
        return Generated(x)
    if isinstance(x, Iterable) and not isinstance(x, dict):
        return Batches(x)
    raise ModelError(
        f"expected arrays, a generator, a PyDataset or an iterable of batches, received {shown(x)}"
    )


def training_batch(item: Any) -> tuple[Any, Any, Any]:
    """An item as (x, y, sample_weight). ModelError for one without y."""
    x, y, weights = unpacked(item)
    if y is None:
        raise ModelError(
            "expected batches as (x, y) or (x, y, sample_weight), received one without y"
        )
    return x, y, weights
