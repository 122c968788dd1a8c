"""A function of a user's own that only calls a loss of lenet's is that loss."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lenet import losses
from lenet.errors import ModelError
from lenet.layers import Dense
from lenet.models import Sequential

X = np.random.default_rng(0).normal(size=(20, 4)).astype(np.float32)
Y = np.arange(20) % 3


class Mine(losses.Loss):
    """As Keras's users write one."""

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=True)


OBJECT = losses.SparseCategoricalCrossentropy(from_logits=True)
LOGITS = losses.SparseCategoricalCrossentropy(from_logits=True)


def with_names(y_true: Any, y_pred: Any) -> Any:
    return losses.sparse_categorical_crossentropy(from_logits=True, y_pred=y_pred, y_true=y_true)


@pytest.mark.parametrize(
    ("function", "loss"),
    [
        (with_names, LOGITS),
        (lambda y, p: losses.sparse_categorical_crossentropy(y, p, True), LOGITS),
        (lambda y, p: np.mean(losses.sparse_categorical_crossentropy(y, p, True)), LOGITS),
        (lambda y, p: OBJECT(y, p), OBJECT),
        (Mine(), LOGITS),
        (lambda y, p: losses.huber(y, p, delta=0.5), losses.Huber(delta=0.5)),
        (
            lambda y, p: losses.categorical_crossentropy(y, p, label_smoothing=0.1),
            losses.CategoricalCrossentropy(label_smoothing=0.1),
        ),
        *[
            (lambda y, p, of=function: of(y, p), kind())
            for function, kind in losses.by_name.BY_FUNCTION.items()
        ],
    ],
)
def test_it_is_the_loss_that_it_calls_with_its_options(
    function: Callable[..., Any], loss: losses.Loss
) -> None:
    assert losses.get(function) == loss


def test_a_network_learns_by_it_as_by_the_loss() -> None:
    weights = []
    for loss in (with_names, LOGITS):
        model = Sequential([Dense(3, input_shape=(4,))], seed=1)
        model.compile("adam", loss)
        model.fit(X, Y, verbose=0)
        weights.append(model.get_weights()[0])
    np.testing.assert_array_equal(weights[0], weights[1])


@pytest.mark.parametrize(
    "function",
    [
        lambda y, p: losses.mean_squared_error(y, p) * 2,
        lambda y, p: 2 * losses.mean_squared_error(y, p),
        lambda y, p: np.float32(2) * losses.mean_squared_error(y, p),
        lambda y, p: losses.mean_squared_error(p, y),
        lambda y, p: losses.mean_squared_error(y, 0.9 * p),
        lambda y, p: losses.mean_squared_error(y, y),
        lambda y, p: losses.mean_squared_error(y, np.zeros(3)),
        lambda y, p: losses.mean_squared_error(y, p) + losses.mean_absolute_error(y, p),
        lambda y, p: np.sum(losses.mean_squared_error(y, p)),
        lambda y, p: np.max(losses.mean_squared_error(y, p)),
        lambda y, p: np.sqrt(losses.mean_squared_error(y, p)),
        lambda y, p: np.mean(np.square(y - p)),
        lambda y, p: y if np.mean(p) > 0 else p,
        lambda y, p: 0,
        lambda y: y,
    ],
)
def test_a_function_that_computes_is_refused_in_a_sentence(function: Callable[..., Any]) -> None:
    with pytest.raises(ModelError, match="a function that only calls one; received one of your"):
        losses.get(function)


def test_wrong_options_are_told_as_the_losss_own() -> None:
    with pytest.raises(ModelError, match="delta"):
        losses.get(lambda y, p: losses.huber(y, p, delta=-1))


def test_of_arrays_it_gives_losses_as_before() -> None:
    values = np.eye(3, dtype=np.float32)
    assert losses.mean_squared_error(values, values).numpy().tolist() == [0, 0, 0]
    assert Mine()(np.arange(3), values).shape == ()
