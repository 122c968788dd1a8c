"""One sample's errors and gradients: against JAX, closed forms and differences of the loss."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import lenet
from lenet import losses
from lenet.errors import ModelError
from lenet.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    MaxPooling2D,
)
from lenet.models import Sequential
from lenet.models.backward import backward


def sample(shape: tuple[int, ...], seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(1, *shape)).astype(np.float32)


def small(*, loss: str = "sparse_categorical_crossentropy") -> Sequential:
    lenet.utils.set_random_seed(5)
    model = Sequential(
        [
            Conv2D(4, 3, activation="tanh", input_shape=(14, 14, 1)),
            AveragePooling2D(),
            Conv2D(5, 3, activation="relu"),
            MaxPooling2D(),
            Flatten(),
            Dense(7, activation="tanh"),
            Dense(3),
            Activation("softmax"),
        ]
    )
    model.compile("sgd", loss)
    return model


def jax_errors(weights: list[np.ndarray], x: np.ndarray, label: int) -> list[np.ndarray]:
    """The same network, slow and obvious: the gradients for what is added to every sum."""

    def conv(x, kernel, bias):
        order = ("NHWC", "HWIO", "NHWC")
        return (
            jax.lax.conv_general_dilated(x, kernel, (1, 1), "VALID", dimension_numbers=order) + bias
        )

    def pooled(x, reduce):
        n, rows, columns, maps = x.shape
        return reduce(x.reshape(n, rows // 2, 2, columns // 2, 2, maps), axis=(2, 4))

    def loss(added):
        k1, b1, k2, b2, k3, b3, k4, b4 = weights
        a = jnp.tanh(conv(x, k1, b1) + added[0])
        a = pooled(a, jnp.mean) + added[1]
        a = jax.nn.relu(conv(a, k2, b2) + added[2])
        a = pooled(a, jnp.max) + added[3]
        a = a.reshape(1, -1) + added[4]
        a = jnp.tanh(a @ k3 + b3 + added[5])
        a = a @ k4 + b4 + added[6]
        return -jax.nn.log_softmax(a)[0, label]

    shapes = [(12, 12, 4), (6, 6, 4), (4, 4, 5), (2, 2, 5), (20,), (7,), (3,)]
    return list(jax.grad(loss)([jnp.zeros((1, *shape)) for shape in shapes]))


@pytest.mark.parametrize("loss", ["sparse_categorical_crossentropy", "categorical_crossentropy"])
@pytest.mark.parametrize("label", [0, 2])
def test_the_errors_of_every_layer_are_jaxs(loss: str, label: int) -> None:
    model, x = small(loss=loss), sample((14, 14, 1))
    found = backward(model, x, label)
    wanted = jax_errors(model.get_weights(), x, label)
    assert list(found.errors) == [layer.name for layer in model.layers]
    for ours, theirs in zip(found.errors.values(), wanted, strict=False):
        assert ours.shape == theirs.shape
        scale = float(abs(theirs).max())
        assert scale > 0
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5 * scale)


def test_the_gradients_are_what_the_loss_changes_by() -> None:
    model, x = small(), sample((14, 14, 1))
    found, weights = backward(model, x, 1), model.get_weights()
    rng = np.random.default_rng(0)
    ways = [rng.normal(size=weight.shape).astype(np.float32) for weight in weights]
    slope = sum(float((way * one).sum()) for way, one in zip(ways, found.gradients, strict=True))

    def loss_at(step: float) -> float:
        model.set_weights([one + step * way for one, way in zip(weights, ways, strict=True)])
        return backward(model, x, 1).loss

    step = 2e-4
    assert (loss_at(step) - loss_at(-step)) / (2 * step) == pytest.approx(slope, rel=2e-2)


def test_of_a_softmax_the_error_is_the_share_that_is_too_much() -> None:
    model = lenet.load("tutorial")
    x = sample((28, 28, 1))
    found = backward(model, x, 8)
    shares = model.predict(x)[0]
    np.testing.assert_allclose(found.errors["dense_1"][0], shares - np.eye(10)[8], atol=1e-6)
    assert found.loss == pytest.approx(-np.log(shares[8]), rel=1e-4)


def test_of_the_network_of_1998_the_error_at_the_penalties_is_that_of_equation_9() -> None:
    model = lenet.load("original")
    assert isinstance(model.loss, losses.MaximumAPosteriori)
    x = sample((32, 32, 1))
    found, penalties = backward(model, x, 8), model.loss.scale * model.predict(x)[0].astype(float)
    rivals = np.exp(-penalties) / (np.exp(-model.loss.j) + np.exp(-penalties).sum())
    wanted = model.loss.scale * (np.eye(10)[8] - rivals)
    np.testing.assert_allclose(found.errors["penalties"][0], wanted, atol=1e-5)
    kernels, biases = found.gradients[0], found.gradients[1]
    c1 = found.errors["C1"][0]
    np.testing.assert_allclose(c1.sum((0, 1)), biases, rtol=1e-3, atol=1e-6)
    slow = np.array(
        [[(c1 * x[0, u : u + 28, v : v + 28]).sum((0, 1)) for v in range(5)] for u in range(5)]
    )
    np.testing.assert_allclose(kernels[:, :, 0], slow, rtol=1e-3, atol=1e-5 * abs(slow).max())
    assert not found.gradients[-1].any(), "the bitmaps are fixed"


def test_where_errors_do_not_reach_every_layer_it_says_so() -> None:
    model = small()
    model.layers[0].trainable = False
    with pytest.raises(ModelError, match="expected layers that learn"):
        backward(model, sample((14, 14, 1)), 0)
    normalised = Sequential(
        [Conv2D(2, 3, input_shape=(6, 6, 1)), BatchNormalization(), Flatten(), Dense(3)]
    )
    normalised.compile("sgd", "mse")
    with pytest.raises(ModelError, match="batch normalization"):
        backward(normalised, sample((6, 6, 1)), 0)
    with pytest.raises(ModelError, match="not compiled"):
        backward(Sequential([Dense(3, input_shape=(4,))]), sample((4,)), 0)
