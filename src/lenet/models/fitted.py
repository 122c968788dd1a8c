"""Fitted: a stack that is fitted to samples, measured on them and asked for answers, as in Keras.

x: images (n, rows, columns, channels) or vectors (n, values), any real dtype. y: labels (n,), or
one row of values a sample (n, units). In their place: what gives batches of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.numbers import truth, whole
from lenet.callbacks import Callback, CallbackList, History
from lenet.errors import TrainingError
from lenet.host.cores import thread_count
from lenet.models import progress, training
from lenet.models import samples as sizes
from lenet.models.call_arguments import callback_list, no_other, order_of, some_steps
from lenet.models.class_weights import checked_class_weight
from lenet.models.fed import Fed, array_feed
from lenet.models.feeds import Feed
from lenet.models.measuring import answer, measure
from lenet.models.samples import prepare
from lenet.models.stack import threads_for


class Fitted(Fed):
    """What ``Model`` is besides its layers, its compilation and its files."""

    epochs_restored: int = 0
    stop_training: bool = False
    stop_evaluating: bool = False
    stop_predicting: bool = False
    history: Any = None

    def fit(
        self,
        x: Any,
        y: ArrayLike | None = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: str | int | progress.Silent = "auto",
        callbacks: Callback | Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        *,
        class_weight: Mapping[int, float] | None = None,
        sample_weight: ArrayLike | None = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | Iterable[int] = 1,
        threads: int | None = None,
        **other: Any,
    ) -> History:
        """Train for ``epochs`` epochs (from ``initial_epoch`` on) in batches of 32 unless told.

        ``x``: arrays, with ``y``; a source (see ``lenet.sources``); or batches (x, y) or
        (x, y, sample_weight): a generator, a ``PyDataset``, any iterable. ``validation_data`` may
        be (x, y), (x, y, sample_weight) or batches; it overrides ``validation_split``.
        ``steps_per_epoch`` and ``validation_steps`` are numbers of batches, as in Keras.
        ``shuffle``: True draws a new order each epoch, "once" one order for all, False keeps it.
        ``class_weight``: what the samples of each class count, {class: weight}, 1 unless named.
        ``validation_freq``: every so many epochs, or the epochs' numbers from 1. ``verbose``: 0
        shows nothing, 1 a bar an epoch, 2 a line an epoch; or a display of your own (see
        ``lenet.models.progress``). ``threads``: None is every core this process may use.

        Raises ModelError for wrong arrays, TrainingError when the loss is no longer finite.
        """
        no_other(Fitted.fit, other)
        order, show = order_of(shuffle), progress.display(verbose)
        first, last = whole("initial_epoch", initial_epoch), whole("epochs", epochs)
        members, called = thread_count(threads), callback_list(callbacks)
        steps = some_steps("steps_per_epoch", steps_per_epoch)
        classes = checked_class_weight(class_weight)
        share = validation_split if validation_data is None else 0.0
        feed, held_out = self._training_feed(
            x, y, sample_weight, batch_size, order, steps, share, classes
        )
        size = batch_size if validation_batch_size is None else validation_batch_size
        checked = some_steps("validation_steps", validation_steps)
        if validation_data is not None:
            tested: Feed | None = self._validation_feed(validation_data, size, checked)
        else:
            tested = None if held_out is None else array_feed(held_out, size, checked)
        every = training.validated_epochs(validation_freq, last)
        shown = 1 if isinstance(verbose, progress.Silent) else verbose
        run = training.Training(self, feed, tested, members, called, show, shown, every)
        return run.run(first, last)

    def evaluate(
        self,
        x: Any,
        y: ArrayLike | None = None,
        batch_size: int | None = None,
        verbose: str | int = "auto",
        sample_weight: ArrayLike | None = None,
        steps: int | None = None,
        callbacks: Callback | Sequence[Callback] | None = None,
        *,
        return_dict: bool = False,
        threads: int | None = None,
        **other: Any,
    ) -> Any:
        """Loss on the samples, and the compiled metrics: a number, a list, or a dict.

        ``x``, with ``y``, or what gives batches, as for ``fit``. ``batch_size`` and ``steps`` say
        which samples are a batch for the callbacks, and how many are measured. ``verbose``: 1 shows
        a bar, 2 a line; "auto" shows nothing.
        """
        show, called = progress.display_if_asked(verbose), callback_list(callbacks)
        no_other(Fitted.evaluate, other)
        feed = self._test_feed(x, y, sample_weight, batch_size, some_steps("steps", steps))
        listed = self._list(called, verbose, feed)
        try:
            found = measure(self, feed, thread_count(threads), listed, show)
        finally:
            show.close()
        return _told(found, truth("return_dict", return_dict))

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: str | int = "auto",
        steps: int | None = None,
        callbacks: Callback | Sequence[Callback] | None = None,
        *,
        threads: int | None = None,
        **other: Any,
    ) -> Any:
        """The last layer's answer to each sample: float32 (n, units).

        ``x``: an array, or what gives batches; the targets of these are passed over.
        ``batch_size`` and ``steps`` say which samples are a batch for the callbacks, and how many
        are answered. ``verbose``: 1 shows a bar, 2 a line; "auto" shows nothing.
        """
        unseen = callbacks is None and steps is None and progress.is_silent(verbose)
        small = unseen and isinstance(x, np.ndarray) and 4 * x.size <= sizes.LARGEST_COPY
        if small or self._taps is not None:
            return super().predict(x, batch_size, threads=threads, **other)  # one of many, perhaps
        show, called = progress.display_if_asked(verbose), callback_list(callbacks)
        no_other(Fitted.predict, other)
        feed = self._input_feed(x, batch_size, some_steps("steps", steps))
        members = threads_for(feed.count, threads)
        listed = self._list(called, verbose, feed)
        try:
            return answer(self, feed, members, listed, show)
        finally:
            show.close()

    def answers_to(self, x: NDArray[np.float32], threads: int) -> Any:
        """The last layer's answers to samples in memory, as ``predict`` gives them."""
        return super().predict(x, threads=threads)

    def train_on_batch(
        self,
        x: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        *,
        return_dict: bool = False,
        threads: int | None = None,
        **other: Any,
    ) -> Any:
        """One step on the samples as one batch; the loss before it, and accuracy: as ``evaluate``.

        Raises ModelError for wrong arrays, TrainingError when the loss is not finite.
        """
        no_other(Fitted.train_on_batch, other)
        self.build_for(x)
        self.check_loss()
        samples = prepare(self.sample_spec, x, y, sample_weight)
        figures = self.new_figures()
        call = figures.call(samples, None, len(samples))
        if self.optimizer.curvature_samples:
            training.measure_curvature(self, samples)
        if not training.take_steps(self, call, thread_count(threads)).finite:
            raise TrainingError(
                "the loss of the batch is infinite or not a number: try a smaller learning rate, "
                "or look for values in the input that are not numbers or very large; the weights "
                "are kept"
            )
        return _told(figures.values(), truth("return_dict", return_dict))

    def test_on_batch(
        self,
        x: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        *,
        return_dict: bool = False,
    ) -> Any:
        """Loss and accuracy on the samples, as ``evaluate``."""
        return self.evaluate(x, y, sample_weight=sample_weight, return_dict=return_dict)

    def predict_on_batch(self, x: ArrayLike) -> Any:
        """The answers to the samples, as ``predict``."""
        return self.predict(x)

    def _list(self, called: list[Callback], verbose: object, feed: Feed) -> CallbackList:
        return CallbackList(called, model=self, verbose=verbose, epochs=1, steps=feed.steps)


def _told(found: dict[str, float], by_name: bool) -> Any:
    """Figures as Keras returns them: sorted by name, or a list, or the loss alone."""
    if by_name:
        return dict(sorted(found.items()))
    return found["loss"] if len(found) == 1 else list(found.values())
