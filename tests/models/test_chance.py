"""What chance decides in training: its share, anew at each step, on all threads the same."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import lenet
from lenet.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
    Input,
    Layer,
    MaxPooling2D,
    SpatialDropout2D,
)
from lenet.models import Sequential

NOISE = np.random.default_rng(0)
X = NOISE.normal(size=(53, 12, 12, 1)).astype(np.float32)
Y = NOISE.integers(0, 5, 53)
SAMPLES, VALUES = 2000, 40


def network(seed: int = 1) -> Sequential:
    """One with all kinds of chance, and statistics of a step on planes and on features."""
    rows: list[Layer] = [
        Conv2D(6, 3), BatchNormalization(), MaxPooling2D(3, strides=2), SpatialDropout2D(0.2),
        GaussianNoise(0.1), Flatten(), Dropout(0.3), Dense(9), BatchNormalization(),
        Activation("relu"), Dense(5, activation="softmax"),
    ]  # fmt: skip
    model = Sequential([Input((12, 12, 1)), *rows], seed=seed)
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def weights_of(model: Sequential) -> bytes:
    return b"".join(array.tobytes() for array in model.get_weights())


@pytest.mark.parametrize("batch", [1, 5, 16, 50])
def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads(batch: int) -> None:
    found = []
    for threads in (1, 2, 3, 5):
        model = network()
        model.fit(X, Y, batch_size=batch, epochs=2, verbose=0, threads=threads)
        found.append(weights_of(model))
    assert len(set(found)) == 1
    other = network(seed=2)
    other.set_weights(network().get_weights())
    other.fit(X, Y, batch_size=batch, epochs=2, verbose=0)
    assert weights_of(other) != found[0]


def test_from_a_checkpoint_training_goes_on_as_if_it_had_not_stopped(tmp_path: Path) -> None:
    model, other = network(), network()
    model.fit(X, Y, batch_size=16, verbose=0)
    model.save_checkpoint(tmp_path)
    other.load_checkpoint(tmp_path)
    for one in (model, other):
        one.fit(X, Y, batch_size=16, verbose=0)
    assert weights_of(other) == weights_of(model)


def seen(*layers: Layer, shape: tuple[int, ...] = (VALUES,), steps: int = 1) -> NDArray[np.float64]:
    """What is left of ones behind layers of chance: of each value the mean over the samples.

    A Dense layer whose weights do not matter has it as its gradient.
    """
    end = [Flatten(), Dense(1, use_bias=False, kernel_initializer="zeros")]
    model = Sequential([Input(shape), *layers, *end], seed=3)
    model.compile(lenet.optimizers.SGD(1.0), "mean_absolute_error")
    x, far = np.ones((SAMPLES, *shape), np.float32), np.full((SAMPLES, 1), 1e6)
    model.fit(x, far, batch_size=SAMPLES, epochs=steps, shuffle=False, verbose=0)
    return model.get_weights()[0].ravel().astype(float) / steps


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_dropout_leaves_its_share_and_divides_by_it(rate: float) -> None:
    left = seen(Dropout(rate))
    deviation = np.sqrt(rate / (1 - rate) / SAMPLES)
    np.testing.assert_allclose(left, 1, atol=5 * deviation)
    assert 0.6 < left.std() / deviation < 1.5
    kept = left * (1 - rate) * SAMPLES  # a count
    np.testing.assert_allclose(kept, np.round(kept), atol=0.1)


def test_each_step_and_each_layer_drops_others() -> None:
    once, twice = seen(Dropout(0.5)), seen(Dropout(0.5), steps=2)
    assert not np.allclose(once, twice, atol=1e-3)
    both = seen(Dropout(0.5), Dropout(0.5))  # the same values again would leave a half, times four
    np.testing.assert_allclose(both, 1, atol=5 * np.sqrt(3 / SAMPLES))
    np.testing.assert_array_equal(once, seen(Dropout(0.5)))
    assert not np.array_equal(once, seen(Dropout(0.5, seed=8)))


def test_spatial_dropout_drops_whole_channels() -> None:
    left = seen(SpatialDropout2D(0.5), shape=(2, 3, VALUES)).reshape(6, VALUES)
    np.testing.assert_array_equal(left, np.broadcast_to(left[0], left.shape))
    assert len(np.unique(left[0])) > VALUES // 4
    first = seen(SpatialDropout2D(0.5, data_format="channels_first"), shape=(VALUES, 2, 3))
    left = first.reshape(VALUES, 6).T
    np.testing.assert_array_equal(left, np.broadcast_to(left[0], left.shape))


def test_answers_know_no_chance() -> None:
    model = network()
    model.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(model.predict(X, verbose=0), model.predict(X, verbose=0))
    twice = model.predict(np.concatenate([X, X]), verbose=0)
    np.testing.assert_array_equal(twice[:53], twice[53:])
