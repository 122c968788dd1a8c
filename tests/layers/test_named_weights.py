"""Weights by Keras's names on layers and models, and what is said of attributes not here."""

import copy

import numpy as np
import pytest

from lenet import layers, models, optimizers
from lenet.errors import AbsentNameError, ModelError


@pytest.fixture
def model():
    return models.Sequential(
        [
            layers.Conv2D(6, 5, input_shape=(12, 12, 1), name="c1"),
            layers.BatchNormalization(name="bn"),
            layers.Flatten(),
            layers.Dense(3, name="out"),
        ],
        seed=1,
    )


def test_weights_have_keras_names_and_order(model):
    assert [weight.path for weight in model.weights] == [
        "c1/kernel", "c1/bias", "bn/gamma", "bn/beta", "bn/moving_mean", "bn/moving_variance",
        "out/kernel", "out/bias",
    ]  # fmt: skip
    assert [weight.name for weight in model.non_trainable_variables] == [
        "moving_mean", "moving_variance",
    ]  # fmt: skip
    assert [weight.name for weight in model.layers[1].trainable_weights] == ["gamma", "beta"]


def test_a_layer_that_is_not_trained_has_no_trainable_weights(model):
    model.layers[0].trainable = False
    assert model.layers[0].trainable_weights == []
    assert len(model.trainable_variables) == 4
    assert len(model.variables) == 8


def test_a_kernel_is_an_array_that_can_be_assigned(model):
    conv = model.get_layer("c1")
    assert conv.kernel.shape == (5, 5, 1, 6)
    assert type(conv.bias.numpy()) is np.ndarray
    conv.kernel.assign(np.ones((5, 5, 1, 6)))
    assert (model.get_weights()[0] == 1).all()
    with pytest.raises(ModelError, match=r"expected values of shape \(6,\), received \(5,\)"):
        conv.bias.assign(np.zeros(5))


def test_a_layer_in_no_model_has_no_weights_yet():
    dense = layers.Dense(3)
    assert (dense.built, dense.weights) == (False, [])
    assert not hasattr(dense, "kernel")
    assert not hasattr(copy.copy(dense), "kernel")


def test_a_model_names_its_tensors(model):
    assert [tensor.shape for tensor in model.inputs] == [(None, 12, 12, 1)]
    assert [tensor.shape for tensor in model.outputs] == [(None, 3)]


def test_a_layer_comes_back_from_its_config(model):
    conv = model.layers[0]
    again = layers.Conv2D.from_config(conv.get_config())
    assert (again.name, again.get_config()) == ("c1", conv.get_config())


@pytest.mark.parametrize(
    "name", ["train_step", "compute_loss", "make_train_function", "losses", "add_loss", "call"]
)
def test_what_a_model_of_keras_has_beside_is_refused_in_a_sentence(model, name):
    with pytest.raises(AbsentNameError, match=f"lenet's Sequential has no {name}: "):
        getattr(model, name)


@pytest.mark.parametrize("name", ["add_weight", "build_from_config", "enable_lora", "kernel"])
def test_what_a_layer_of_keras_has_beside_is_refused_in_a_sentence(name):
    with pytest.raises(AbsentNameError, match=f"lenet's Flatten has no {name}: "):
        getattr(layers.Flatten(), name)


@pytest.mark.parametrize("name", ["apply_gradients", "minimize", "variables", "get_weights"])
def test_what_an_optimizer_of_keras_has_beside_is_refused_in_a_sentence(name):
    with pytest.raises(AbsentNameError, match=f"lenet's Adam has no {name}: "):
        getattr(optimizers.Adam(), name)


def test_a_name_that_keras_has_not_either_is_pythons_own(model):
    with pytest.raises(AttributeError, match="'Sequential' object has no attribute 'nonsense'"):
        model.nonsense  # noqa: B018


def test_a_layer_of_ones_own_is_what_its_call_makes():
    class Block(layers.Layer):
        def __init__(self, maps):
            super().__init__()
            self.conv, self.pool = layers.Conv2D(maps, 3), layers.MaxPooling2D()

        def call(self, x):
            return self.pool(self.conv(x))

    given = layers.Input((12, 12, 1))
    made = models.Model(given, layers.Dense(2)(layers.Flatten()(Block(4)(given))))
    kinds = [type(layer).__name__ for layer in made.layers]
    assert kinds == ["Conv2D", "MaxPooling2D", "Flatten", "Dense"]
    with pytest.raises(ModelError, match="lenet's engine has no layer Block"):
        models.Sequential([layers.Input((12, 12, 1)), Block(4)])


def test_a_model_in_a_call_has_its_shape_from_what_it_is_given():
    inner = models.Sequential([layers.Flatten(), layers.Dense(3)])

    class Outer(models.Model):
        def __init__(self):
            super().__init__()
            self.inner, self.head = inner, layers.Dense(2)

        def call(self, x, training=None):
            return self.head(self.inner(x, training=training))

    assert Outer().predict(np.zeros((2, 4, 4, 1))).shape == (2, 2)
    assert inner.input_shape == (4, 4, 1)
