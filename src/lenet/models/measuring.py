"""The passes of ``evaluate``, of an epoch's validation, and of ``predict``."""

from __future__ import annotations

from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from lenet.callbacks import PREDICT, TEST, CallbackList, Logs
from lenet.errors import ModelError
from lenet.models.feeds import Begin, Feed
from lenet.models.progress import Silent
from lenet.models.trainee import Trainee

NOTHING_CAME = "expected at least one batch, received none"


def measure(
    model: Trainee, feed: Feed, threads: int, called: CallbackList, show: Silent | None = None
) -> Logs:
    """Loss and compiled metrics on what the feed gives, by name. ModelError if it gives nothing."""
    show = show or Silent()
    figures, loss = model.new_figures(), model.engine_loss
    model.stop_evaluating = False
    called.on_test_begin()
    show.batches(0, feed.steps)
    show.begin(0, 0, feed.count or 0, sorted(figures.values()))
    begin: Begin = called.on_test_batch_begin if called.watches(TEST) else None
    each = begin or (_nobody if loss.summed else None)
    steps = 0
    with closing(feed.blocks(0, each)) as blocks:
        for number, block in enumerate(blocks):
            samples = block.samples
            call = figures.call(samples, block.order, block.batch_size)
            wanted = samples.labels, samples.values, samples.weights
            call.told(model.network.evaluate(samples.x, *wanted, loss, threads, call.answers))
            steps += -(-len(samples) // block.batch_size)
            found = figures.values()
            show.batches(steps, feed.steps)
            show.advance(figures.running.samples, dict(sorted(found.items())))
            if begin is not None:
                called.on_test_batch_end(number, found)
            if model.stop_evaluating:
                break
    if figures.running.samples == 0:
        raise ModelError(NOTHING_CAME)
    found = figures.values()
    show.end(dict(sorted(found.items())))
    called.on_test_end(found)
    return found


def _nobody(number: int) -> None:
    """Sees a batch: each is then measured by itself."""


def answer(
    model: Trainee,
    feed: Feed,
    threads: int,
    called: CallbackList,
    show: Silent,
) -> NDArray[np.float32]:
    """The last layer's answers to what the feed gives. ModelError if it gives nothing."""
    answers: list[NDArray[np.float32]] = []
    model.stop_predicting = False
    called.on_predict_begin()
    show.batches(0, feed.steps)
    show.begin(0, 0, feed.count or 0, [])
    begin = called.on_predict_batch_begin if called.watches(PREDICT) else None
    samples = steps = 0
    with closing(feed.blocks(0, begin)) as blocks:
        for number, block in enumerate(blocks):
            answers.append(model.answers_to(block.samples.x, threads))
            samples += len(block.samples)
            steps += -(-len(block.samples) // block.batch_size)
            show.batches(steps, feed.steps)
            show.advance(samples, {})
            if begin is not None:
                called.on_predict_batch_end(number, {"outputs": answers[-1]})
            if model.stop_predicting:
                break
    if not answers:
        raise ModelError(NOTHING_CAME)
    show.end({})
    called.on_predict_end()
    return answers[0] if len(answers) == 1 else np.concatenate(answers)
